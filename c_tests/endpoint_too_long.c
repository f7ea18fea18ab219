/* A UNIX name that does not fit into an address is an error. It is never cut off. */
#include "address_text.h"

static struct ox_address address;

/* Read a scheme, then a sign, then so many times a piece. */
static int parse(const char *start, size_t count, const char *piece)
{
	char text[8192];

	strcpy(text, start);
	for (; count > 0; count--)
		strcat(text, piece);
	return ox_address_parse(&address, text);
}

int main(void)
{
	struct sockaddr_un un;
	socklen_t length = sizeof un;

	CHECK_OK(parse("unix:", 108, "x"));
	CHECK_OK(ox_address_to_sockaddr(&address, (struct sockaddr *)&un, &length));
	CHECK_INT(sizeof un, length); /* Linux takes a path without room for a NUL */
	CHECK_ERR(ENAMETOOLONG, parse("unix:", 109, "x"));
	CHECK(strstr(ox_explanation(), "at 5: too long") != NULL);
	CHECK_OK(parse("unix:", 108, "%78"));
	CHECK_ERR(ENAMETOOLONG, parse("unix:", 109, "%78"));
	CHECK_OK(parse("unix:@", 107, "x"));
	CHECK_ERR(ENAMETOOLONG, parse("unix:@", 108, "x"));
	CHECK_ERR(ENAMETOOLONG, parse("unix:", 5000, "x"));
	CHECK(strstr(ox_explanation(), "longer than 4096 bytes") != NULL);

	CHECK_ERR(EINVAL, parse("tcp://", 2000, "x."));
	CHECK_ERR(EINVAL, parse("1.1.1.1:", 4000, "9"));
	CHECK(strlen(ox_explanation()) < 200);
	return 0;
}
