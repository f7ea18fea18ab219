/*
 * An error is returned, and stands in errno as well, so that perror works; errno is the
 * thread's own.
 */
#include "check.h"

static void *fail_in_thread(void *argument)
{
	(void)argument;
	CHECK_ERR(EBADF, ox_close(0));
	CHECK_INT(EBADF, errno);
	return NULL;
}

int main(void)
{
	char buf[10];
	pthread_t thread;
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));

	errno = 0;
	CHECK_ERR(EAGAIN, ox_recv(sv[0], buf, sizeof buf, MSG_DONTWAIT));
	CHECK_INT(EAGAIN, errno);
	CHECK_ERR(EINVAL, ox_shutdown(sv[0], 99));
	CHECK_INT(EINVAL, errno);
	CHECK_ERR(EAFNOSUPPORT, ox_socket(9999, SOCK_STREAM, 0));
	CHECK_INT(EAFNOSUPPORT, errno);
	CHECK_OK(ox_close(sv[1]));
	errno = EDOM;
	CHECK_INT(0, ox_recv(sv[0], buf, sizeof buf, 0)); /* the end is no error */
	CHECK_INT(EDOM, errno);
	CHECK_ERR(EPIPE, ox_send(sv[0], "x", 1, 0));
	CHECK_INT(EPIPE, errno);
	CHECK_ERR(EINVAL, ox_deadline(sv[0], 0, 0));
	CHECK_INT(EINVAL, errno);

	start_thread(&thread, fail_in_thread, NULL);
	errno = ENOENT;
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(ENOENT, errno);

	CHECK_OK(ox_close(sv[0]));
	return 0;
}
