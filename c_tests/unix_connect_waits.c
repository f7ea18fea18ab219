/* A blocking connect to a UNIX listener whose queue is full waits until an accept makes room. */
#include "check.h"

static struct sockaddr_un addr;

static void *connect_and_greet(void *arg)
{
	int *result = (int *)arg;
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	*result = ox_connect(s, (struct sockaddr *)&addr, sizeof addr);
	CHECK_INT(5, ox_write(s, "hello", 5));
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
	int result = -1;
	wait_until_blocked(start_thread(&thread, connect_and_greet, &result));

	int server = CHECK_OK(ox_accept(listener, NULL, NULL)); /* the first: there is room */
	int second = CHECK_OK(ox_accept(listener, NULL, NULL));
	char buf[8];
	CHECK_INT(5, ox_recv(second, buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, result);

	CHECK_INT(0, ox_close(first));
	CHECK_INT(0, ox_close(second));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
