/* A dead handle is EBADF, whatever else is wrong: the file may be a pipe, or no open file. */
#include "check.h"

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)), files[2];
	uint64_t done = 7;

	CHECK_INT(0, pipe(files));
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(EBADF, ox_send_file(s, files[0], NULL, 1, OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_ERR(EBADF, ox_send_file(s, -1, NULL, 1, OX_FOREVER, NULL));
	return 0;
}
