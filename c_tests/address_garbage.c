/* Bytes that never were an address are refused by everything that takes one. */
#include "address_text.h"

static void check_refused(const struct ox_address *garbage)
{
	struct ox_address address = address_of("tcp://[::1]:80");
	struct sockaddr_storage room;
	socklen_t length = sizeof room;
	char text[OX_TEXT_MAX];

	CHECK_ERR(EINVAL, ox_address_text(garbage, text, sizeof text));
	CHECK_ERR(EINVAL, ox_address_family(garbage));
	CHECK_ERR(EINVAL, ox_address_type(garbage));
	CHECK_ERR(EINVAL, ox_address_port(garbage));
	CHECK_ERR(EINVAL, ox_address_equal(garbage, &address));
	CHECK_ERR(EINVAL, ox_address_equal(&address, garbage));
	CHECK_ERR(EINVAL, ox_address_to_sockaddr(garbage, (struct sockaddr *)&room, &length));
}

int main(void)
{
	struct ox_address garbage = address_of("tcp://[::1]:80");

	garbage.opaque[17] = 1; /* behind its end */
	check_refused(&garbage);
	memset(&garbage, 0xff, sizeof garbage);
	check_refused(&garbage);
	memset(&garbage, 0, sizeof garbage);
	garbage.opaque[0] = SOCK_STREAM;
	check_refused(&garbage);
	garbage.opaque[0] |= (uint64_t)UINT32_MAX << 32;
	check_refused(&garbage);
	return 0;
}
