/* Transfers of ox_send_file can fall short and fail as all that send; the offset is still exact. */
#include "whole_file.h"

int main(void)
{
	int s[2], rule, fd = new_file(10);
	int64_t offset = 0;
	uint64_t done;
	char got[20];

	unix_pair(SOCK_STREAM, s);
	rule = CHECK_OK(ox_fault("send short=3"));
	CHECK_INT(0, ox_send_file(s[0], fd, &offset, 10, OX_FOREVER, &done));
	CHECK_INT(4, ox_fault_count(rule));
	CHECK_INT(10, done);
	CHECK_INT(10, offset);
	CHECK_OK(ox_fault_remove(rule));
	CHECK_INT(10, ox_recv(s[1], got, sizeof got, 0));

	offset = 2;
	CHECK_OK(ox_fault("send error=ENOBUFS"));
	CHECK_ERR(ENOBUFS, ox_send_file(s[0], fd, &offset, 8, OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_INT(2, offset);
	CHECK_INT(0, ox_available(s[1]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
