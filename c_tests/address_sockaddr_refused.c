/* A sockaddr that is no address, or one that endpoints cannot name, is refused, and the result is
   unchanged. */
#include "address_text.h"

#include <stddef.h>

static struct ox_address address;

static int from(int type, int family, socklen_t length)
{
	struct sockaddr_storage room;

	memset(&room, 'x', sizeof room);
	room.ss_family = (sa_family_t)family;
	return ox_address_from_sockaddr(&address, type, (struct sockaddr *)&room, length);
}

int main(void)
{
	struct ox_address before = address_of("tcp://192.0.2.1:80");

	address = before;
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_INET, 0));
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_INET, 1));
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_INET, sizeof(struct sockaddr_in) - 1));
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_INET6, sizeof(struct sockaddr_in6) - 1));
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_INET, sizeof(struct sockaddr_storage) + 1));
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_INET, (socklen_t)-1));
	CHECK_ERR(EINVAL, from(SOCK_STREAM, AF_UNIX, sizeof(struct sockaddr_un) + 1));
	CHECK_ERR(EAFNOSUPPORT, from(SOCK_STREAM, AF_UNSPEC, sizeof(struct sockaddr_in)));
	CHECK_ERR(EAFNOSUPPORT, from(SOCK_RAW, AF_NETLINK, sizeof(struct sockaddr_in)));
	CHECK_ERR(ESOCKTNOSUPPORT, from(SOCK_RAW, AF_INET, sizeof(struct sockaddr_in)));
	CHECK_ERR(ESOCKTNOSUPPORT, from(0, AF_INET, sizeof(struct sockaddr_in)));
	CHECK_ERR(ESOCKTNOSUPPORT, from(SOCK_SEQPACKET, AF_INET, sizeof(struct sockaddr_in)));
	CHECK(memcmp(&before, &address, sizeof address) == 0);

	CHECK_OK(from(SOCK_STREAM, AF_INET, sizeof(struct sockaddr_storage))); /* as connect(2) */
	return 0;
}
