/* Past the deadline, what can be done without waiting is still done: data that is there is
   read, a connection that waits is accepted, and what has room is sent. */
#include "deadline_time.h"

static void data_is_read(void)
{
	char bytes[3];
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, 0));
	CHECK_INT(0, ox_deadline(s[1], OX_BOTH, 0));
	CHECK_INT(3, ox_send(s[1], "abc", 3, 0));
	CHECK_INT(3, ox_recv(s[0], bytes, 3, MSG_WAITALL));
	CHECK_ERR(ETIMEDOUT, ox_recv(s[0], bytes, 3, 0));
	CHECK_INT(0, ox_shutdown(s[1], SHUT_WR));
	CHECK_INT(0, ox_recv(s[0], bytes, 3, 0));
}

static void connection_is_made(void)
{
	struct sockaddr_un name;
	socklen_t length;
	int listener = unix_named(SOCK_STREAM, &name, &length);
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	CHECK_INT(0, ox_listen(listener, 1));
	CHECK_INT(0, ox_deadline(listener, OX_BOTH, 0));
	CHECK_INT(0, ox_deadline(client, OX_BOTH, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&name, length));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
}

int main(void)
{
	data_is_read();
	connection_is_made();
	return 0;
}
