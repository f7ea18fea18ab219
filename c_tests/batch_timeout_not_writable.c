/* If the timeout cannot be written to, ox_recvmmsg returns EFAULT when messages have been received,
 * and otherwise the error that there is, as recvmmsg(2) does. */
#include "check.h"
#include "needs.h"

#include <sys/mman.h>

static long page;

/* Two pages, of which the second can be read only. */
static char *make_pages(void)
{
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(pages != MAP_FAILED);
	return pages;
}

static int receive(int ours, int fd, int s, struct timespec *timeout)
{
	char room[8];
	struct iovec part = {room, sizeof room};
	struct mmsghdr message;
	int received;

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;
	if (ours)
		return ox_recvmmsg(s, &message, 1, MSG_DONTWAIT, timeout);
	/* Where the C library converts the timeout, it writes itself, and crashes. */
	received = (int)syscall(NUMBER_OF_ITS_RECVMMSG, fd, &message, 1, MSG_DONTWAIT, timeout);
	return received < 0 ? -errno : received;
}

/* With a timeout that lies there, with and without something to receive. */
static void compare(size_t offset)
{
	const struct timespec minute = {60, 0};
	char *pages = make_pages();
	struct timespec *timeout = (struct timespec *)(pages + offset);
	int s[2], fd;

	memcpy(pages + offset, &minute, sizeof minute);
	CHECK_OK(mprotect(pages + page, page, PROT_READ));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	fd = CHECK_OK(ox_fd(s[0]));

	CHECK_INT(receive(0, fd, s[0], timeout), receive(1, fd, s[0], timeout));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	NEEDS(receive(0, fd, s[0], timeout) == -EFAULT);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(-EFAULT, receive(1, fd, s[0], timeout));

	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	CHECK_OK(munmap(pages, 2 * page));
}

int main(void)
{
	needs_recvmmsg();
	page = sysconf(_SC_PAGESIZE);
	compare(page);
	compare(page - sizeof(struct timespec) / 2);
	return 0;
}
