/* A connect that waits for room in a listener's queue is refused when the listener is closed. */
#include "check.h"

static struct sockaddr_un addr;

static void *connect_one(void *arg)
{
	int *result = (int *)arg;
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	*result = ox_connect(s, (struct sockaddr *)&addr, sizeof addr);
	CHECK_INT(0, ox_close(s));
	return NULL;
}

int main(void)
{
	unix_path(&addr, "door");
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 0)); /* Linux admits one */
	int first = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(first, (struct sockaddr *)&addr, sizeof addr));

	pthread_t thread;
	int result = 0;
	wait_until_blocked(start_thread(&thread, connect_one, &result));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(-ECONNREFUSED, result);

	/* The connection that was in the queue is reset, since nobody will ever accept it. */
	char byte;
	CHECK_ERR(ECONNRESET, ox_read(first, &byte, 1));
	CHECK_INT(0, ox_close(first));
	return 0;
}
