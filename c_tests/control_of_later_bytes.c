/* A call that waits for all bytes (MSG_WAITALL) returns the control messages that come with later
 * bytes, too, as recvmsg(2) does: no descriptor is lost. Over TCP, control messages that apply to
 * all bytes do not end the call. */
#include "check.h"
#include "rights.h"

struct call {
	int handle, many;
	struct msghdr message;
	struct iovec part;
	char bytes[8];
	_Alignas(struct cmsghdr) char control[256];
	int received;
};

static void *receive(void *argument)
{
	struct call *call = argument;
	struct mmsghdr one;

	memset(&call->message, 0, sizeof call->message);
	call->part.iov_base = call->bytes;
	call->part.iov_len = 4;
	call->message.msg_iov = &call->part;
	call->message.msg_iovlen = 1;
	call->message.msg_control = call->control;
	call->message.msg_controllen = sizeof call->control;
	if (call->many) {
		one.msg_hdr = call->message;
		CHECK_INT(1, ox_recvmmsg(call->handle, &one, 1, MSG_WAITALL, NULL));
		call->message = one.msg_hdr;
		call->received = (int)one.msg_len;
	} else {
		call->received = CHECK_OK(ox_recvmsg(call->handle, &call->message, MSG_WAITALL));
	}
	return NULL;
}

/* Send two bytes, and return when the call has them and waits for more. */
static void send_two(int from, const struct call *call, int tid)
{
	wait_until_blocked(tid);
	CHECK_INT(2, ox_send(from, "ab", 2, 0));
	while (CHECK_OK(ox_available(call->handle)) > 0)
		sched_yield();
	wait_until_blocked(tid);
}

static void send_descriptor(int from)
{
	const int fd = STDERR_FILENO;
	struct rights rights;

	put_rights(&rights, &fd, 1);
	CHECK_INT(1, ox_sendmsg(from, &rights.message, 0));
}

static int descriptor_of(struct msghdr *message)
{
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd;

	CHECK(header != NULL);
	CHECK_INT(SCM_RIGHTS, header->cmsg_type);
	CHECK_INT(CMSG_LEN(sizeof fd), header->cmsg_len);
	memcpy(&fd, CMSG_DATA(header), sizeof fd);
	return fd;
}

/* The first two bytes come alone, the third with a descriptor, which ends the call. */
static void descriptor_comes_later(int many)
{
	struct call call;
	pthread_t thread;
	int s[2], tid;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	call.handle = s[0];
	call.many = many;
	tid = start_thread(&thread, receive, &call);
	send_two(s[1], &call, tid);
	send_descriptor(s[1]);
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_INT(3, call.received);
	CHECK_INT(0, memcmp("abd", call.bytes, 3));
	CHECK_OK(close(descriptor_of(&call.message)));
	CHECK_INT(0, call.message.msg_flags);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

/* Each arrival has a time. */
static void times_do_not_end_it(void)
{
	const int on = 1;
	struct call call;
	pthread_t thread;
	int s[2], tid;

	tcp_pair(s);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on));
	call.handle = s[0];
	call.many = 0;
	tid = start_thread(&thread, receive, &call);
	send_two(s[1], &call, tid);
	CHECK_INT(2, ox_send(s[1], "cd", 2, 0));
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_INT(4, call.received);
	CHECK_INT(0, memcmp("abcd", call.bytes, 4));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	descriptor_comes_later(0);
	descriptor_comes_later(1);
	times_do_not_end_it();
	return 0;
}
