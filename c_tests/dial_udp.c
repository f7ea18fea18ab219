/* A dialled UDP socket is connected: send needs no address, and strangers are not heard. */
#include "private_machine.h"

int main(void)
{
	int server = CHECK_OK(ox_listen_on("udp://127.0.0.1:0", 0)), s;
	struct sockaddr_storage from;
	socklen_t length = sizeof from;
	char endpoint[OX_TEXT_MAX], word[8] = "";

	CHECK_OK(ox_local(server, endpoint, sizeof endpoint));
	s = CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(4, ox_send(s, "ping", 4, 0));
	CHECK_INT(4, ox_recvfrom(server, word, sizeof word, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(4, ox_sendto(server, "pong", 4, 0, (struct sockaddr *)&from, length));
	CHECK_INT(4, ox_recv(s, word, sizeof word, 0));
	CHECK(memcmp(word, "pong", 4) == 0);

	CHECK_OK(ox_local(s, endpoint, sizeof endpoint));
	CHECK_INT(5, ox_send(CHECK_OK(ox_dial(endpoint, OX_FOREVER)), "noise", 5, 0));
	CHECK_ERR(EAGAIN, ox_recv(s, word, sizeof word, MSG_DONTWAIT));
	return 0;
}
