/* The interface of an IPv6 address may be given by name or number, and is written by name. */
#include "address_text.h"

#include <net/if.h>

int main(void)
{
	struct ox_address by_name, by_number, address;
	unsigned int lo = if_nametoindex("lo");
	char text[OX_TEXT_MAX];

	if (lo == 0)
		SKIP("no interface lo here");
	snprintf(text, sizeof text, "tcp://[fe80::1%%%u]:80", lo);
	by_number = address_of(text);
	by_name = address_of("tcp://[fe80::1%lo]:80");
	CHECK_INT(1, ox_address_equal(&by_name, &by_number));
	check_written("tcp://[fe80::1%lo]:80", &by_number);

	/* An interface that is not there: its name leads nowhere, its number is taken as it is. */
	CHECK_ERR(ENODEV, ox_address_parse(&address, "tcp://[fe80::1%nowhere0]:80"));
	check_text("zone nowhere0 at 15: there is no interface of this name", ox_explanation());
	CHECK_ERR(ENODEV, ox_address_parse(&address, "[::1%a-name-longer-than-any]:80"));
	address = address_of("tcp://[fe80::1%4294967295]:80");
	check_written("tcp://[fe80::1%4294967295]:80", &address);
	CHECK_ERR(EINVAL, ox_address_parse(&address, "tcp://[fe80::1%4294967296]:80"));
	return 0;
}
