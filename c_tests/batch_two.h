/*
 * batch_two.h: two messages of one ox_recvmmsg.
 */
#ifndef OXSOCK_BATCH_TWO_H
#define OXSOCK_BATCH_TWO_H

#include "close_blocked.h"

enum { ROOM = 6 };

/* What came: the bytes of each, and how many. */
static char bytes[2][ROOM];
static unsigned lengths[2];

/* Receive two, with so much room for each. */
static MAYBE_UNUSED int receive_with(int s, size_t room, int flags)
{
	struct iovec parts[2] = {{bytes[0], room}, {bytes[1], room}};
	struct mmsghdr messages[2];
	int i, received;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 2; i++) {
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	received = ox_recvmmsg(s, messages, 2, flags, NULL);
	for (i = 0; i < received; i++)
		lengths[i] = messages[i].msg_len;
	return received;
}

static MAYBE_UNUSED int receive_two(int s)
{
	return receive_with(s, ROOM, 0);
}

#endif
