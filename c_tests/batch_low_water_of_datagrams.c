/* SO_RCVLOWAT has no effect on datagrams: also where it is set, SO_RCVTIMEO limits the wait for
   each message of an ox_recvmmsg, and poll ends that wait. */
#include "batch_two.h"
#include "needs.h"

static const int mark = 50;
static const struct timeval each = {0, 400000};

static void check(int type)
{
	struct blocked receiver;
	int64_t start;
	int s[2];

	unix_pair(type, s);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark));
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &each, sizeof each));
	start = ox_now();
	block(&receiver, receive_two, s[0]);
	while (ox_now() < start + each.tv_usec / 2)
		sched_yield();
	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(1, receiver.result);
	CHECK(ox_now() - start >= each.tv_usec * 3 / 2 - A_TICK);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	needs_recvmmsg();
	check(SOCK_DGRAM);
	check(SOCK_SEQPACKET);
	return 0;
}
