/* Out-of-band bytes belong to streams: with datagrams and packets MSG_OOB is EOPNOTSUPP. */
#include "check.h"

int main(void)
{
	int s[2];
	char byte;
	const int types[] = {SOCK_DGRAM, SOCK_SEQPACKET};
	for (int i = 0; i < 2; i++) {
		CHECK_INT(0, ox_socketpair(AF_UNIX, types[i], 0, s));
		CHECK_ERR(EOPNOTSUPP, ox_send(s[0], "x", 1, MSG_OOB));
		CHECK_ERR(EOPNOTSUPP, ox_recv(s[1], &byte, 1, MSG_OOB));
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}

	int udp = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	struct sockaddr_in addr = loopback4(9);
	CHECK_ERR(EOPNOTSUPP, ox_sendto(udp, "x", 1, MSG_OOB, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_close(udp));
	return 0;
}
