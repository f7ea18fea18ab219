/* When the process may have no more descriptors, those for which there is still room are received,
 * and an entry -EMFILE stands for the rest. No byte is lost, and nothing leaks. */
#include "handle_count.h"

int main(void)
{
	int s[2], sent[4] = {0, 1, 2, 0}, got[4] = {-1, -1, -1, -1}, count = 4, spare, before;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	spare = ox_socket(AF_UNIX, SOCK_DGRAM, 0);
	exhaust_descriptors();
	CHECK_OK(ox_close(spare)); /* so that there is room for one */
	CHECK_INT(1, ox_send_descriptors(s[0], "x", 1, sent, 4));
	CHECK_INT(1, ox_recv_descriptors(s[1], &byte, 1, got, &count));
	CHECK_INT('x', byte);
	CHECK_INT(2, count);
	CHECK(got[0] >= 0);
	CHECK_INT(-EMFILE, got[1]);
	CHECK_INT(-1, got[2]);

	count = 4;
	CHECK_INT(1, ox_send_descriptors(s[0], "y", 1, sent, 4));
	CHECK_INT(1, ox_recv_descriptors(s[1], &byte, 1, got + 1, &count));
	CHECK_INT(1, count);
	CHECK_INT(-EMFILE, got[1]);

	CHECK_INT(0, close(got[0]));
	before = open_descriptors();
	CHECK_INT(1, ox_send_descriptors(s[0], "z", 1, sent, 1));
	CHECK_INT(1, ox_recv_descriptors(s[1], &byte, 1, got, &count));
	CHECK_INT(1, count);
	CHECK_INT(0, close(got[0]));
	CHECK_INT(before, open_descriptors());
	return 0;
}
