/*
 * Lengths above INT_MAX are cut to INT_MAX: the transfer is merely short. Lengths of
 * addresses and options are checked, and counts have their limits.
 */
#include "check.h"
#include "needs.h"

#include <limits.h>
#include <sys/mman.h>

enum { MANY = 1025 }; /* one more than IOV_MAX */

static int sv[2];

static void receiving(void)
{
	const size_t huge[] = {(size_t)INT_MAX + 1, SIZE_MAX / 2, SIZE_MAX};
	static char buf[10]; /* the kernel wants the whole length below the end of memory */
	size_t i;

	for (i = 0; i < sizeof huge / sizeof huge[0]; i++) {
		CHECK_INT(5, ox_write(sv[1], "hello", 5));
		CHECK_INT(5, ox_read(sv[0], buf, huge[i]));
		CHECK_INT(5, ox_write(sv[1], "hello", 5));
		CHECK_INT(5, ox_recv(sv[0], buf, huge[i], 0));
		CHECK_INT(5, ox_write(sv[1], "hello", 5));
		CHECK_INT(5, ox_recvfrom(sv[0], buf, huge[i], 0, NULL, NULL));
	}
}

/* Three gigabytes of address space, of which the socket takes what it has room for. A process of
   32 bits may not have them. */
static void sending(void)
{
	const size_t size = (size_t)3 << 30;
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	void *much = mmap(NULL, size, PROT_READ, flags, -1, 0);
	int sent;

	if (much == MAP_FAILED && sizeof much == 4)
		return;
	CHECK(much != MAP_FAILED);
	sent = CHECK_OK(ox_send(sv[0], much, size, MSG_DONTWAIT));
	CHECK(sent > 0);
	CHECK_INT(sent, ox_available(sv[1]));
	CHECK_ERR(EAGAIN, ox_send(sv[0], much, size, MSG_DONTWAIT));
	CHECK_INT(0, munmap(much, size));
}

/* A length that has the number of an error, as the kernel returns it, beside that error. */
static void lengths_like_errors(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	MAYBE_UNUSED struct mmsghdr message = {0};
	void *nothing = mmap(NULL, 1, PROT_NONE, flags, -1, 0);

	CHECK(nothing != MAP_FAILED);
	errno = 0;
	CHECK_ERR(EFAULT, ox_send(sv[0], nothing, (size_t)-EFAULT, 0));
	CHECK_INT(EFAULT, errno);
	errno = 0;
	CHECK_ERR(EFAULT, ox_write(sv[0], nothing, (size_t)-EFAULT));
	CHECK_INT(EFAULT, errno);
	errno = 0;
	CHECK_ERR(EFAULT, ox_sendto(sv[0], nothing, (size_t)-EFAULT, 0, NULL, 0));
	CHECK_INT(EFAULT, errno);
#ifdef __GLIBC__ /* where the program's array is not looked at before the call */
	errno = 0;
	CHECK_ERR(EAGAIN, ox_recvmmsg(sv[0], &message, (unsigned)-EAGAIN, MSG_DONTWAIT, NULL));
	CHECK_INT(EAGAIN, errno);
#endif
	errno = 0;
	CHECK_ERR(EFAULT, ox_sendmmsg(sv[0], nothing, (unsigned)-EFAULT, 0));
	CHECK_INT(EFAULT, errno);
	CHECK_INT(0, munmap(nothing, 1));
}

static void counts(void)
{
	static struct iovec parts[MANY];
	struct msghdr message;

	CHECK_ERR(EINVAL, ox_readv(sv[0], parts, -1));
	CHECK_ERR(EINVAL, ox_writev(sv[0], parts, -1));
	CHECK_ERR(EINVAL, ox_readv(sv[0], parts, MANY));
	CHECK_ERR(EINVAL, ox_writev(sv[0], parts, MANY));
	CHECK_ERR(EINVAL, ox_writev(sv[0], parts, INT_MIN));
	CHECK_INT(0, ox_writev(sv[0], parts, MANY - 1));

	memset(&message, 0, sizeof message);
	message.msg_iov = parts;
	message.msg_iovlen = MANY;
	CHECK_ERR(EMSGSIZE, ox_sendmsg(sv[0], &message, 0));
	CHECK_ERR(EMSGSIZE, ox_recvmsg(sv[0], &message, 0));

	parts[0].iov_len = SIZE_MAX; /* negative, as the kernel sees it */
	CHECK_ERR(EINVAL, ox_readv(sv[0], parts, 1));
	CHECK_ERR(EINVAL, ox_writev(sv[0], parts, 1));
}

static void addresses_and_options(void)
{
	struct sockaddr_storage address;
	int value = 1;
	socklen_t length = (socklen_t)-1;

	memset(&address, 0, sizeof address);
	address.ss_family = AF_UNIX;
	CHECK_ERR(EINVAL, ox_bind(sv[0], (struct sockaddr *)&address, length));
	CHECK_ERR(EINVAL, ox_bind(sv[0], (struct sockaddr *)&address, sizeof address + 1));
	CHECK_ERR(EINVAL, ox_connect(sv[0], (struct sockaddr *)&address, length));
	CHECK_ERR(EINVAL, ox_sendto(sv[0], "x", 1, 0, (struct sockaddr *)&address, length));
	CHECK_ERR(EINVAL, ox_getsockname(sv[0], (struct sockaddr *)&address, &length));
	CHECK_ERR(EINVAL, ox_setsockopt(sv[0], SOL_SOCKET, SO_KEEPALIVE, &value, length));
	CHECK_ERR(EINVAL, ox_getsockopt(sv[0], SOL_SOCKET, SO_TYPE, &value, &length));
	length = INT_MAX;
	CHECK_OK(ox_getsockopt(sv[0], SOL_SOCKET, SO_TYPE, &value, &length));
	CHECK_INT(sizeof value, length);
}

int main(void)
{
	needs_true_errors();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	receiving();
	counts();
	addresses_and_options();
	lengths_like_errors();
	sending();
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
