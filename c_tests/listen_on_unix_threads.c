/* Threads that open and close UNIX listeners side by side each have their own file, and none is
   left behind. */
#include "check.h"

enum { THREADS = 6, ROUNDS = 200 };

static void *open_and_close(void *name)
{
	char endpoint[200];
	int i;

	snprintf(endpoint, sizeof endpoint, "unix:%s/%s", temp_dir(), (const char *)name);
	for (i = 0; i < ROUNDS; i++) {
		int listener = CHECK_OK(ox_listen_on(endpoint, 4));

		CHECK_INT(0, ox_close(listener));
		CHECK(access(endpoint + 5, F_OK) < 0);
	}
	return NULL;
}

int main(void)
{
	static char names[THREADS][2] = {"a", "b", "c", "d", "e", "f"};
	pthread_t threads[THREADS];
	int i;

	temp_dir();
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], open_and_close, names[i]);
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
