/* A datagram that is larger than the path to its receiver allows is refused if it must not be
   fragmented, and ip.mtu returns the limit. */
#include "two_hosts.h"
#include "needs.h"

enum { WAY = 1400, HEADERS = 28, DO_NOT_CUT = 2 };

static void receiver(int ready)
{
	int s = CHECK_OK(ox_listen_on("udp://" THERE4 ":4000", 0));
	char byte = 0, buf[2048];

	CHECK_INT(1, write(ready, &byte, 1));
	for (;;) {
		struct sockaddr_in from;
		socklen_t len = sizeof from;
		int n = CHECK_OK(ox_recvfrom(s, buf, sizeof buf, 0, (struct sockaddr *)&from, &len));
		ox_sendto(s, &n, sizeof n, 0, (struct sockaddr *)&from, len);
	}
}

int main(void)
{
	static char bytes[WAY];
	int64_t mtu;
	int arrived;

	needs_value(AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_MTU, 0);
	enter_two_hosts(receiver);
	must_run("ip link set cable mtu 1400");
	int s = CHECK_OK(ox_dial("udp://" THERE4 ":4000", ox_now() + 5000000));
	CHECK_INT(0, ox_deadline(s, OX_BOTH, ox_now() + 5000000));
	CHECK_INT(0, ox_option_get(s, "ip.mtu", &mtu));
	CHECK_INT(WAY, (int)mtu);

	CHECK_INT(0, ox_option_set(s, "ip.mtu.discover", DO_NOT_CUT));
	CHECK_ERR(EMSGSIZE, ox_send(s, bytes, WAY - HEADERS + 1, 0));
	CHECK_INT(WAY - HEADERS, ox_send(s, bytes, WAY - HEADERS, 0));
	CHECK_INT((int)sizeof arrived, ox_recv(s, &arrived, sizeof arrived, 0));
	CHECK_INT(WAY - HEADERS, arrived);

	CHECK_INT(0, ox_option_set(s, "ip.mtu.discover", 0)); /* it may be cut */
	CHECK_INT(WAY, ox_send(s, bytes, WAY, 0));
	CHECK_INT((int)sizeof arrived, ox_recv(s, &arrived, sizeof arrived, 0));
	CHECK_INT(WAY, arrived);
	CHECK_INT(0, ox_close(s));
	return 0;
}
