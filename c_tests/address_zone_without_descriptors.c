/*
 * The system needs a descriptor to turn an interface's name into a number or back. When there is
 * none left, reading a name fails and says so, and writing falls back on the number.
 */
#include "address_text.h"

#include <net/if.h>
#include <sys/resource.h>

int main(void)
{
	const struct rlimit none = {0, 0};
	struct ox_address address, by_number;
	unsigned int lo = if_nametoindex("lo");
	char text[OX_TEXT_MAX];

	if (lo == 0)
		SKIP("no interface lo here");
	address = address_of("tcp://[fe80::1%lo]:80");
	snprintf(text, sizeof text, "tcp://[fe80::1%%%u]:80", lo);
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &none));

	CHECK_ERR(EMFILE, ox_address_parse(&by_number, "tcp://[fe80::1%lo]:80"));
	check_text("zone lo at 15: the system cannot tell the interface's number", ox_explanation());
	check_written(text, &address);
	by_number = address_of(text);
	CHECK_INT(1, ox_address_equal(&address, &by_number));
	return 0;
}
