/* A buffer that extends into unmapped memory gives EFAULT, and *done is still true: the transfer
 * can be resumed behind it without a byte lost or doubled. */
#include "whole_buffers.h"

#include <sys/mman.h>

enum { PAGE = 4096, HALF = 16 * PAGE, SIZE = 2 * HALF };

static void resumes(int s[2])
{
	static char sent[SIZE], rest[SIZE];
	size_t done;
	char *half = (char *)mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(half != MAP_FAILED);
	CHECK_INT(0, mprotect(half + HALF, HALF, PROT_NONE));
	fill_bytes(sent, SIZE);

	CHECK_INT(0, ox_send_all(s[0], sent, SIZE, in_ms(5000), NULL));
	CHECK_ERR(EFAULT, ox_recv_all(s[1], half, SIZE, in_ms(5000), &done));
	CHECK(done <= HALF);
	CHECK(are_bytes_from(0, half, done));
	CHECK_INT(0, ox_recv_all(s[1], rest, SIZE - done, in_ms(5000), NULL));
	CHECK(are_bytes_from(done, rest, SIZE - done));

	fill_bytes(half, HALF);
	CHECK_ERR(EFAULT, ox_send_all(s[0], half, SIZE, in_ms(5000), &done));
	CHECK(done <= HALF);
	CHECK_INT(0, ox_send_all(s[0], sent + done, SIZE - done, in_ms(5000), NULL));
	CHECK_INT(0, ox_recv_all(s[1], rest, SIZE, in_ms(5000), NULL));
	CHECK(are_bytes_from(0, rest, SIZE));
	CHECK_INT(0, munmap(half, SIZE));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	over_each_stream(resumes);
	return 0;
}
