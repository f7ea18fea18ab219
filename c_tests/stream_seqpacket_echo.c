/*
 * SOCK_SEQPACKET is a connection that keeps message boundaries: one read gets one message, and
 * what does not fit in the buffer is lost and reported as MSG_TRUNC.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_un addr;
	unix_path(&addr, "packets");
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_SEQPACKET, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 5));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_SEQPACKET, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));

	char buf[32];
	CHECK_INT(3, ox_write(client, "one", 3));
	CHECK_INT(5, ox_write(client, "three", 5));
	for (int i = 0; i < 2; i++) {
		int n = CHECK_OK(ox_read(server, buf, sizeof buf));
		CHECK_INT(n, ox_write(server, buf, (size_t)n));
	}
	CHECK_INT(3, ox_read(client, buf, sizeof buf));
	CHECK(memcmp(buf, "one", 3) == 0);
	CHECK_INT(5, ox_read(client, buf, sizeof buf));
	CHECK(memcmp(buf, "three", 5) == 0);

	CHECK_INT(9, ox_send(client, "truncated", 9, 0));
	CHECK_INT(4, ox_send(client, "next", 4, 0));
	struct iovec iov = {buf, 5};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	CHECK_INT(5, ox_recvmsg(server, &msg, 0));
	CHECK_INT(MSG_TRUNC, msg.msg_flags & MSG_TRUNC);
	CHECK_INT(4, ox_recvmsg(server, &msg, 0));
	CHECK_INT(0, msg.msg_flags & MSG_TRUNC);
	CHECK(memcmp(buf, "next", 4) == 0);

	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_read(server, buf, sizeof buf));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
