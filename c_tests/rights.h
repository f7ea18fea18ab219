/*
 * rights.h: a message of one byte with descriptors (SCM_RIGHTS), for whichever call sends it.
 */
#ifndef OXSOCK_RIGHTS_H
#define OXSOCK_RIGHTS_H

#include "check.h"

enum { MOST_RIGHTS = 3 };

struct rights {
	struct msghdr message;
	struct iovec part;
	char byte;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(MOST_RIGHTS * sizeof(int))];
};

static MAYBE_UNUSED void put_rights(struct rights *rights, const int *fds, size_t count)
{
	struct cmsghdr *header;

	memset(rights, 0, sizeof *rights);
	rights->byte = 'd';
	rights->part.iov_base = &rights->byte;
	rights->part.iov_len = 1;
	rights->message.msg_iov = &rights->part;
	rights->message.msg_iovlen = 1;
	rights->message.msg_control = rights->control;
	rights->message.msg_controllen = CMSG_SPACE(count * sizeof *fds);
	header = CMSG_FIRSTHDR(&rights->message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(count * sizeof *fds);
	memcpy(CMSG_DATA(header), fds, count * sizeof *fds);
}

#endif
