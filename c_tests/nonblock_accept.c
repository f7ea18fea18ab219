/* A non-blocking listener returns EAGAIN when no connection is queued. The connection it gives is
 * blocking all the same: Linux does not hand the flag on. */
#include "check.h"
#include <fcntl.h>

int main(void)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	CHECK_INT(0, ox_fcntl(listener, F_SETFL, O_NONBLOCK));
	CHECK_ERR(EAGAIN, ox_accept(listener, NULL, NULL));

	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	struct pollfd waiting = {.fd = listener, .events = POLLIN};
	CHECK_INT(1, ox_poll(&waiting, 1, 5000));
	CHECK_INT(POLLIN, waiting.revents);

	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_fcntl(server, F_GETFL, 0) & O_NONBLOCK);
	CHECK_INT(FD_CLOEXEC, ox_fcntl(server, F_GETFD, 0));
	CHECK_INT(O_NONBLOCK, ox_fcntl(listener, F_GETFL, 0) & O_NONBLOCK);
	CHECK_ERR(EAGAIN, ox_accept(listener, NULL, NULL));

	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
