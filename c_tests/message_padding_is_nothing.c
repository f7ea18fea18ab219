/* The padding between the fields of a message's header and of its control messages is ignored:
 * whatever it contains, messages are sent and received. (The kernel has wider fields than some C
 * libraries, and would take the padding for the upper half of a length.) */
#include "check.h"
#include "needs.h"

struct control {
	_Alignas(struct cmsghdr) char bytes[CMSG_SPACE(sizeof(int))];
};

/* A message whose fields alone have been written. */
static void fill(struct msghdr *message, struct iovec *part, struct control *control)
{
	memset(message, 0xff, sizeof *message);
	message->msg_name = NULL;
	message->msg_namelen = 0;
	message->msg_iov = part;
	message->msg_iovlen = 1;
	message->msg_control = control;
	message->msg_controllen = sizeof control->bytes;
	message->msg_flags = 0;
}

/* One that carries a descriptor. */
static void fill_with_descriptor(struct msghdr *message, struct iovec *part, struct control *control)
{
	struct cmsghdr *header = (struct cmsghdr *)control;
	const int fd = 1;

	memset(control, 0xff, sizeof *control);
	header->cmsg_len = CMSG_LEN(sizeof fd);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	fill(message, part, control);
}

static void check_descriptor(const struct msghdr *message)
{
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd;

	CHECK(header != NULL);
	CHECK_INT(CMSG_LEN(sizeof fd), header->cmsg_len);
	CHECK_INT(SCM_RIGHTS, header->cmsg_type);
	memcpy(&fd, CMSG_DATA(header), sizeof fd);
	CHECK_INT(0, close(fd));
}

int main(void)
{
	int s[2], i;
	char byte = 'x', room[2];
	struct control controls[2];
	struct iovec out = {&byte, 1}, in[2] = {{&room[0], 1}, {&room[1], 1}};
	struct msghdr message;
	struct mmsghdr batch[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	fill_with_descriptor(&message, &out, &controls[0]);
	CHECK_INT(1, ox_sendmsg(s[0], &message, 0));
	fill(&message, &in[0], &controls[0]);
	CHECK_INT(1, ox_recvmsg(s[1], &message, 0));
	check_descriptor(&message);

	for (i = 0; i < 2; i++)
		fill_with_descriptor(&batch[i].msg_hdr, &out, &controls[i]);
	CHECK_INT(2, ox_sendmmsg(s[0], batch, 2, 0));
	for (i = 0; i < 2; i++)
		fill(&batch[i].msg_hdr, &in[i], &controls[i]);
	needs_recvmmsg();
	CHECK_INT(2, ox_recvmmsg(s[1], batch, 2, 0, NULL));
	for (i = 0; i < 2; i++) {
		CHECK_INT(1, batch[i].msg_len);
		check_descriptor(&batch[i].msg_hdr);
	}
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
