/* Messages are received from sockets of families that carry no descriptors and refuse
   MSG_CMSG_CLOEXEC. The flag appears in a message's flags only if the caller has set it. */
#include "close_blocked.h"
#include "needs.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

static char room[65536];

static int receive(int s, int flags, int many)
{
	struct iovec buffer = {room, sizeof room};
	struct mmsghdr message = {.msg_hdr = {.msg_iov = &buffer, .msg_iovlen = 1}};

	if (many) {
		CHECK_INT(1, ox_recvmmsg(s, &message, 1, flags, NULL));
	} else {
		int length = CHECK_OK(ox_recvmsg(s, &message.msg_hdr, flags));

		message.msg_len = (unsigned)length;
	}
	CHECK_INT(flags & MSG_CMSG_CLOEXEC, message.msg_hdr.msg_flags & MSG_CMSG_CLOEXEC);
	return (int)message.msg_len;
}

static void packets(void)
{
	struct sockaddr_ll here = {.sll_family = AF_PACKET};
	struct sockaddr_in nobody = loopback4(9);
	int many, s = ox_socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	if (s == -EPERM || s == -EAFNOSUPPORT)
		return;
	CHECK_OK(s);
	here.sll_protocol = htons(ETH_P_IP);
	here.sll_ifindex = (int)if_nametoindex("lo");
	CHECK_OK(ox_bind(s, (struct sockaddr *)&here, sizeof here));
	for (many = 0; many < 2; many++) {
		CHECK_INT(2, ox_sendto(sender, "hi", 2, 0, (struct sockaddr *)&nobody, sizeof nobody));
		CHECK(receive(s, 0, many) > 0);
	}
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(sender));
}

static void netlink(void)
{
	struct {
		struct nlmsghdr header;
		struct rtgenmsg message;
	} request;
	int many, s = CHECK_OK(ox_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));

	memset(&request, 0, sizeof request);
	request.header.nlmsg_len = sizeof request;
	request.header.nlmsg_type = RTM_GETLINK;
	request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	for (many = 0; many < 2; many++) {
		CHECK_INT(sizeof request, ox_send(s, &request, sizeof request, 0));
		do
			CHECK(receive(s, 0, many) > 0);
		while (((struct nlmsghdr *)room)->nlmsg_type != NLMSG_DONE);
	}
	CHECK_INT(0, ox_close(s));
}

static void unix_flags(void)
{
	int many, s[2];

	unix_pair(SOCK_DGRAM, s);
	for (many = 0; many < 2; many++) {
		CHECK_INT(1, ox_send(s[1], "x", 1, 0));
		CHECK_INT(1, receive(s[0], 0, many));
		CHECK_INT(1, ox_send(s[1], "x", 1, 0));
		CHECK_INT(1, receive(s[0], MSG_CMSG_CLOEXEC, many));
	}
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

static void *all(void *unused)
{
	packets();
	netlink();
	unix_flags();
	return unused;
}

int main(void)
{
	pthread_t thread;

	needs_recvmmsg();
	all(NULL);
	start_thread(&thread, all, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
