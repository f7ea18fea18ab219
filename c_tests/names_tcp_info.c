/* The fields of TCP_INFO can be read one by one. */
#include "check.h"
#include "needs.h"

#include <netinet/tcp.h>

static int64_t info(int s, const char *figure)
{
	char name[64];
	int64_t value = -1;

	snprintf(name, sizeof name, "tcp.info.%s", figure);
	CHECK_OK(ox_option_get(s, name, &value));
	return value;
}

int main(void)
{
	static char bytes[100000];
	int64_t value;
	int s[2];

	needs_value(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_INFO, 200);
	tcp_pair(s);
	CHECK_INT(TCP_ESTABLISHED, info(s[0], "state"));
	CHECK_INT(0, ox_send_all(s[0], bytes, sizeof bytes, ox_now() + 5000000, NULL));
	CHECK_INT(0, ox_recv_all(s[1], bytes, sizeof bytes, ox_now() + 5000000, NULL));
	CHECK(info(s[0], "bytes.sent") >= (int64_t)sizeof bytes);
	CHECK_INT(sizeof bytes, info(s[1], "bytes.received"));
	CHECK(info(s[0], "rtt") > 0);
	CHECK(info(s[0], "rto") >= info(s[0], "rtt"));
	CHECK(info(s[0], "mss.send") > 500);
	CHECK(info(s[0], "congestion.window") > 0);
	CHECK(info(s[0], "pacing.rate") > 0);

	CHECK_OK(ox_shutdown(s[1], SHUT_WR));
	CHECK_INT(0, ox_recv(s[0], bytes, 1, 0));
	CHECK_INT(TCP_CLOSE_WAIT, info(s[0], "state"));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));

	s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(ENOPROTOOPT, ox_option_get(s[0], "tcp.info.rtt", &value));
	CHECK_OK(ox_close(s[0]));
	return 0;
}
