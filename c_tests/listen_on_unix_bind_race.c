/* A server that has just bound keeps its file, whatever others do at that moment: also if they
   checked the path just before its socket existed. */
#include "check.h"
#include <sys/stat.h>

enum { ROUNDS = 1000, LISTENERS = 2 };

static struct sockaddr_un address;
static char endpoint[200];
static volatile int done;

static void *listen_again_and_again(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE)) {
		int listener = ox_listen_on(endpoint, 4);

		if (listener < 0)
			CHECK_INT(-EADDRINUSE, listener);
		else
			CHECK_OK(ox_close(listener));
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[LISTENERS];
	int i, bound = 0;

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	for (i = 0; i < LISTENERS; i++)
		start_thread(&threads[i], listen_again_and_again, NULL);
	while (bound < ROUNDS) {
		int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		struct stat mine, found;

		CHECK(s >= 0);
		if (bind(s, (struct sockaddr *)&address, sizeof address) == 0) {
			CHECK_INT(0, lstat(address.sun_path, &mine));
			for (i = 0; i < 20; i++) {
				CHECK_INT(0, lstat(address.sun_path, &found));
				CHECK_INT(mine.st_ino, found.st_ino);
			}
			bound++;
			CHECK_INT(0, unlink(address.sun_path));
		}
		CHECK_INT(0, close(s));
	}
	__atomic_store_n(&done, 1, __ATOMIC_RELEASE);
	for (i = 0; i < LISTENERS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
