/* A signal amid a transfer on a stream does not make it short, for each call that has to move all
   of its bytes: sendmsg, writev, and recv with MSG_WAITALL. */
#include "signal_handler.h"

enum { WORDS = 1 << 20, PARTS = 3 };

static int words[WORDS], received[WORDS];
static struct iovec parts[PARTS];

/* The words in parts. */
static void prepare(void)
{
	size_t size = sizeof words / PARTS;
	int i;

	for (i = 0; i < PARTS; i++) {
		parts[i].iov_base = (char *)words + i * size;
		parts[i].iov_len = i < PARTS - 1 ? size : sizeof words - i * size;
	}
	for (i = 0; i < WORDS; i++)
		words[i] = i;
	memset(received, 0, sizeof received);
}

static int by_sendmsg(int s)
{
	struct msghdr msg = {.msg_iov = parts, .msg_iovlen = PARTS};

	return ox_sendmsg(s, &msg, 0);
}

static int by_writev(int s)
{
	return ox_writev(s, parts, PARTS);
}

static void all_is_sent(int (*call)(int s), const char *name)
{
	struct blocked blocked;
	int s[2];

	printf("%s\n", name);
	fflush(stdout);
	prepare();
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + PROMPTLY * INT64_C(1000)));
	block(&blocked, call, s[0]);
	interrupt(&blocked);
	CHECK_INT(sizeof received, ox_recv(s[1], received, sizeof received, MSG_WAITALL));
	CHECK_INT(sizeof words, result_of(&blocked));
	CHECK_INT(0, memcmp(words, received, sizeof words));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

static int receive_all(int s)
{
	return ox_recv(s, received, 8, MSG_WAITALL);
}

static void all_is_received(int s[2])
{
	struct blocked blocked;

	block(&blocked, receive_all, s[0]);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	wait_until_blocked(blocked.tid);
	interrupt(&blocked);
	wait_until_blocked(blocked.tid);
	CHECK_INT(5, ox_write(s[1], "defgh", 5));
	CHECK_INT(8, result_of(&blocked));
	CHECK_INT(0, memcmp("abcdefgh", received, 8));
}

int main(void)
{
	int s[2];

	count_signals(SIGUSR1);
	all_is_sent(by_sendmsg, "sendmsg");
	all_is_sent(by_writev, "writev");
	unix_pair(SOCK_STREAM, s);
	all_is_received(s);
	tcp_pair(s);
	all_is_received(s);
	return 0;
}
