/* If more descriptors arrive than the array has room for, those that fit are stored, the rest are
 * closed, and the count says how many arrived. Nothing leaks, also without any room. */
#include "handle_count.h"

static int s[2], sent[3];

static void has_room_for(int room, int expected)
{
	int got[3] = {-1, -1, -1}, count = room, i, before = open_descriptors();
	char byte;

	CHECK_INT(1, ox_send_descriptors(s[0], "x", 1, sent, 3));
	CHECK_INT(1, ox_recv_descriptors(s[1], &byte, 1, got, &count));
	CHECK_INT(3, count);
	for (i = 0; i < expected; i++)
		CHECK_INT(0, close(got[i]));
	for (; i < 3; i++)
		CHECK_INT(-1, got[i]);
	CHECK_INT(before, open_descriptors());
}

static void nowhere_to_go(void)
{
	int got[3], count = 3;
	char byte;

	CHECK_ERR(EFAULT, ox_recv_descriptors(s[1], &byte, 1, got, NULL));
	CHECK_INT(1, ox_send_descriptors(s[0], "x", 1, sent, 3));
	CHECK_ERR(EFAULT, ox_recv_descriptors(s[1], &byte, 1, NULL, &count));
	count = -1;
	CHECK_ERR(EINVAL, ox_recv_descriptors(s[1], &byte, 1, got, &count));
}

int main(void)
{
	int i, before;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	for (i = 0; i < 3; i++)
		sent[i] = STDERR_FILENO;
	has_room_for(3, 3);
	has_room_for(2, 2);
	has_room_for(0, 0);
	before = open_descriptors();
	nowhere_to_go();
	CHECK_INT(before, open_descriptors());
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
