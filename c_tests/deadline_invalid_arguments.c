/* ox_deadline refuses an unknown side, and a negative time other than OX_FOREVER; the deadline
   stays what it was. */
#include "deadline_time.h"

int main(void)
{
	char byte;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, 0));
	CHECK_ERR(EINVAL, ox_deadline(s[0], OX_RECEIVING, -2));
	CHECK_ERR(EINVAL, ox_deadline(s[0], OX_RECEIVING, INT64_MIN));
	CHECK_ERR(EINVAL, ox_deadline(s[0], 0, OX_FOREVER));
	CHECK_ERR(EINVAL, ox_deadline(s[0], OX_BOTH + 1, OX_FOREVER));
	CHECK_ERR(EINVAL, ox_deadline(s[0], OX_RECEIVING | 4, OX_FOREVER));
	CHECK_ERR(EINVAL, ox_deadline(s[0], -1, OX_FOREVER));
	CHECK_INT(EINVAL, errno);
	CHECK_ERR(ETIMEDOUT, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EBADF, ox_deadline(-1, OX_BOTH, OX_FOREVER));
	CHECK_ERR(EBADF, ox_deadline(0, OX_BOTH, OX_FOREVER));
	return 0;
}
