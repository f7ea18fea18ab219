/* An error that the system tells only once is lost if it ends ox_sendmmsg early, as with
 * sendmmsg(2): here ECONNREFUSED, which comes back from the first datagram. A call under a
 * deadline, or beside other threads, may go on past it instead. */
#include "dgram_loopback.h"

enum { COUNT = 8, ATTEMPTS = 200 };

static char byte;
static struct iovec part = {&byte, 1};
static struct mmsghdr batch[COUNT];

static int send_by_system(int fd)
{
	return sendmmsg(fd, batch, COUNT, 0);
}

static int send_by_handle(int s)
{
	return ox_sendmmsg(s, batch, COUNT, 0);
}

/* Whether the second of the messages finds the error, in one of some attempts. */
static int ends_early(int (*send_batch)(int), int s, int fd)
{
	struct pollfd entry = {fd, POLLIN, 0};
	int i;

	for (i = 0; i < ATTEMPTS; i++) {
		if (send_batch(s) == 1)
			return 1;
		/* Take the errors that came too late. */
		while (poll(&entry, 1, 1) == 1)
			recv(fd, &byte, 1, MSG_DONTWAIT);
	}
	return 0;
}

int main(void)
{
	struct sockaddr_in nobody;
	int i, fd, s, deaf = bind_deaf(&nobody);

	for (i = 0; i < COUNT; i++) {
		batch[i].msg_hdr.msg_iov = &part;
		batch[i].msg_hdr.msg_iovlen = 1;
	}

	CHECK((fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) >= 0);
	CHECK_INT(0, connect(fd, (struct sockaddr *)&nobody, sizeof nobody));
	if (!ends_early(send_by_system, fd, fd))
		SKIP("no answer comes back before the second message is sent");
	CHECK_INT(-1, (int)recv(fd, &byte, 1, MSG_DONTWAIT));
	CHECK_INT(EAGAIN, errno);
	close(fd);

	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&nobody, sizeof nobody));
	if (ends_early(send_by_handle, s, ox_fd(s)))
		CHECK_ERR(EAGAIN, ox_recv(s, &byte, 1, MSG_DONTWAIT));

	CHECK_OK(ox_close(deaf));
	CHECK_OK(ox_close(s));
	return 0;
}
