/* In URLs the percent sign before a zone is written %25 (RFC 6874). That is understood before a
   name, unless there is an interface whose name begins with 25; a number is what it is. */
#include "address_text.h"
#include "two_hosts.h"

int main(void)
{
	struct ox_address in_url, plain;

	enter_private_machine();
	in_url = address_of("tcp://[fe80::1%25lo]:80");
	plain = address_of("tcp://[fe80::1%lo]:80");
	CHECK_INT(1, ox_address_equal(&in_url, &plain));
	check_written("tcp://[fe80::1%lo]:80", &in_url);
	plain = address_of("tcp://[fe80::1%25]:80");
	check_written("tcp://[fe80::1%25]:80", &plain);
	plain = address_of("tcp://[fe80::1%251]:80");
	check_written("tcp://[fe80::1%251]:80", &plain);
	CHECK_ERR(ENODEV, ox_address_parse(&plain, "tcp://[fe80::1%25nowhere0]:80"));
	check_text("zone 25nowhere0 at 15: there is no interface of this name", ox_explanation());
	CHECK_ERR(ENODEV, ox_address_parse(&plain, "tcp://[fe80::1%2525lo]:80"));

	if (system("ip link add 25lo type veth peer name other") != 0)
		SKIP("the system has no such interfaces");
	in_url = address_of("tcp://[fe80::1%25lo]:80");
	check_written("tcp://[fe80::1%25lo]:80", &in_url);
	return 0;
}
