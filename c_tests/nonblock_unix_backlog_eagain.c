/*
 * A UNIX listener whose queue is full gives a non-blocking connect EAGAIN, not EINPROGRESS: the
 * attempt is over, and is to be made again when there is room.
 */
#include "check.h"

static void full_queue(int type, const char *name)
{
	struct sockaddr_un addr;
	unix_path(&addr, name);
	int listener = CHECK_OK(ox_socket(AF_UNIX, type, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 0)); /* Linux admits one */

	int first = CHECK_OK(ox_socket(AF_UNIX, type | SOCK_NONBLOCK, 0));
	CHECK_INT(0, ox_connect(first, (struct sockaddr *)&addr, sizeof addr));
	int second = CHECK_OK(ox_socket(AF_UNIX, type | SOCK_NONBLOCK, 0));
	CHECK_ERR(EAGAIN, ox_connect(second, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EAGAIN, ox_connect(second, (struct sockaddr *)&addr, sizeof addr));

	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_connect(second, (struct sockaddr *)&addr, sizeof addr));

	CHECK_INT(0, ox_close(first));
	CHECK_INT(0, ox_close(second));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	full_queue(SOCK_STREAM, "stream");
	full_queue(SOCK_SEQPACKET, "packets");
	return 0;
}
