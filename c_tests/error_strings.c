/*
 * ox_strerror says in English what an error means; it always says something. The text is
 * constant: it needs no lock, and is never freed.
 */
#include "check.h"

#include <limits.h>

static void check_text(int code, const char *text)
{
	CHECK(strcmp(ox_strerror(code), text) == 0);
}

int main(void)
{
	const char *first = ox_strerror(-ECONNREFUSED);

	check_text(ECONNREFUSED, "Connection refused");
	check_text(-ECONNREFUSED, "Connection refused");
	check_text(-EAGAIN, "Resource temporarily unavailable");
	check_text(-EADDRINUSE, "Address already in use");
	check_text(-EBADF, "Bad file descriptor");
	check_text(0, "Success");

	check_text(41, "Unknown error");
	check_text(4096, "Unknown error");
	check_text(-4096, "Unknown error");
	check_text(INT_MAX, "Unknown error");
	check_text(INT_MIN, "Unknown error");

	CHECK(first == ox_strerror(ECONNREFUSED));
	CHECK(strcmp(first, "Connection refused") == 0); /* later calls left it alone */
	return 0;
}
