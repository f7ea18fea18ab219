/*
 * IP_RECVERR keeps ICMP errors in a queue of their own, also on a socket without a peer.
 * MSG_ERRQUEUE takes one out: the datagram that caused it, to whom it went, the error's
 * origin, and who reported it.
 */
#include "dgram_loopback.h"
#include "needs.h"

#include <linux/errqueue.h>
#include <netinet/ip_icmp.h>

union control {
	char bytes[CMSG_SPACE(sizeof(struct sock_extended_err) + sizeof(struct sockaddr_in))];
	struct cmsghdr align;
};

static void check_error(const struct msghdr *message)
{
	struct sock_extended_err error;
	struct sockaddr_in reporter;
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);

	CHECK(header != NULL);
	CHECK_INT(IPPROTO_IP, header->cmsg_level);
	CHECK_INT(IP_RECVERR, header->cmsg_type);
	memcpy(&error, CMSG_DATA(header), sizeof error);
	CHECK_INT(ECONNREFUSED, error.ee_errno);
	CHECK_INT(SO_EE_ORIGIN_ICMP, error.ee_origin);
	CHECK_INT(ICMP_DEST_UNREACH, error.ee_type);
	CHECK_INT(ICMP_PORT_UNREACH, error.ee_code);

	memcpy(&reporter, CMSG_DATA(header) + sizeof error, sizeof reporter);
	CHECK_INT(AF_INET, reporter.sin_family);
	CHECK_INT(INADDR_LOOPBACK, ntohl(reporter.sin_addr.s_addr));
}

int main(void)
{
	struct sockaddr_in nobody, target;
	struct pollfd arrival = {0, 0, 0}; /* POLLERR needs no asking */
	char buf[100];
	struct iovec part = {buf, sizeof buf};
	union control control;
	struct msghdr message;
	int on = 1, deaf = bind_deaf(&nobody);
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	needs_error_reports();
	memset(&message, 0, sizeof message);
	message.msg_name = &target;
	message.msg_namelen = sizeof target;
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;

	CHECK_OK(ox_setsockopt(s, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
	/* An empty error queue does not make its reader wait, deadline or not. */
	CHECK_ERR(EAGAIN, ox_recvmsg(s, &message, MSG_ERRQUEUE));
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 60000000));
	CHECK_ERR(EAGAIN, ox_recvmsg(s, &message, MSG_ERRQUEUE));

	CHECK_INT(5, ox_sendto(s, "hello", 5, 0, (struct sockaddr *)&nobody, sizeof nobody));
	arrival.fd = s;
	CHECK_INT(1, ox_poll(&arrival, 1, 5000));
	CHECK_INT(POLLERR, arrival.revents);

	CHECK_INT(5, ox_recvmsg(s, &message, MSG_ERRQUEUE));
	CHECK_INT(MSG_ERRQUEUE, message.msg_flags & MSG_ERRQUEUE);
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(nobody.sin_port, target.sin_port);
	check_error(&message);

	CHECK_ERR(EAGAIN, ox_recvmsg(s, &message, MSG_ERRQUEUE));
	CHECK_OK(ox_close(deaf));
	CHECK_OK(ox_close(s));
	return 0;
}
