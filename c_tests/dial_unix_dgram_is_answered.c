/* A UNIX datagram client has no address unless it is given one, and could not be answered.
   ox_dial gives it an abstract one. */
#include "check.h"

int main(void)
{
	struct sockaddr_un from;
	socklen_t length = sizeof from;
	char endpoint[200], word[8] = "";
	int server, s;

	snprintf(endpoint, sizeof endpoint, "unix-dgram:%s/server", temp_dir());
	server = CHECK_OK(ox_listen_on(endpoint, 0));
	s = CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(4, ox_send(s, "ping", 4, 0));
	CHECK_INT(4, ox_recvfrom(server, word, sizeof word, 0, (struct sockaddr *)&from, &length));
	CHECK(length > sizeof(sa_family_t) && from.sun_path[0] == '\0');
	CHECK_INT(4, ox_sendto(server, "pong", 4, 0, (struct sockaddr *)&from, length));
	CHECK_INT(4, ox_recv(s, word, sizeof word, 0));
	CHECK(memcmp(word, "pong", 4) == 0);
	return 0;
}
