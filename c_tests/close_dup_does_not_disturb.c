/* Two handles on one socket (F_DUPFD_CLOEXEC): closing one wakes those who are blocked on that
   one, and neither the callers of the other nor the connection notice. */
#include "close_blocked.h"

#include <fcntl.h>

static int receive(int s)
{
	char byte;
	int received = ox_recv(s, &byte, 1, 0);

	return received == 1 ? byte : received;
}

static void other_is_not_disturbed(int s[2], const char *kind)
{
	struct blocked here, there;
	int other = CHECK_OK(ox_fcntl(s[0], F_DUPFD_CLOEXEC, 0));

	printf("%s\n", kind);
	CHECK(other != s[0]);
	block(&here, receive, s[0]);
	block(&there, receive, other);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&here));

	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	CHECK_INT('a', result_of(&there));
	CHECK_INT(1, ox_send(other, "b", 1, 0));
	CHECK_INT('b', receive(s[1]));
	CHECK_INT(0, ox_close(other));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	other_is_not_disturbed(s, "TCP");
	unix_pair(SOCK_STREAM, s);
	other_is_not_disturbed(s, "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	other_is_not_disturbed(s, "UNIX seqpacket");
	unix_pair(SOCK_DGRAM, s);
	other_is_not_disturbed(s, "UNIX datagram");
	return 0;
}
