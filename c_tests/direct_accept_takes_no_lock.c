/* Nobody else can hold a listener that has one handle, in a process that has not forked: ox_accept
   takes no lock on it. Once it has been lent, it does. */
#include "meddle.h"

static int locks;

static int count_locks(int time, const struct seccomp_data *call)
{
	(void)time;
	locks += (int)call->args[1] == F_SETLK;
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = SYS_fcntl, .decide = count_locks};
	struct sockaddr_in address;
	int i, client, listener = listen_tcp4(&address);

	for (i = 0; i < 2; i++) {
		client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	}
	meddle(&meddler);
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 60000000));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, locks);
	CHECK_OK(ox_fd(listener));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK(locks > 0);
	return 0;
}
