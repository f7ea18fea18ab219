/* A number in an endpoint consists of digits only and is in range, and a service's name contains a
   letter and begins with a letter or a digit; anything else is an error that gives the position.
   The system's resolver would take +111775 for port 46239, which is 111775 less 65536. */
#include "address_text.h"

static void refuse(const char *text, const char *explanation)
{
	struct ox_address address;

	CHECK_ERR(EINVAL, ox_address_parse(&address, text));
	check_text(explanation, ox_explanation());
	CHECK_ERR(EINVAL, ox_dial(text, OX_FOREVER));
	CHECK_ERR(EINVAL, ox_resolve(text, &address, 1, OX_FOREVER));
	CHECK_ERR(EINVAL, ox_listen_on(text, 1));
	check_text(explanation, ox_explanation());
}

int main(void)
{
	static const char why[] = "neither a number nor a service's name, which has a letter and begins "
				  "with one or with a digit";
	static const char *const ports[] = {"+111775", "-0",  "+0", "-1", "+80", "1-", "1+1",
					    "1_0",     ".80", "80.", "_",  "-a",  "+a", "_http"};
	static const char *const zones[] = {"+1", "-1", "-0"};
	char text[100], explanation[200];
	size_t i;

	for (i = 0; i < sizeof ports / sizeof ports[0]; i++) {
		snprintf(text, sizeof text, "127.0.0.1:%s", ports[i]);
		snprintf(explanation, sizeof explanation, "port %s at 10: %s", ports[i], why);
		refuse(text, explanation);
	}
	refuse("127.0.0.1:65536", "port 65536 at 10: above 65535");
	refuse("127.0.0.1:18446744073709551617", "port 18446744073709551617 at 10: above 65535");
	refuse("127.0.0.1: 80", "byte \" \" at 10: not allowed in a port");
	refuse("127.0.0.+1:80", "byte + at 8: not allowed in a host's name");
	refuse("[::1%4294967296]:80", "zone 4294967296 at 5: above 4294967295");
	refuse("unix:/x?mode=+600",
	       "mode +600 at 13: not permission bits, which are 0 to 0777 in octal");
	for (i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		snprintf(text, sizeof text, "[fe80::1%%%s]:80", zones[i]);
		CHECK_ERR(ENODEV, ox_dial(text, OX_FOREVER)); /* the name of an interface */
	}
	return 0;
}
