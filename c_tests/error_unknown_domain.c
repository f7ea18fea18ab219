/* The errors of socket and socketpair for domains, types and protocols that do not exist, or not
 * together. */
#include "check.h"

#include <limits.h>

int main(void)
{
	int sv[2] = {-7, -8};

	NEEDS(socket(AF_INET, SOCK_STREAM | 0x10000, 0) < 0);
	CHECK_ERR(EAFNOSUPPORT, ox_socket(9999, SOCK_STREAM, 0));
	CHECK_ERR(EAFNOSUPPORT, ox_socket(-1, SOCK_STREAM, 0));
	CHECK_ERR(EAFNOSUPPORT, ox_socket(AF_UNSPEC, SOCK_STREAM, 0));

	CHECK_ERR(EINVAL, ox_socket(AF_INET, 15, 0));
	CHECK_ERR(EINVAL, ox_socket(AF_INET, -1, 0));
	CHECK_ERR(EINVAL, ox_socket(AF_INET, INT_MAX, 0));
	CHECK_ERR(EINVAL, ox_socket(AF_INET, SOCK_STREAM | 0x10000, 0)); /* no such flag */
	CHECK_ERR(ESOCKTNOSUPPORT, ox_socket(AF_INET, 0, 0));
	CHECK_ERR(ESOCKTNOSUPPORT, ox_socket(AF_INET, SOCK_SEQPACKET, 0));
	CHECK_ERR(ESOCKTNOSUPPORT, ox_socket(AF_UNIX, SOCK_RDM, 0));

	CHECK_ERR(EPROTONOSUPPORT, ox_socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	CHECK_ERR(EPROTONOSUPPORT, ox_socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
	CHECK_ERR(EINVAL, ox_socket(AF_INET, SOCK_STREAM, -1));
	CHECK_ERR(EINVAL, ox_socket(AF_INET, SOCK_STREAM, 100000));
	CHECK_ERR(EPROTONOSUPPORT, ox_socket(AF_UNIX, SOCK_STREAM, 99));
	CHECK_OK(ox_close(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, AF_UNIX))));

	CHECK_ERR(EOPNOTSUPP, ox_socketpair(AF_INET, SOCK_STREAM, 0, sv));
	CHECK_ERR(EAFNOSUPPORT, ox_socketpair(9999, SOCK_STREAM, 0, sv));
	CHECK_ERR(EINVAL, ox_socketpair(AF_UNIX, SOCK_STREAM | 0x10000, 0, sv));
	CHECK_INT(-7, sv[0]); /* untouched */
	CHECK_INT(-8, sv[1]);
	return 0;
}
