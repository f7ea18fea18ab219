/* MSG_FASTOPEN on a non-blocking socket without a cookie starts to connect and says so with
   EINPROGRESS, also where the library would wait in poll: on a descriptor taken in. */
#include "check.h"

static void connect_by_sending(int adopt)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));

	if (adopt)
		client = CHECK_OK(ox_adopt(CHECK_OK(ox_release(client))));
	int n = ox_sendto(client, NULL, 0, MSG_FASTOPEN, (struct sockaddr *)&addr, sizeof addr);
	if (n == -EOPNOTSUPP)
		SKIP("net.ipv4.tcp_fastopen is off for clients");
	CHECK_INT(-EINPROGRESS, n);
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	connect_by_sending(0);
	connect_by_sending(1);
	return 0;
}
