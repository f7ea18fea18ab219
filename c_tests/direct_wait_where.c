/* A call that has to wait does so in its own system call, at no further cost, where closing can
   wake it there; in ppoll(2) where it cannot: with a deadline, on a socket that others may hold,
   and on a sender that shutdown does not wake. */
#include "close_blocked.h"

#include <fcntl.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int send_one(int s)
{
	return ox_send(s, "", 1, 0);
}

static int receive_message(int s)
{
	struct msghdr msg;

	memset(&msg, 0, sizeof msg);
	return ox_recvmsg(s, &msg, 0);
}

static int receive_batch(int s)
{
	struct mmsghdr messages[2];

	memset(messages, 0, sizeof messages);
	return ox_recvmmsg(s, messages, 2, 0, NULL);
}

static int send_batch(int s)
{
	char byte = 0;
	struct iovec buffer = {&byte, 1};
	struct mmsghdr messages[2];

	memset(messages, 0, sizeof messages);
	messages[0].msg_hdr.msg_iov = &buffer;
	messages[0].msg_hdr.msg_iovlen = 1;
	return ox_sendmmsg(s, messages, 2, 0);
}

static void waits_in(long number, int (*call)(int s), int s, const char *what)
{
	struct blocked blocked;

	printf("%s\n", what);
	fflush(stdout);
	if (call == send_one || call == send_batch)
		fill(s);
	block(&blocked, call, s);
	CHECK_INT(number, system_call_of(&blocked));
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
}

static int udp(int domain)
{
	struct sockaddr_in address4 = loopback4(0);
	struct sockaddr_in6 address6 = loopback6(0);
	int s = CHECK_OK(ox_socket(domain, SOCK_DGRAM, 0));

	if (domain == AF_INET)
		CHECK_OK(ox_bind(s, (struct sockaddr *)&address4, sizeof address4));
	else if (ox_bind(s, (struct sockaddr *)&address6, sizeof address6) == -EADDRNOTAVAIL)
		SKIP("no IPv6 loopback here");
	return s;
}

int main(void)
{
	int s[2], other;
	pid_t child;

	tcp_pair(s);
	waits_in(SYS_recvfrom, receive, s[0], "TCP, receiving");
	tcp_pair(s);
	waits_in(SYS_sendto, send_one, s[0], "TCP, sending");
	unix_pair(SOCK_STREAM, s);
	waits_in(SYS_recvmsg, receive_message, s[0], "UNIX stream, receiving a message");
	unix_pair(SOCK_STREAM, s);
	waits_in(SYS_sendto, send_one, s[0], "UNIX stream, sending");
	unix_pair(SOCK_STREAM | SOCK_CLOEXEC, s);
	waits_in(SYS_recvfrom, receive, s[0], "UNIX stream, receiving");
	unix_pair(SOCK_SEQPACKET, s);
	waits_in(SYS_sendto, send_one, s[0], "UNIX seqpacket, sending");
	unix_pair(SOCK_SEQPACKET, s);
	waits_in(SYS_sendmmsg, send_batch, s[0], "UNIX seqpacket, sending a batch");
	unix_pair(SOCK_STREAM, s);
	waits_in(SYS_sendmmsg, send_batch, s[0], "UNIX stream, sending a batch");
	unix_pair(SOCK_STREAM, s);
	waits_in(NUMBER_OF_RECVMMSG, receive_batch, s[0], "UNIX stream, receiving a batch");
	unix_pair(SOCK_DGRAM, s);
	waits_in(SYS_recvfrom, receive, s[0], "UNIX datagram, receiving");
	unix_pair(SOCK_DGRAM, s);
	waits_in(NUMBER_OF_PPOLL, send_one, s[0], "UNIX datagram, sending");
	waits_in(SYS_recvfrom, receive, udp(AF_INET), "UDP over IPv4");

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, ox_now() + 60000000));
	waits_in(SYS_recvfrom, receive, s[0], "the other side has a deadline");
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[1], OX_BOTH, ox_now() + 60000000));
	waits_in(NUMBER_OF_PPOLL, receive, s[1], "with a deadline");
	unix_pair(SOCK_STREAM, s);
	CHECK_OK(ox_fd(s[0]));
	waits_in(NUMBER_OF_PPOLL, receive, s[0], "lent");
	unix_pair(SOCK_STREAM, s);
	other = CHECK_OK(ox_fcntl(s[0], F_DUPFD_CLOEXEC, 0));
	waits_in(NUMBER_OF_PPOLL, receive, s[0], "one of two handles");
	waits_in(NUMBER_OF_PPOLL, receive, other, "the other of two");

	unix_pair(SOCK_STREAM, s);
	if ((child = fork()) == 0)
		_exit(0);
	check_child(child);
	waits_in(NUMBER_OF_PPOLL, receive, s[0], "there when the process forked");
	unix_pair(SOCK_STREAM, s);
	waits_in(SYS_recvfrom, receive, s[0], "opened afterwards");
	waits_in(SYS_recvfrom, receive, udp(AF_INET6), "UDP over IPv6");
	return 0;
}
