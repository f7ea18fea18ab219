/*
 * Datagram sockets have no connections to wait for: listen and accept are EOPNOTSUPP. A stream
 * socket that does not listen accepts nothing: EINVAL. A listener carries no bytes itself.
 */
#include "check.h"

int main(void)
{
	const int domains[] = {AF_INET, AF_UNIX};
	for (int i = 0; i < 2; i++) {
		int s = CHECK_OK(ox_socket(domains[i], SOCK_DGRAM, 0));
		CHECK_ERR(EOPNOTSUPP, ox_listen(s, 1));
		CHECK_ERR(EOPNOTSUPP, ox_accept(s, NULL, NULL));
		CHECK_INT(0, ox_close(s));

		s = CHECK_OK(ox_socket(domains[i], SOCK_STREAM, 0));
		CHECK_ERR(EINVAL, ox_accept(s, NULL, NULL));
		CHECK_INT(0, ox_close(s));
	}

	int s[2];
	tcp_pair(s);
	CHECK_ERR(EINVAL, ox_accept(s[0], NULL, NULL));
	CHECK_ERR(EINVAL, ox_listen(s[0], 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	struct sockaddr_in addr;
	char byte;
	int listener = listen_tcp4(&addr);
	CHECK_ERR(ENOTCONN, ox_read(listener, &byte, 1));
	CHECK_ERR(EPIPE, ox_write(listener, "x", 1));
	CHECK_INT(0, ox_listen(listener, -1)); /* taken for the greatest backlog there is */
	CHECK_INT(0, ox_close(listener));
	return 0;
}
