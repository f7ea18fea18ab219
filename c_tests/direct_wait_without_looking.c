/* A call that waits in poll sleeps until something happens, without waking up now and then, also
   when it has moved a part already; and it does not sleep at all if it must not wait. (A sender on
   a UNIX socket does wake up, see unix_sender_learns_of_shutdown.c.) */
#include "meddle.h"
#include "needs.h"

static char bytes[1 << 24];

static int receive(int s)
{
	return ox_recv(s, bytes, 8, 0);
}

static int receive_eight(int s)
{
	return ox_recv(s, bytes, 8, MSG_WAITALL);
}

static int peek_eight(int s)
{
	return ox_recv(s, bytes, 8, MSG_WAITALL | MSG_PEEK);
}

static int send_all(int s)
{
	return ox_send(s, bytes, sizeof bytes, 0);
}

/* It sleeps in poll without a timeout. */
static void check_sleeps(const struct blocked *blocked)
{
	char where[512];
	unsigned long number, entries, count, timeout = 1;

	do
		wait_until_blocked(blocked->tid);
	while (!check_asleep(blocked->tid, where, sizeof where));
	CHECK_INT(4, sscanf(where, "%lu %lx %lx %lx", &number, &entries, &count, &timeout));
	CHECK_INT(NUMBER_OF_WAIT, number);
	CHECK_INT(2, count); /* the socket, and what wakes it */
	CHECK_INT(WAIT_FOR_EVER, (int)timeout);
}

static void sleeps(int (*call)(int), const char *before, const char *after)
{
	struct blocked blocked;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_OK(ox_fd(s[0]));
	CHECK_INT(strlen(before), ox_send(s[1], before, strlen(before), 0));
	block(&blocked, call, s[0]);
	check_sleeps(&blocked);
	CHECK_INT(strlen(after), ox_send(s[1], after, strlen(after), 0));
	CHECK_INT(strlen(before) + strlen(after), result_of(&blocked));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

/* What the receiving side is set to does not matter. */
static void sending_sleeps(void)
{
	const int mark = 10;
	struct blocked blocked;
	int s[2];

	tcp_pair(s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark));
	CHECK_OK(ox_fd(s[0]));
	block(&blocked, send_all, s[0]);
	check_sleeps(&blocked);
	CHECK_INT(0, ox_close(s[0]));
	CHECK(result_of(&blocked) > 0);
}

static int only_the_socket(int time, const struct seccomp_data *call)
{
	(void)time;
	CHECK_INT(1, call->args[1]);
	return GO_ON;
}

static void poll_does_not_wait(void)
{
	static struct meddler meddler = {.number = NUMBER_OF_WAIT, .decide = only_the_socket};
	struct pollfd entry = {0, POLLIN, 0};
	int s[2];

	unix_pair(SOCK_STREAM, s);
	entry.fd = s[0];
	meddle(&meddler);
	CHECK_INT(0, ox_poll(&entry, 1, 0));
}

int main(void)
{
	needs_numbers_of_system_calls();
	sleeps(receive, "", "abc");
	sleeps(receive_eight, "abc", "defgh");
	sleeps(peek_eight, "", "abcdefgh");
	sending_sleeps();
	poll_does_not_wait();
	return 0;
}
