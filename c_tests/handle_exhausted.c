/* At the limit of descriptors (RLIMIT_NOFILE) whatever needs one gives EMFILE and changes
   nothing: a connection that ox_accept could not take waits in the listener's queue. */
#include "handle_count.h"

#include <fcntl.h>

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int last, server;
	char byte = 0;

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, ox_send(client, "x", 1, 0));
	last = exhaust_descriptors();

	CHECK_ERR(EMFILE, ox_accept(listener, NULL, NULL));
	CHECK_ERR(EMFILE, ox_fcntl(client, F_DUPFD_CLOEXEC, 0));

	CHECK_INT(0, ox_close(last)); /* room for one */
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(1, ox_recv(server, &byte, 1, 0));
	CHECK_INT('x', byte);
	CHECK_ERR(EMFILE, ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	return 0;
}
