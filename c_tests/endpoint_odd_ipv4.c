/* What getaddrinfo(3) would take for an IPv4 address of another form (octal, hexadecimal, with
 * parts left out) is neither an address nor a name: it would not mean the address that it seems to.
 * */
#include "address_text.h"

int main(void)
{
	static const char *const odd[] = {
		"127.1:80",   "127.0.1:80",     "2130706433:80",   "0x7f000001:80", "0x7f.1:80",
		"0177.0.0.1:80", "127.0.0.01:80", "1.2.3.256:80",    "1.2.3.4.5:80",  "1.2.3.4.:80",
		"1.2.3.:80",  "example.0x:80",  "example.org.7:80",
	};
	struct ox_address address;
	size_t i;

	for (i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		CHECK_ERR(EINVAL, ox_address_parse(&address, odd[i]));
		CHECK(strstr(ox_explanation(), "not an IPv4 address") != NULL);
	}
	return 0;
}
