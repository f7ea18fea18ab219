/*
 * IPV6_RECVPKTINFO tells to which address a datagram was sent and through which interface it
 * came; on sending, IPV6_PKTINFO chooses both.
 */
#include "dgram_loopback.h"
#include "needs.h"

#include <net/if.h>

union control {
	char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	struct cmsghdr align;
};

int main(void)
{
	struct sockaddr_in6 address, from, peer;
	socklen_t length = sizeof from;
	char buf[10];
	struct iovec part = {buf, sizeof buf};
	union control control;
	struct msghdr message;
	struct cmsghdr *header;
	struct in6_pktinfo info;
	int on = 1;

	int server = bind_udp6(&address);
	int client = CHECK_OK(ox_socket(AF_INET6, SOCK_DGRAM, 0));

	needs_true_control_messages();
	CHECK_OK(ox_setsockopt(server, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on));
	CHECK_INT(2, ox_sendto(client, "hi", 2, 0, (struct sockaddr *)&address, sizeof address));

	memset(&message, 0, sizeof message);
	memset(&control, 0, sizeof control);
	message.msg_name = &peer;
	message.msg_namelen = sizeof peer;
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	CHECK_INT(2, ox_recvmsg(server, &message, 0));
	CHECK_INT(sizeof peer, message.msg_namelen);
	header = CMSG_FIRSTHDR(&message);
	CHECK(header != NULL);
	CHECK_INT(IPPROTO_IPV6, header->cmsg_level);
	CHECK_INT(IPV6_PKTINFO, header->cmsg_type);
	memcpy(&info, CMSG_DATA(header), sizeof info);
	CHECK(memcmp(&info.ipi6_addr, &in6addr_loopback, sizeof info.ipi6_addr) == 0);
	CHECK_INT(if_nametoindex("lo"), info.ipi6_ifindex);

	part.iov_len = 2;
	CHECK_INT(2, ox_sendmsg(server, &message, 0));
	CHECK_INT(2, ox_recvfrom(client, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(&from, &address, sizeof from) == 0);

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
	return 0;
}
