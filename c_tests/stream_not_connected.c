/* The errors of a stream socket before it is connected: ENOTCONN, but EPIPE for sending on TCP. */
#include "check.h"

int main(void)
{
	char byte = 'x';
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;

	int tcp = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ENOTCONN, ox_read(tcp, &byte, 1));
	CHECK_ERR(ENOTCONN, ox_recv(tcp, &byte, 1, MSG_PEEK));
	CHECK_ERR(EPIPE, ox_write(tcp, &byte, 1));
	CHECK_ERR(EPIPE, ox_send(tcp, &byte, 1, 0));
	CHECK_ERR(ENOTCONN, ox_shutdown(tcp, SHUT_WR));
	CHECK_ERR(ENOTCONN, ox_getpeername(tcp, (struct sockaddr *)&addr, &len));
	CHECK_ERR(EINVAL, ox_accept(tcp, NULL, NULL));
	CHECK_INT(0, ox_close(tcp));

	int local = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_ERR(EINVAL, ox_read(local, &byte, 1)); /* what Linux says here */
	CHECK_ERR(ENOTCONN, ox_write(local, &byte, 1));
	CHECK_ERR(ENOTCONN, ox_getpeername(local, (struct sockaddr *)&addr, &len));
	CHECK_ERR(EINVAL, ox_accept(local, NULL, NULL));
	CHECK_INT(0, ox_close(local));

	int packets = CHECK_OK(ox_socket(AF_UNIX, SOCK_SEQPACKET, 0));
	CHECK_ERR(ENOTCONN, ox_read(packets, &byte, 1));
	CHECK_ERR(ENOTCONN, ox_write(packets, &byte, 1));
	CHECK_INT(0, ox_close(packets));
	return 0;
}
