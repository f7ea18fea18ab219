/*
 * An address that does not fit its socket: another family, too short, port 0, too long. The
 * socket is as it was.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address, bad;
	struct sockaddr *to = (struct sockaddr *)&bad;
	struct sockaddr_storage large;
	char buf[10];

	int receiver = bind_udp4(&address);
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	bad = address;
	bad.sin_family = AF_INET6;
	CHECK_ERR(EAFNOSUPPORT, ox_sendto(s, "x", 1, 0, to, sizeof bad));
	CHECK_ERR(EAFNOSUPPORT, ox_connect(s, to, sizeof bad));
	CHECK_ERR(EAFNOSUPPORT, ox_bind(s, to, sizeof bad));

	bad = address;
	CHECK_ERR(EINVAL, ox_sendto(s, "x", 1, 0, to, sizeof bad - 1));
	CHECK_ERR(EINVAL, ox_connect(s, to, sizeof bad - 1));
	CHECK_ERR(EINVAL, ox_bind(s, to, sizeof bad - 1));
	CHECK_ERR(EINVAL, ox_bind(s, to, 0));

	bad.sin_port = 0;
	CHECK_ERR(EINVAL, ox_sendto(s, "x", 1, 0, to, sizeof bad));

	memset(&large, 0, sizeof large);
	memcpy(&large, &address, sizeof address);
	CHECK_ERR(EINVAL, ox_connect(s, (struct sockaddr *)&large, sizeof large + 1));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&large, sizeof large));
	CHECK_INT(1, ox_send(s, "x", 1, 0));
	CHECK_INT(1, ox_recv(receiver, buf, sizeof buf, 0));

	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(receiver));
	return 0;
}
