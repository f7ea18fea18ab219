/*
 * extras_texts.h: addresses as texts, for the programs about typed extras.
 */
#ifndef OXSOCK_EXTRAS_TEXTS_H
#define OXSOCK_EXTRAS_TEXTS_H

#include "dgram_loopback.h"

/* An address from a text with a port put in: "udp://127.0.0.1:%d". */
static MAYBE_UNUSED struct ox_address address_of(const char *format, int port)
{
	struct ox_address address;
	char text[OX_TEXT_MAX];

	snprintf(text, sizeof text, format, port);
	CHECK_OK(ox_address_parse(&address, text));
	return address;
}

/* The address must be this one; format and port as in address_of. */
static MAYBE_UNUSED void check_address(const struct ox_address *address, const char *format,
				       int port)
{
	struct ox_address expected = address_of(format, port);
	char text[OX_TEXT_MAX] = "none";

	if (ox_address_equal(address, &expected) == 1)
		return;
	ox_address_text(address, text, sizeof text);
	fprintf(stderr, "the address is %s\n", text);
	check_failed(__FILE__, __LINE__, format);
}

/* The port that a socket has. */
static MAYBE_UNUSED int port_of(int s)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof name;

	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&name, &length));
	return ntohs(((struct sockaddr_in *)&name)->sin_port);
}

/* Send a few bytes to such an address. */
static MAYBE_UNUSED int send_to(int s, const char *format, int port, const char *bytes)
{
	struct ox_address address = address_of(format, port);
	struct sockaddr_storage name;
	socklen_t length = sizeof name;

	CHECK_OK(ox_address_to_sockaddr(&address, (struct sockaddr *)&name, &length));
	return ox_sendto(s, bytes, strlen(bytes), 0, (struct sockaddr *)&name, length);
}

#endif
