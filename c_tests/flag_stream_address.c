/*
 * An address given to sendto on a stream: TCP ignores it when connected, UNIX says EISCONN, and
 * EOPNOTSUPP when it is not connected. recvfrom has none to give: the length comes back as 0.
 */
#include "check.h"

int main(void)
{
	int s[2];
	char buf[8];
	struct sockaddr_in elsewhere = loopback4(9), from;
	socklen_t len = sizeof from;
	tcp_pair(s);
	CHECK_INT(2, ox_sendto(s[0], "hi", 2, 0, (struct sockaddr *)&elsewhere, sizeof elsewhere));
	CHECK_INT(2, ox_recvfrom(s[1], buf, sizeof buf, 0, (struct sockaddr *)&from, &len));
	CHECK_INT(0, len);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	struct sockaddr_un nowhere;
	unix_path(&nowhere, "nowhere");
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_ERR(EISCONN, ox_sendto(s[0], "hi", 2, 0, (struct sockaddr *)&nowhere, sizeof nowhere));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	int alone = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_ERR(EOPNOTSUPP, ox_sendto(alone, "hi", 2, 0, (struct sockaddr *)&nowhere, sizeof nowhere));
	CHECK_INT(0, ox_close(alone));
	return 0;
}
