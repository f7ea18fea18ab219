/* Addresses by their texts. */
#ifndef OXSOCK_ADDRESS_TEXT_H
#define OXSOCK_ADDRESS_TEXT_H

#include "check.h"

/* The address that a text names; the program fails if there is none. */
static MAYBE_UNUSED struct ox_address address_of(const char *text)
{
	struct ox_address address;
	int result = ox_address_parse(&address, text);

	if (result < 0) {
		fprintf(stderr, "%s: %s (%s)\n", text, ox_errname(result), ox_explanation());
		exit(1);
	}
	return address;
}

/* Two texts must be the same. */
static MAYBE_UNUSED void check_text(const char *expected, const char *text)
{
	if (strcmp(expected, text) == 0)
		return;
	fprintf(stderr, "the text is \"%s\", not \"%s\"\n", text, expected);
	exit(1);
}

/* An address must be written so. */
static MAYBE_UNUSED void check_written(const char *expected, const struct ox_address *address)
{
	char text[OX_TEXT_MAX];
	int length = CHECK_OK(ox_address_text(address, text, sizeof text));

	check_text(expected, text);
	CHECK_INT(strlen(expected), length);
}

/* The end of a socket that a function tells must be written so. */
static MAYBE_UNUSED void check_end(const char *expected, int (*end)(int, char *, size_t), int s)
{
	char text[OX_TEXT_MAX];
	int length = CHECK_OK(end(s, text, sizeof text));

	check_text(expected, text);
	CHECK_INT(strlen(expected), length);
}

#endif
