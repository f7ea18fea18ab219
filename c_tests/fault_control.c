/* Rules also apply to calls that move no data, each by its name. */
#include "check.h"
#include <fcntl.h>

int main(void)
{
	struct sockaddr_in address = loopback4(0);
	struct sockaddr *addr = (struct sockaddr *)&address;
	socklen_t length = sizeof address;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), value = 1, pair[2];

	CHECK_OK(ox_fault("socketpair error=ENFILE"));
	CHECK_ERR(ENFILE, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	CHECK_OK(ox_fault("bind error=EADDRINUSE"));
	CHECK_ERR(EADDRINUSE, ox_bind(s, addr, sizeof address));
	CHECK_OK(ox_fault("listen error=EADDRINUSE"));
	CHECK_ERR(EADDRINUSE, ox_listen(s, 1));
	CHECK_OK(ox_fault("shutdown error=ENOTCONN"));
	CHECK_ERR(ENOTCONN, ox_shutdown(s, SHUT_RDWR));
	CHECK_OK(ox_fault("option error=ENOPROTOOPT"));
	CHECK_ERR(ENOPROTOOPT,
		  ox_setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value));
	CHECK_OK(ox_fault("fcntl error=EPERM"));
	CHECK_ERR(EPERM, ox_fcntl(s, F_GETFL, 0));
	CHECK_OK(ox_fault("ioctl error=ENOTTY"));
	CHECK_ERR(ENOTTY, ox_available(s));
	CHECK_OK(ox_fault("name error=ENOBUFS"));
	CHECK_ERR(ENOBUFS, ox_getsockname(s, addr, &length));
	CHECK_OK(ox_fault("poll error=ENOMEM"));
	CHECK_ERR(ENOMEM, ox_poll(NULL, 0, 0));
	return 0;
}
