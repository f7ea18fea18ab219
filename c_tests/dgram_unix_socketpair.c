/*
 * A pair of UNIX datagram sockets: connected to each other, without names, boundaries kept,
 * and nothing is ever lost: a full queue makes the sender wait.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_un name;
	socklen_t length = sizeof name;
	char buf[100];
	int sv[2], sent = 0, received = 0, result;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	CHECK(sv[0] >= OX_HANDLE_MIN && sv[1] >= OX_HANDLE_MIN && sv[0] != sv[1]);

	CHECK_OK(ox_getpeername(sv[0], (struct sockaddr *)&name, &length));
	CHECK_INT(sizeof(sa_family_t), length);
	CHECK_INT(AF_UNIX, name.sun_family);

	CHECK_INT(5, ox_write(sv[0], "there", 5));
	CHECK_INT(4, ox_write(sv[1], "back", 4));
	CHECK_INT(5, ox_read(sv[1], buf, sizeof buf));
	CHECK_INT(4, ox_read(sv[0], buf, sizeof buf));

	while ((result = ox_send(sv[0], &sent, sizeof sent, MSG_DONTWAIT)) == sizeof sent)
		sent++;
	CHECK_ERR(EAGAIN, result);
	while ((result = ox_recv(sv[1], &received, sizeof received, MSG_DONTWAIT)) > 0)
		CHECK_INT(--sent >= 0, result == sizeof received);
	CHECK_INT(0, sent);

	CHECK_OK(ox_close(sv[0]));
	CHECK_ERR(ECONNREFUSED, ox_write(sv[1], "?", 1));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
