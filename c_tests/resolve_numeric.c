/* Numeric endpoints resolve to themselves, and UNIX ones too. */
#include "check.h"

static void same(const char *endpoint, const char *expected)
{
	struct ox_address address;
	char text[OX_TEXT_MAX];

	CHECK_INT(1, ox_resolve(endpoint, &address, 1, 0)); /* no need to wait */
	CHECK_OK(ox_address_text(&address, text, sizeof text));
	if (strcmp(text, expected) != 0)
		check_failed(__FILE__, __LINE__, text);
}

int main(void)
{
	same("127.0.0.1:80", "tcp://127.0.0.1:80");
	same("udp://[::1]:53", "udp://[::1]:53");
	same("unix:/run/x.sock", "unix:/run/x.sock");
	same("unix-seqpacket:@name", "unix-seqpacket:@name");
	CHECK_ERR(EINVAL, ox_resolve("*:80", NULL, 0, OX_FOREVER)); /* nowhere to dial */
	CHECK_ERR(EINVAL, ox_resolve("127.0.0.1:80", NULL, 0, -2));
	return 0;
}
