/*
 * IP_RECVTTL and IP_RECVTOS: a datagram arrives with the time to live and the type of service
 * that its sender gave it, by option or for this one message.
 */
#include "dgram_loopback.h"
#include "needs.h"

union control {
	char bytes[2 * CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

struct hop {
	int ttl, tos;
};

static struct hop receive_hop(int s)
{
	struct hop hop = {-1, -1};
	union control control;
	struct msghdr message;
	struct cmsghdr *header;

	memset(&message, 0, sizeof message);
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	CHECK_INT(0, ox_recvmsg(s, &message, 0));
	for (header = CMSG_FIRSTHDR(&message); header != NULL;
	     header = CMSG_NXTHDR(&message, header)) {
		CHECK_INT(IPPROTO_IP, header->cmsg_level);
		if (header->cmsg_type == IP_TTL)
			memcpy(&hop.ttl, CMSG_DATA(header), sizeof hop.ttl);
		else if (header->cmsg_type == IP_TOS)
			hop.tos = *CMSG_DATA(header); /* one byte only */
	}
	return hop;
}

/* An empty datagram with a time to live of its own. */
static void send_with_ttl(int s, int ttl)
{
	union control control;
	struct msghdr message;
	struct cmsghdr *header;

	memset(&control, 0, sizeof control);
	memset(&message, 0, sizeof message);
	message.msg_control = control.bytes;
	message.msg_controllen = CMSG_SPACE(sizeof ttl);
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = IPPROTO_IP;
	header->cmsg_type = IP_TTL;
	header->cmsg_len = CMSG_LEN(sizeof ttl);
	memcpy(CMSG_DATA(header), &ttl, sizeof ttl);
	CHECK_INT(0, ox_sendmsg(s, &message, 0));
}

int main(void)
{
	struct sockaddr_in address;
	struct hop hop;
	int on = 1, ttl = 7, tos = 0x10;

	int receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	needs_true_control_messages();
	needs_empty_messages();
	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_setsockopt(receiver, IPPROTO_IP, IP_RECVTTL, &on, sizeof on));
	CHECK_OK(ox_setsockopt(receiver, IPPROTO_IP, IP_RECVTOS, &on, sizeof on));
	CHECK_OK(ox_setsockopt(sender, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl));
	CHECK_OK(ox_setsockopt(sender, IPPROTO_IP, IP_TOS, &tos, sizeof tos));

	CHECK_INT(0, ox_send(sender, "", 0, 0));
	hop = receive_hop(receiver);
	CHECK_INT(7, hop.ttl);
	CHECK_INT(0x10, hop.tos);

	send_with_ttl(sender, 42);
	hop = receive_hop(receiver);
	CHECK_INT(42, hop.ttl);
	CHECK_INT(0x10, hop.tos);

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
