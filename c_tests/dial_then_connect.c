/* A TCP socket that has been dialled is connected: connecting it elsewhere is EISCONN. */
#include "check.h"

int main(void)
{
	struct sockaddr_in address, other;
	char endpoint[OX_TEXT_MAX];
	int s, listener = listen_tcp4(&address);

	listen_tcp4(&other);
	CHECK_OK(ox_local(listener, endpoint, sizeof endpoint));
	s = CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_ERR(EISCONN, ox_connect(s, (struct sockaddr *)&other, sizeof other));
	CHECK_ERR(EISCONN, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, ox_send(s, "x", 1, 0));
	return 0;
}
