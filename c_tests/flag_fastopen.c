/* MSG_FASTOPEN lets a TCP client connect and send in one call, to the address given. */
#include "check.h"

static void connect_and_send(int64_t deadline)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_deadline(client, OX_SENDING, deadline));
	int n = ox_sendto(client, "hello", 5, MSG_FASTOPEN, (struct sockaddr *)&addr, sizeof addr);
	if (n == -EOPNOTSUPP)
		SKIP("net.ipv4.tcp_fastopen is off for clients");
	CHECK_INT(5, n);

	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	char buf[8];
	CHECK_INT(5, ox_recv(server, buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(2, ox_write(server, "ok", 2));
	CHECK_INT(2, ox_recv(client, buf, 2, MSG_WAITALL));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	connect_and_send(OX_FOREVER);
	connect_and_send(ox_now() + 60000000);
	return 0;
}
