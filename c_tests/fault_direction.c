/* "sending" is connect and all calls that send, "receiving" is accept and all calls that receive.
   */
#include "check.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), c, s[2], sending, receiving;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	sending = CHECK_OK(ox_fault("sending error=ENETDOWN"));
	receiving = CHECK_OK(ox_fault("receiving error=ENOMEM"));
	c = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ENETDOWN, ox_connect(c, (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(ENETDOWN, ox_write(s[0], "x", 1));
	CHECK_ERR(ENOMEM, ox_read(s[1], &byte, 1));
	CHECK_INT(2, ox_fault_count(sending));
	CHECK_INT(1, ox_fault_count(receiving));
	CHECK_OK(ox_fault_remove(sending));
	CHECK_OK(ox_connect(c, (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(ENOMEM, ox_accept(listener, NULL, NULL));
	return 0;
}
