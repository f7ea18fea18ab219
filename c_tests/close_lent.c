/* A program that has the descriptor from ox_fd may hold the socket, too. Closing still wakes calls
   that were begun since, and leaves the connection to the other holder. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void copy_stays_usable(int s[2], const char *kind)
{
	struct blocked blocked;
	int copy = dup(CHECK_OK(ox_fd(s[0])));
	char byte = 0;

	printf("%s\n", kind);
	CHECK(copy >= 0);
	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));

	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	CHECK_INT(1, read(copy, &byte, 1));
	CHECK_INT('a', byte);
	CHECK_INT(1, write(copy, "b", 1));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT('b', byte);
	CHECK_INT(0, close(copy));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	copy_stays_usable(s, "TCP");
	unix_pair(SOCK_STREAM, s);
	copy_stays_usable(s, "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	copy_stays_usable(s, "UNIX seqpacket");
	unix_pair(SOCK_DGRAM, s);
	copy_stays_usable(s, "UNIX datagram");
	return 0;
}
