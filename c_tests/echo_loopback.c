/*
 * An ICMP echo comes back with its number and its payload, over IPv4 and IPv6. What is longer
 * than the buffer is cut off, and its true length returned.
 */
#include "extras_texts.h"
#include "needs.h"

static void comes_back(int family, const char *text)
{
	struct ox_address to, from;
	int s = ox_echo_open(family), ttl = 0;
	uint16_t sequence = 0;
	char payload[32] = "";

	if (s == -EACCES)
		SKIP("needs CAP_NET_RAW or net.ipv4.ping_group_range");
	if (s == -EAFNOSUPPORT)
		return;
	CHECK_OK(s);
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 5000000));
	CHECK_OK(ox_address_parse(&to, text));
	CHECK_OK(ox_echo_send(s, &to, 7, "are you there?", 14));
	CHECK_INT(14, ox_echo_recv(s, &from, &sequence, payload, sizeof payload, &ttl));
	CHECK_INT(7, sequence);
	CHECK(memcmp(payload, "are you there?", 14) == 0);
	CHECK(ttl > 0);
	CHECK_INT(1, ox_address_equal(&to, &from));

	CHECK_OK(ox_echo_send(s, &to, 65535, "odd", 3));
	memset(payload, 0, sizeof payload);
	CHECK_INT(3, ox_echo_recv(s, NULL, &sequence, payload, 2, NULL));
	CHECK_INT(65535, sequence);
	CHECK_INT(0, strcmp(payload, "od"));
	CHECK_OK(ox_echo_send(s, &to, 0, NULL, 0));
	CHECK_INT(0, ox_echo_recv(s, NULL, NULL, NULL, 0, NULL));
	CHECK_ERR(EMSGSIZE, ox_echo_send(s, &to, 0, payload, 70000));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	needs_value(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_COOKIE, sizeof(uint64_t));
	comes_back(AF_INET, "udp://127.0.0.1:0");
	comes_back(AF_INET6, "udp://[::1]:0");
	return 0;
}
