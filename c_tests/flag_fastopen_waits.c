/* The first send of a TCP client that connects and sends in one, by MSG_FASTOPEN or by the option
   TCP_FASTOPEN_CONNECT, waits for the connection, also where the call waits in poll; but not with
   MSG_DONTWAIT. */
#include "check.h"

#include <netinet/tcp.h>

static struct sockaddr_in address;

static int client(void)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_INT(0, ox_deadline(s, OX_SENDING, ox_now() + 60000000));
	return s;
}

static void arrives(int listener, int s)
{
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	char text[8];

	CHECK_INT(5, ox_recv(server, text, 5, MSG_WAITALL));
	CHECK_INT(0, memcmp("hello", text, 5));
	CHECK_INT(1, ox_send(s, "!", 1, 0));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	const int on = 1;
	int listener = listen_tcp4(&address);
	int s = client();
	int sent = ox_sendto(s, "hello", 5, MSG_FASTOPEN | MSG_DONTWAIT,
			     (struct sockaddr *)&address, sizeof address);

	if (sent == -EOPNOTSUPP)
		SKIP("net.ipv4.tcp_fastopen is off for clients");
	CHECK_ERR(EINPROGRESS, sent);
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));

	s = client();
	CHECK_INT(5, ox_sendto(s, "hello", 5, MSG_FASTOPEN, (struct sockaddr *)&address,
			       sizeof address));
	arrives(listener, s);

	s = client();
	CHECK_INT(0, ox_setsockopt(s, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(5, ox_send(s, "hello", 5, 0));
	arrives(listener, s);
	return 0;
}
