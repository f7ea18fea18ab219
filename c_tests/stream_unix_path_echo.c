/* A UNIX stream server on a path: bind makes the file, closing leaves it, unlink removes it. */
#include "check.h"
#include <sys/stat.h>

static void *serve_one(void *arg)
{
	int listener = *(int *)arg;
	int s = CHECK_OK(ox_accept(listener, NULL, NULL));
	char buf[512];
	int n;
	while ((n = CHECK_OK(ox_read(s, buf, sizeof buf))) > 0)
		CHECK_INT(n, ox_write(s, buf, (size_t)n));
	CHECK_INT(0, ox_close(s));
	return NULL;
}

int main(void)
{
	struct sockaddr_un addr;
	unix_path(&addr, "echo");
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 5));
	struct stat st;
	CHECK_INT(0, stat(addr.sun_path, &st));
	CHECK(S_ISSOCK(st.st_mode));

	pthread_t server;
	start_thread(&server, serve_one, &listener);

	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	char buf[8];
	CHECK_INT(5, ox_write(s, "hello", 5));
	CHECK_INT(5, ox_recv(s, buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "hello", 5) == 0);

	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, pthread_join(server, NULL));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, stat(addr.sun_path, &st));
	CHECK_INT(0, unlink(addr.sun_path));
	return 0;
}
