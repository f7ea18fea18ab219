/*
 * IP_PKTINFO tells to which address a datagram was sent, and through which interface it came:
 * what a server that is bound to every address must know to answer from the right one.
 */
#include "check.h"
#include "needs.h"

#include <net/if.h>

union control {
	char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
	struct cmsghdr align;
};

static struct msghdr make_message(struct iovec *part, union control *control,
				  struct sockaddr_in *peer)
{
	struct msghdr message;

	memset(&message, 0, sizeof message);
	memset(control, 0, sizeof *control);
	message.msg_name = peer;
	message.msg_namelen = sizeof *peer;
	message.msg_iov = part;
	message.msg_iovlen = 1;
	message.msg_control = control->bytes;
	message.msg_controllen = sizeof control->bytes;
	return message;
}

int main(void)
{
	struct sockaddr_in address = loopback4(0), peer;
	socklen_t length = sizeof address;
	char buf[10];
	struct iovec part = {buf, sizeof buf};
	union control control;
	struct msghdr message = make_message(&part, &control, &peer);
	struct cmsghdr *header;
	struct in_pktinfo info;
	int on = 1;

	int server = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	needs_true_control_messages();
	address.sin_addr.s_addr = htonl(INADDR_ANY);
	CHECK_OK(ox_bind(server, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_getsockname(server, (struct sockaddr *)&address, &length));
	CHECK_OK(ox_setsockopt(server, IPPROTO_IP, IP_PKTINFO, &on, sizeof on));

	address.sin_addr.s_addr = htonl(0x7F000007); /* 127.0.0.7 */
	CHECK_INT(2, ox_sendto(client, "hi", 2, 0, (struct sockaddr *)&address, sizeof address));

	CHECK_INT(2, ox_recvmsg(server, &message, 0));
	CHECK_INT(sizeof peer, message.msg_namelen);
	header = CMSG_FIRSTHDR(&message);
	CHECK(header != NULL);
	CHECK_INT(IPPROTO_IP, header->cmsg_level);
	CHECK_INT(IP_PKTINFO, header->cmsg_type);
	memcpy(&info, CMSG_DATA(header), sizeof info);
	CHECK(info.ipi_addr.s_addr == address.sin_addr.s_addr);
	CHECK_INT(if_nametoindex("lo"), info.ipi_ifindex);

	/* The same control message on sending chooses the address that the answer comes from. */
	part.iov_len = 2;
	CHECK_INT(2, ox_sendmsg(server, &message, 0));
	CHECK_INT(2, ox_recvfrom(client, buf, sizeof buf, 0, (struct sockaddr *)&peer, &length));
	CHECK(memcmp(&peer, &address, sizeof peer) == 0);

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
	return 0;
}
