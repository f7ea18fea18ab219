/* O_NONBLOCK is set while a call waits for a datagram: the call goes on waiting; and when receiving
 * is then shut down, it returns 0, as if the flag had not been set. */
#include "close_blocked.h"

#include <fcntl.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void check(int s)
{
	struct blocked receiver;

	block(&receiver, receive, s);
	CHECK_OK(ox_fcntl(s, F_SETFL, O_NONBLOCK));
	wait_until_blocked(receiver.tid);
	CHECK_OK(ox_shutdown(s, SHUT_RD));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(0, receiver.result);
	CHECK_OK(ox_close(s));
}

int main(void)
{
	const struct sockaddr_in address = loopback4(9);
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0)), sv[2];

	CHECK_OK(ox_connect(s, (const struct sockaddr *)&address, sizeof address));
	check(s);
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	check(sv[1]);
	CHECK_OK(ox_close(sv[0]));
	return 0;
}
