/*
 * whole_buffers.h: two connected streams of either kind, and bytes that tell where they were.
 */
#ifndef OXSOCK_WHOLE_BUFFERS_H
#define OXSOCK_WHOLE_BUFFERS_H

#include "deadline_time.h"

/* Run the test over TCP and over a UNIX stream. It closes both sockets. */
static MAYBE_UNUSED void over_each_stream(void (*run)(int s[2]))
{
	int s[2];

	tcp_pair(s);
	run(s);
	unix_pair(SOCK_STREAM, s);
	run(s);
}

/* The byte that belongs to a place. */
static MAYBE_UNUSED char byte_at(size_t place)
{
	return (char)(place * 31 + place / 251);
}

static MAYBE_UNUSED void fill_bytes(char *bytes, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		bytes[i] = byte_at(i);
}

/* Whether these are the bytes from a place on. */
static MAYBE_UNUSED int are_bytes_from(size_t place, const char *bytes, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (bytes[i] != byte_at(place + i))
			return 0;
	return 1;
}

#endif
