/* MSG_ZEROCOPY: each call that has sent something gets exactly one notification that its bytes are
   free again, as programs expect. So a call sends what the socket has room for, and no second part.
   */
#include "needs.h"

#include "close_blocked.h"

#include <linux/errqueue.h>

#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif

enum { MUCH = 8 << 20 };

static pid_t sender;
static int has_returned;

/* When the first call has taken what there is room for, and has returned or waits. */
static void *receive_all(void *argument)
{
	static char room[1 << 16];
	int sum = 0, s = *(int *)argument;

	while (!__atomic_load_n(&has_returned, __ATOMIC_SEQ_CST) &&
	       !check_asleep(sender, room, sizeof room))
		sched_yield();
	while (sum < MUCH) {
		int received = CHECK_OK(ox_recv(s, room, sizeof room, 0));

		CHECK(received > 0);
		sum += received;
	}
	return NULL;
}

/* The highest number that has been told of, of so many. */
static unsigned told_of(int s, unsigned last)
{
	unsigned highest = 0;
	int looks;

	for (looks = 0; looks < 100 && highest < last; looks++) {
		char control[128];
		struct pollfd error = {.fd = s, .events = 0};
		struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};

		if (ox_poll(&error, 1, 20) == 0)
			continue;
		while (ox_recvmsg(s, &message, MSG_ERRQUEUE) == 0) {
			const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
			struct sock_extended_err report;

			CHECK(header != NULL);
			memcpy(&report, CMSG_DATA(header), sizeof report);
			CHECK_INT(SO_EE_ORIGIN_ZEROCOPY, report.ee_origin);
			if (report.ee_data > highest)
				highest = report.ee_data;
			message.msg_controllen = sizeof control;
		}
	}
	return highest;
}

int main(void)
{
	static const char much[MUCH];
	pthread_t receiver;
	unsigned calls = 0;
	int s[2], sum = 0;

	needs_option(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_ZEROCOPY);
	tcp_pair(s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_ZEROCOPY, &(int){1}, sizeof(int)));
	sender = my_tid();
	CHECK_INT(0, pthread_create(&receiver, NULL, receive_all, &s[1]));
	while (sum < MUCH) {
		sum += CHECK_OK(ox_send(s[0], much + sum, MUCH - sum, MSG_ZEROCOPY));
		calls++;
		__atomic_store_n(&has_returned, 1, __ATOMIC_SEQ_CST);
	}
	CHECK_INT(0, pthread_join(receiver, NULL));
	CHECK_INT(calls - 1, told_of(s[0], calls + 9)); /* counted from 0 */
	return 0;
}
