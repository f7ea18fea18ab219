/* At no moment does the file of a UNIX listener permit more than ?mode= says: a watcher that looks
   at it all the time never sees another bit. */
#include "check.h"
#include <sys/stat.h>

static struct sockaddr_un address;
static volatile int done;

static void *watch(void *unused)
{
	static int seen;
	struct stat status;

	(void)unused;
	while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE))
		if (stat(address.sun_path, &status) == 0)
			seen |= status.st_mode & 07777;
	return &seen;
}

int main(void)
{
	char endpoint[200];
	pthread_t watcher;
	void *seen;
	int i;

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s?mode=0620", address.sun_path);
	start_thread(&watcher, watch, NULL);
	for (i = 0; i < 200; i++) {
		umask(i % 2 == 0 ? 0 : 077);
		CHECK_OK(ox_close(CHECK_OK(ox_listen_on(endpoint, 4))));
	}
	__atomic_store_n(&done, 1, __ATOMIC_RELEASE);
	CHECK_INT(0, pthread_join(watcher, &seen));
	CHECK_INT(0, *(int *)seen & ~0620);
	return 0;
}
