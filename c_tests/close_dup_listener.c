/* Two handles on one listener: closing one wakes who is blocked in ox_accept on it, and the
   other goes on accepting. */
#include "close_blocked.h"

#include <fcntl.h>

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked here;
	int listener = listen_tcp4(&address);
	int other = CHECK_OK(ox_fcntl(listener, F_DUPFD_CLOEXEC, 0));
	int client, server;

	block(&here, take, listener);
	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(ECANCELED, result_of(&here));

	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	server = CHECK_OK(take(other));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(other));
	return 0;
}
