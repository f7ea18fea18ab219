/* Sockets that endpoints do not name have none: other families, types and protocols. */
#include "address_text.h"

int main(void)
{
	char text[OX_TEXT_MAX];
	int s;

	CHECK_ERR(EBADF, ox_local(-1, text, sizeof text));
	CHECK_ERR(EBADF, ox_peer(0, text, sizeof text));

	s = CHECK_OK(ox_socket(AF_NETLINK, SOCK_DGRAM, 0));
	CHECK_ERR(EAFNOSUPPORT, ox_local(s, text, sizeof text));

	s = ox_socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
	if (s >= 0)
		CHECK_ERR(EPROTONOSUPPORT, ox_local(s, text, sizeof text));

	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ENOSPC, ox_local(s, text, 3));
	check_text("", text);
	CHECK_ERR(EFAULT, ox_local(s, NULL, OX_TEXT_MAX));

	s = ox_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (s == -EPERM)
		SKIP("needs CAP_NET_RAW");
	CHECK_OK(s);
	CHECK_ERR(ESOCKTNOSUPPORT, ox_local(s, text, sizeof text));
	return 0;
}
