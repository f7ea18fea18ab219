/* O_NONBLOCK is set while a call waits for a datagram, and receiving is then shut down: the call
   fills in the lengths of the address, the control messages and the message as the system's. */
#include "close_blocked.h"

#include <fcntl.h>
#include <sys/uio.h>

/* What a call has returned, and stored. */
struct seen {
	int result;
	unsigned int name_length, control_length, flags, length;
};

static struct sockaddr_storage name;
static char byte, control[64];
static struct seen seen;

static int receive_from(int s)
{
	socklen_t length = sizeof name;
	int result = ox_recvfrom(s, &byte, 1, 0, (struct sockaddr *)&name, &length);

	seen.name_length = length;
	return result;
}

static int receive_from_by_system(int s)
{
	socklen_t length = sizeof name;
	ssize_t result = recvfrom(ox_fd(s), &byte, 1, 0, (struct sockaddr *)&name, &length);

	seen.name_length = length;
	return (int)result;
}

static struct iovec buffer = {&byte, 1};
static struct mmsghdr message;

static void begin_message(void)
{
	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_name = &name;
	message.msg_hdr.msg_namelen = sizeof name;
	message.msg_hdr.msg_iov = &buffer;
	message.msg_hdr.msg_iovlen = 1;
	message.msg_hdr.msg_control = control;
	message.msg_hdr.msg_controllen = sizeof control;
	message.msg_hdr.msg_flags = -1;
	message.msg_len = 42;
}

static int end_message(int result)
{
	seen.name_length = message.msg_hdr.msg_namelen;
	seen.control_length = (unsigned int)message.msg_hdr.msg_controllen;
	seen.flags = (unsigned int)message.msg_hdr.msg_flags;
	seen.length = message.msg_len;
	return result;
}

static int receive_message(int s)
{
	begin_message();
	return end_message(ox_recvmsg(s, &message.msg_hdr, 0));
}

static int receive_message_by_system(int s)
{
	begin_message();
	return end_message((int)recvmsg(ox_fd(s), &message.msg_hdr, 0));
}

static int receive_many(int s)
{
	begin_message();
	return end_message(ox_recvmmsg(s, &message, 1, 0, NULL));
}

static int receive_many_by_system(int s)
{
	begin_message();
	return end_message(recvmmsg(ox_fd(s), &message, 1, 0, NULL));
}

static struct seen what(int (*call)(int s), int domain)
{
	const struct sockaddr_in nobody = loopback4(9);
	struct blocked receiver;
	int s[2] = {0, 0};

	memset(&seen, 0, sizeof seen);
	if (domain == AF_UNIX) {
		unix_pair(SOCK_DGRAM, s);
	} else {
		s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
		CHECK_OK(ox_connect(s[0], (const struct sockaddr *)&nobody, sizeof nobody));
	}
	block(&receiver, call, s[0]);
	CHECK_OK(ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	wait_until_blocked(receiver.tid);
	CHECK_OK(ox_shutdown(s[0], SHUT_RD));
	seen.result = result_of(&receiver);
	CHECK_OK(ox_close(s[0]));
	if (domain == AF_UNIX)
		CHECK_OK(ox_close(s[1]));
	return seen;
}

static void compare(int (*call)(int s), int (*by_system)(int s))
{
	static const int domains[] = {AF_INET, AF_UNIX};
	size_t i;

	for (i = 0; i < sizeof domains / sizeof domains[0]; i++) {
		struct seen expected = what(by_system, domains[i]);
		struct seen found = what(call, domains[i]);

		CHECK_INT(expected.result, found.result);
		CHECK_INT(expected.name_length, found.name_length);
		CHECK_INT(expected.control_length, found.control_length);
		CHECK_INT(expected.flags, found.flags);
		CHECK_INT(expected.length, found.length);
	}
}

int main(void)
{
	compare(receive_from, receive_from_by_system);
	compare(receive_message, receive_message_by_system);
	compare(receive_many, receive_many_by_system);
	return 0;
}
