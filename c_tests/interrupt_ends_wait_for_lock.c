/* While ox_interruptible is on, a signal ends the wait of ox_listen_on for whoever holds the lock for
   replacing a stale file. */
#include "signal_handler.h"
#include "stale_lock.h"

static void leave_a_stale_file(const struct sockaddr_un *path)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	CHECK_INT(0, ox_bind(s, (const struct sockaddr *)path, sizeof *path));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	char endpoint[200];
	struct sockaddr_un path;

	unix_path(&path, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", path.sun_path);
	leave_a_stale_file(&path);
	hold_stale_lock(&path);

	count_signals(SIGALRM);
	CHECK_INT(0, ox_interruptible(1));
	alarm_every(20);
	CHECK_ERR(EINTR, ox_listen_on(endpoint, 1));
	alarm_every(0);
	return 0;
}
