/* Over UNIX datagram sockets an arrival has both names and the time; a sender without a name cannot
 * be answered. Descriptors that come with it are closed. Streams have no arrivals. */
#include "close_blocked.h"
#include "needs.h"
#include "handle_count.h"

int main(void)
{
	struct ox_arrival arrival;
	struct sockaddr_un name, other;
	socklen_t length, room;
	char buf[10], text[OX_TEXT_MAX];
	int fds[2] = {0, 1}, before, s[2];
	int server = unix_named(SOCK_DGRAM, &name, &length);
	int client = unix_named(SOCK_DGRAM, &other, &room);
	int nameless = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	needs_arrivals();
	CHECK_OK(ox_arrivals(server, 1));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&name, length));
	CHECK_OK(ox_connect(nameless, (struct sockaddr *)&name, length));
	before = open_descriptors();
	CHECK_INT(2, ox_send_descriptors(client, "hi", 2, fds, 2));
	CHECK_INT(2, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	CHECK_INT(before, open_descriptors());
	CHECK_OK(ox_address_text(&arrival.sender, text, sizeof text));
	CHECK(strncmp(text, "unix-dgram:@", 12) == 0);
	CHECK_INT(AF_UNIX, ox_address_family(&arrival.destination));
	CHECK(arrival.time > 0);
	CHECK_INT(-1, arrival.ttl);
	CHECK_INT(2, ox_send_reply(server, "ho", 2, 0, &arrival));
	CHECK_INT(2, ox_read(client, buf, sizeof buf));

	CHECK_INT(2, ox_write(nameless, "hi", 2));
	CHECK_INT(2, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	CHECK_ERR(EDESTADDRREQ, ox_send_reply(server, "ho", 2, 0, &arrival));

	unix_pair(SOCK_STREAM, s);
	CHECK_ERR(EOPNOTSUPP, ox_arrivals(s[0], 1));
	return 0;
}
