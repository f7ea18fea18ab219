/* A text that is no endpoint is refused, and ox_explanation says what is wrong with it, where. */
#include "address_text.h"

int main(void)
{
	static const char *const wrong[][2] = {
		{"", "text at 0: there is no colon with a port"},
		{"example.org", "text example.org at 0: there is no colon with a port"},
		{":80", "host at 0: empty; * means every address"},
		{"tcp://10.0.0.1:", "port at 15: empty"},
		{"tcp://1.1.1.1:99999", "port 99999 at 14: above 65535"},
		{"tcp://1.1.1.1:-1/", "byte / at 16: not allowed in a port"},
		{"tcp://1.1.1.1:80/", "byte / at 16: not allowed in a port"},
		{"http://1.1.1.1:80",
		 "scheme http at 0: not one of tcp, udp, unix, unix-dgram, unix-seqpacket"},
		{"tcp:1.1.1.1:80", "scheme tcp at 0: two slashes have to follow its colon"},
		{"::1:80", "host ::1 at 0: an IPv6 address has to stand in brackets"},
		{"[::1:80", "host [::1:80 at 0: the bracket is never closed"},
		{"[::1]80", "text 80 at 5: a colon and a port have to follow the bracket"},
		{"[1.2.3.4]:80", "host 1.2.3.4 at 1: not an IPv6 address"},
		{"[::1%]:80", "zone at 5: empty"},
		{"a b:80", "byte \" \" at 1: not allowed in a host's name"},
		{"a..b:80", "host a..b at 0: two dots with nothing between them, or before the first"},
		{"b\xc3\xbc"
		 "cher.de:80",
		 "host b\\xc3\\xbccher.de at 0: not ASCII; international names are written in their "
		 "xn-- form"},
		{"unix:/%zz", "code %zz at 6: two hexadecimal digits have to follow a %, itself %25"},
		{"unix:/x%00", "name /x%00 at 5: there is a zero byte in the path"},
		{"unix:/x?mode=0888",
		 "mode 0888 at 13: not permission bits, which are 0 to 0777 in octal"},
		{"unix:/x?mode=04777",
		 "mode 04777 at 13: not permission bits, which are 0 to 0777 in octal"},
		{"unix:/x?y",
		 "parameter y at 8: only mode= is known; a question mark in a name is written %3F"},
		{"unix:@x?mode=0600",
		 "parameter mode=0600 at 8: only a path can have permission bits"},
	};
	struct ox_address address;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		CHECK_ERR(EINVAL, ox_address_parse(&address, wrong[i][0]));
		check_text(wrong[i][1], ox_explanation());
	}
	return 0;
}
