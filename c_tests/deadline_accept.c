/* ox_accept ends with ETIMEDOUT at the receiving deadline of the listener, and goes on to
   accept under a new one. */
#include "deadline_time.h"

static void accepting_times_out(int listener, int client)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	int64_t deadline = in_ms(10);
	int server;

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, ox_accept(listener, NULL, NULL));
	CHECK_TIMES_OUT(deadline, ox_accept(listener, NULL, NULL));

	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&address, &length));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&address, length));
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, in_ms(PROMPTLY)));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	struct sockaddr_un name;
	socklen_t length;
	int listener = unix_named(SOCK_STREAM, &name, &length);

	CHECK_INT(0, ox_listen(listener, 1));
	accepting_times_out(listener, CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)));
	accepting_times_out(listen_tcp4(NULL), CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)));
	return 0;
}
