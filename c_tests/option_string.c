/*
 * Some options are strings: the length given is the string's; the length read counts what the
 * kernel wrote, which may be padded with zero bytes.
 */
#include "check.h"
#include "needs.h"

#include <net/if.h>
#include <netinet/tcp.h>

int main(void)
{
	char text[64] = "";
	socklen_t length = sizeof text;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	needs_value(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_CONGESTION, 16);
	CHECK_OK(ox_getsockopt(s, IPPROTO_TCP, TCP_CONGESTION, text, &length));
	CHECK_INT(16, length); /* TCP_CA_NAME_MAX */
	CHECK(strlen(text) > 0 && strlen(text) < 16);
	CHECK_OK(ox_setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, text, (socklen_t)strlen(text)));
	CHECK_ERR(ENOENT, ox_setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, "no such", 7));

	length = sizeof text;
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, text, &length));
	CHECK_INT(0, length); /* to none */
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2));
	length = sizeof text;
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, text, &length));
	CHECK_INT(3, length);
	CHECK(strcmp(text, "lo") == 0);
	length = IFNAMSIZ - 1; /* an interface's name needs room for the longest */
	CHECK_ERR(EINVAL, ox_getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, text, &length));

	CHECK_OK(ox_close(s));
	return 0;
}
