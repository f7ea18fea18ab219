/* Every way of sending ends with ETIMEDOUT at the sending deadline, when the peer does not
   read and nothing could be sent. */
#include "deadline_time.h"

/* Send until there is an error. */
static int send_for_ever(int s)
{
	int sent;

	while ((sent = ox_send(s, "x", 1, 0)) > 0)
		;
	return sent;
}

static void sending_times_out(int s, const char *kind)
{
	char byte = 'x';
	struct iovec part = {&byte, 1};
	struct mmsghdr message;
	int64_t deadline = in_ms(20);

	printf("%s\n", kind);
	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;

	CHECK_INT(0, ox_deadline(s, OX_SENDING, deadline));
	CHECK_TIMES_OUT(deadline, send_for_ever(s));
	CHECK_TIMES_OUT(deadline, ox_write(s, &byte, 1));
	CHECK_TIMES_OUT(deadline, ox_writev(s, &part, 1));
	CHECK_TIMES_OUT(deadline, ox_sendto(s, &byte, 1, 0, NULL, 0));
	CHECK_TIMES_OUT(deadline, ox_sendmsg(s, &message.msg_hdr, 0));
	CHECK_TIMES_OUT(deadline, ox_sendmmsg(s, &message, 1, 0));

	deadline = in_ms(10);
	CHECK_INT(0, ox_deadline(s, OX_BOTH, deadline));
	CHECK_TIMES_OUT(deadline, ox_sendmsg(s, &message.msg_hdr, 0));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	int64_t deadline;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	sending_times_out(s[0], "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	sending_times_out(s[0], "UNIX seqpacket");
	unix_pair(SOCK_DGRAM, s);
	sending_times_out(s[0], "UNIX datagram");

	/* On TCP an acknowledgement may always come late and make room for a byte more. */
	tcp_pair(s);
	fill(s[0]);
	deadline = in_ms(20);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, deadline));
	CHECK_TIMES_OUT(deadline, send_for_ever(s[0]));
	return 0;
}
