/*
 * Two sockets ping at once: each gets the answers to its own requests only. A deadline ends the
 * wait for one that does not come. Other sockets and other families cannot ping.
 */
#include "deadline_time.h"
#include "needs.h"

int main(void)
{
	struct ox_address to, none;
	uint16_t sequence;
	int first = ox_echo_open(AF_INET), second = ox_echo_open(AF_INET), s;
	int64_t deadline;

	if (first == -EACCES)
		SKIP("needs CAP_NET_RAW or net.ipv4.ping_group_range");
	needs_value(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_COOKIE, sizeof(uint64_t));
	CHECK_OK(first);
	CHECK_OK(second);
	CHECK_OK(ox_address_parse(&to, "udp://127.0.0.1:0"));
	CHECK_OK(ox_echo_send(first, &to, 1, NULL, 0));
	CHECK_OK(ox_echo_send(second, &to, 2, NULL, 0));
	CHECK_OK(ox_deadline(first, OX_RECEIVING, in_ms(5000)));
	CHECK_OK(ox_deadline(second, OX_RECEIVING, in_ms(5000)));
	CHECK_OK(ox_echo_recv(second, NULL, &sequence, NULL, 0, NULL));
	CHECK_INT(2, sequence);
	CHECK_OK(ox_echo_recv(first, NULL, &sequence, NULL, 0, NULL));
	CHECK_INT(1, sequence);

	CHECK_OK(ox_echo_send(second, &to, 3, NULL, 0)); /* which the first must not hear */
	CHECK_OK(ox_echo_recv(second, NULL, &sequence, NULL, 0, NULL));
	deadline = in_ms(20);
	CHECK_OK(ox_deadline(first, OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, ox_echo_recv(first, NULL, NULL, NULL, 0, NULL));

	memset(&none, 0, sizeof none);
	CHECK_ERR(EINVAL, ox_echo_send(first, &none, 1, NULL, 0));
	CHECK_OK(ox_address_parse(&to, "unix:@somebody"));
	CHECK_ERR(EAFNOSUPPORT, ox_echo_send(first, &to, 1, NULL, 0));
	CHECK_ERR(EAFNOSUPPORT, ox_echo_open(AF_UNIX));
	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(EPROTONOSUPPORT, ox_echo_recv(s, NULL, NULL, NULL, 0, NULL));
	return 0;
}
