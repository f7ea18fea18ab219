/* When the system's resolver fails without an error code, the result is an error all the same, and
   not 0, which would be success. */
#include "check.h"
#include <netdb.h>

static int code;

/* In place of the system's. */
int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
		struct addrinfo **found)
{
	(void)host, (void)service, (void)hints, (void)found;
	errno = 0;
	return code;
}

int main(void)
{
	static const int codes[] = {EAI_SYSTEM, EAI_FAIL, EAI_NONAME, EAI_MEMORY, 12345, -12345};
	size_t i;

	for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		code = codes[i];
		CHECK(ox_dial("host.test:80", OX_FOREVER) < 0);
		CHECK(errno != 0);
		CHECK(ox_dial("host.test:80", ox_now() + 5000000) < 0);
		CHECK(ox_resolve("host.test:80", NULL, 0, OX_FOREVER) < 0);
		CHECK(ox_listen_on("host.test:80", 1) < 0);
		CHECK(ox_explanation()[0] != '\0');
	}
	code = EAI_SYSTEM;
	CHECK_INT(OX_EAI_FAIL, ox_dial("host.test:80", OX_FOREVER));
	return 0;
}
