/* ox_connect ends with ETIMEDOUT at the sending deadline, here because the listener's queue is
   full. */
#include "deadline_time.h"

static void connecting_times_out(int listener)
{
	struct sockaddr_storage address;
	struct sockaddr *name = (struct sockaddr *)&address;
	socklen_t length = sizeof address, size = sizeof(int);
	int domain, first, second;
	int64_t deadline;

	CHECK_INT(0, ox_listen(listener, 0));
	CHECK_INT(0, ox_getsockname(listener, name, &length));
	CHECK_INT(0, ox_getsockopt(listener, SOL_SOCKET, SO_DOMAIN, &domain, &size));
	first = CHECK_OK(ox_socket(domain, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(first, name, length));

	second = CHECK_OK(ox_socket(domain, SOCK_STREAM, 0));
	deadline = in_ms(20);
	CHECK_INT(0, ox_deadline(second, OX_SENDING, deadline));
	CHECK_TIMES_OUT(deadline, ox_connect(second, name, length));
	CHECK_INT(0, ox_close(second));
	CHECK_INT(0, ox_close(first));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	struct sockaddr_un name;
	socklen_t length;

	connecting_times_out(listen_tcp4(NULL));
	connecting_times_out(unix_named(SOCK_STREAM, &name, &length));
	return 0;
}
