/* A file may be larger than the memory of a 32-bit program: ox_send_file sends all of it there too,
 * with the right *done and offset, whether the length is given or means all. */
#include "close_blocked.h"

#include <fcntl.h>
#include <sys/mman.h>

enum { PIECE = 1 << 20 };
static const uint64_t LENGTH = ((uint64_t)1 << 32) + 5;

static void *take_all(void *handle)
{
	static char piece[PIECE];
	uint64_t left = LENGTH;

	while (left > 0)
		left -= CHECK_OK(ox_recv((int)(intptr_t)handle, piece, PIECE, 0));
	return NULL;
}

static void sends(int fd, uint64_t length)
{
	pthread_t thread;
	uint64_t done = 0;
	int64_t offset = 0;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, pthread_create(&thread, NULL, take_all, (void *)(intptr_t)s[1]));
	CHECK_OK(ox_send_file(s[0], fd, &offset, length, OX_FOREVER, &done));
	CHECK(done == LENGTH);
	CHECK(offset == (int64_t)LENGTH);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	int fd;

	if (sizeof(size_t) > 4)
		SKIP("lengths have 64 bits here, and it would take its time");
	fd = syscall(SYS_memfd_create, "long", 0);
	CHECK(fd >= 0);
	CHECK_INT(0, ftruncate64(fd, LENGTH));
	sends(fd, LENGTH);
	sends(fd, UINT64_MAX);
	return 0;
}
