/* What F_SETFL sets takes effect at once and stays, even while another thread accepts on the same
   listener through another handle, for which oxsock may have to switch O_NONBLOCK on. */
#include "close_blocked.h"

#include <fcntl.h>

enum { ROUNDS = 10000 };

static struct sockaddr_un name;
static socklen_t length;
static int ended;

static void *connect_and_accept(void *argument)
{
	int listener = *(int *)argument;

	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

		CHECK_INT(0, ox_connect(s, (struct sockaddr *)&name, length));
		CHECK_INT(0, ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
		CHECK_INT(0, ox_close(s));
	}
	return NULL;
}

int main(void)
{
	int listener = unix_named(SOCK_STREAM, &name, &length);
	int i, other = CHECK_OK(ox_fcntl(listener, F_DUPFD_CLOEXEC, 0));
	pthread_t thread;

	CHECK_INT(0, ox_listen(listener, 16));
	start_thread(&thread, connect_and_accept, &listener);
	for (i = 0; i < ROUNDS; i++) {
		CHECK_INT(0, ox_fcntl(other, F_SETFL, O_NONBLOCK));
		CHECK_INT(O_NONBLOCK, ox_fcntl(other, F_GETFL, 0) & O_NONBLOCK);
		CHECK_INT(0, ox_fcntl(other, F_SETFL, 0));
		CHECK_INT(0, ox_fcntl(other, F_GETFL, 0) & O_NONBLOCK);
	}
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, ox_close(other));
	return 0;
}
