/* Every way of receiving ends with ETIMEDOUT at the receiving deadline, on every type. */
#include "deadline_time.h"

static void receiving_times_out(int s, const char *kind)
{
	char byte;
	struct iovec part = {&byte, 1};
	struct msghdr message;
	int64_t deadline = in_ms(10);

	printf("%s\n", kind);
	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;

	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, ox_recv(s, &byte, 1, 0));
	/* It is a point in time: for the calls from here on it has passed. */
	CHECK_TIMES_OUT(deadline, ox_recv(s, &byte, 1, MSG_PEEK));
	CHECK_TIMES_OUT(deadline, ox_recv(s, &byte, 1, MSG_WAITALL));
	CHECK_TIMES_OUT(deadline, ox_read(s, &byte, 1));
	CHECK_TIMES_OUT(deadline, ox_readv(s, &part, 1));
	CHECK_TIMES_OUT(deadline, ox_recvfrom(s, &byte, 1, 0, NULL, NULL));
	CHECK_TIMES_OUT(deadline, ox_recvmsg(s, &message, 0));

	deadline = in_ms(10);
	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, ox_recvmsg(s, &message, 0));
	deadline = in_ms(10);
	CHECK_INT(0, ox_deadline(s, OX_BOTH, deadline));
	CHECK_TIMES_OUT(deadline, ox_readv(s, &part, 1));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	receiving_times_out(s[0], "TCP");
	receiving_times_out(CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0)), "UDP");
	unix_pair(SOCK_STREAM, s);
	receiving_times_out(s[0], "UNIX stream");
	unix_pair(SOCK_DGRAM, s);
	receiving_times_out(s[0], "UNIX datagram");
	unix_pair(SOCK_SEQPACKET, s);
	receiving_times_out(s[0], "UNIX seqpacket");
	return 0;
}
