/* Which system calls a batch makes on a stream whose calls wait in poll: one for all messages,
   unless each message has to be filled; and what follows a message that was sent in part is not
   sent. */
#include "meddle.h"

static char much[8 << 20], text[2][4];
static struct mmsghdr messages[2];
static _Atomic int received_alone, sent_after; /* by the meddler */

static int count_received(int time, const struct seccomp_data *call)
{
	(void)call;
	received_alone = time + 1;
	return GO_ON;
}

static int count_second(int time, const struct seccomp_data *call)
{
	(void)time;
	sent_after += call->args[1] == (uintptr_t)&messages[1];
	return GO_ON;
}

static void prepare(struct iovec *first, struct iovec *second)
{
	memset(messages, 0, sizeof messages);
	messages[0].msg_hdr.msg_iov = first;
	messages[0].msg_hdr.msg_iovlen = 1;
	messages[1].msg_hdr.msg_iov = second;
	messages[1].msg_hdr.msg_iovlen = 1;
}

static void receive(int s[2])
{
	static struct meddler meddler = {.number = SYS_recvmsg, .decide = count_received};
	struct iovec first = {text[0], 4}, second = {text[1], 4};

	prepare(&first, &second);
	CHECK_INT(8, ox_send(s[1], "abcdefgh", 8, 0));
	meddle(&meddler);
	CHECK_INT(2, ox_recvmmsg(s[0], messages, 2, 0, NULL));
	CHECK_INT(0, received_alone);
}

static void send_in_part(int s[2])
{
	static struct meddler meddler = {.number = SYS_sendmsg, .decide = count_second};
	struct iovec first = {much, sizeof much}, second = {text[1], 4};

	prepare(&first, &second);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, ox_now() + 20000));
	meddle(&meddler);
	CHECK_INT(1, ox_sendmmsg(s[0], messages, 2, 0));
	CHECK_INT(0, sent_after);
}

static void *run(void *test)
{
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_OK(ox_fd(s[0]));
	(*(void (**)(int *))test)(s);
	return NULL;
}

int main(void)
{
	void (*tests[])(int *) = {receive, send_in_part};
	pthread_t thread;
	int i;

	for (i = 0; i < 2; i++) {
		start_thread(&thread, run, &tests[i]);
		CHECK_INT(0, pthread_join(thread, NULL));
	}
	return 0;
}
