/* A TCP client that sends bytes with its first packet, by MSG_FASTOPEN and TCP_FASTOPEN_NO_COOKIE,
   sends all of a large buffer in one call, as by send(2); also where the call waits in poll. */
#include "check.h"

#include <netinet/tcp.h>

enum { LENGTH = 1 << 23 };

static char bytes[LENGTH], received[LENGTH];

static void *receive_all(void *listener)
{
	int server = CHECK_OK(ox_accept(*(int *)listener, NULL, NULL));

	CHECK_INT(LENGTH, ox_recv(server, received, LENGTH, MSG_WAITALL));
	CHECK_INT(0, memcmp(bytes, received, LENGTH));
	CHECK_INT(0, ox_close(server));
	return NULL;
}

int main(void)
{
	const int on = 1;
	struct sockaddr_in address;
	pthread_t thread;
	int listener = listen_tcp4(&address), s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), sent;

	if (ox_setsockopt(s, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, &on, sizeof on) < 0)
		SKIP("no TCP_FASTOPEN_NO_COOKIE here");
	memset(bytes, 'x', LENGTH);
	CHECK_INT(0, ox_deadline(s, OX_SENDING, ox_now() + 60000000));
	start_thread(&thread, receive_all, &listener);
	sent = ox_sendto(s, bytes, LENGTH, MSG_FASTOPEN, (struct sockaddr *)&address, sizeof address);
	if (sent == -EOPNOTSUPP)
		SKIP("MSG_FASTOPEN is turned off here");
	CHECK_INT(LENGTH, sent);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
