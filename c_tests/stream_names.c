/*
 * The two ends of a connection know each other's names. With too little room an address is cut,
 * and the length that comes back is its true one.
 */
#include "check.h"

int main(void)
{
	int s[2];
	tcp_pair(s);
	struct sockaddr_in mine, yours;
	for (int end = 0; end < 2; end++) {
		socklen_t len = sizeof mine;
		CHECK_INT(0, ox_getsockname(s[end], (struct sockaddr *)&mine, &len));
		CHECK_INT(sizeof mine, len);
		CHECK_INT(0, ox_getpeername(s[1 - end], (struct sockaddr *)&yours, &len));
		CHECK_INT(sizeof yours, len);
		CHECK_INT(AF_INET, mine.sin_family);
		CHECK_INT(mine.sin_port, yours.sin_port);
		CHECK_INT(INADDR_LOOPBACK, ntohl(mine.sin_addr.s_addr));
		CHECK_INT(INADDR_LOOPBACK, ntohl(yours.sin_addr.s_addr));
	}

	struct sockaddr_in cut;
	memset(&cut, 0x55, sizeof cut);
	socklen_t room = 4; /* the family and the port */
	CHECK_INT(0, ox_getpeername(s[0], (struct sockaddr *)&cut, &room));
	CHECK_INT(sizeof cut, room);
	CHECK_INT(0, ox_getsockname(s[1], (struct sockaddr *)&mine, &room));
	CHECK_INT(mine.sin_port, cut.sin_port);
	CHECK_INT(0x55555555, cut.sin_addr.s_addr);

	room = 0;
	CHECK_INT(0, ox_getsockname(s[0], (struct sockaddr *)&cut, &room));
	CHECK_INT(sizeof cut, room);
	room = (socklen_t)-1;
	CHECK_ERR(EINVAL, ox_getsockname(s[0], (struct sockaddr *)&cut, &room));
	CHECK_ERR(EFAULT, ox_getsockname(s[0], (struct sockaddr *)&cut, NULL));

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
