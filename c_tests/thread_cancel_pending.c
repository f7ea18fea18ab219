/* A thread with a pending cancellation is not cancelled inside a call that deals with files: it
   would stay inside a handle, or leak a descriptor. */
#include "check.h"
#include <fcntl.h>

static int s[2], sent, listener, got_through;

static void *send_and_listen(void *path)
{
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char endpoint[300];
	int64_t start = 0;

	snprintf(endpoint, sizeof endpoint, "unix:%s", (char *)path);
	pthread_cancel(pthread_self());
	sent = ox_send_file(s[0], file, &start, 100, OX_FOREVER, NULL);
	listener = ox_listen_on(endpoint, 1);
	got_through = 1;
	pthread_testcancel();
	got_through = 2;
	return NULL;
}

int main(void)
{
	struct sockaddr_un stale;
	char bytes[100];
	pthread_t thread;
	void *result;

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	unix_path(&stale, "stale");
	int dead = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(dead, (struct sockaddr *)&stale, sizeof stale));
	CHECK_INT(0, ox_close(dead)); /* its file stays, to be replaced under a lock */

	start_thread(&thread, send_and_listen, stale.sun_path);
	CHECK_INT(0, pthread_join(thread, &result));
	CHECK(result == PTHREAD_CANCELED);
	CHECK_INT(1, got_through);
	CHECK_INT(0, sent);
	CHECK_INT(100, ox_recv(s[1], bytes, sizeof bytes, MSG_WAITALL));
	CHECK_INT(0, ox_close(CHECK_OK(listener)));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
