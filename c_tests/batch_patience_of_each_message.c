/* SO_RCVTIMEO limits the wait for each message of a recvmmsg, and O_NONBLOCK is checked for each:
 * if it is set while the first message is waited for, it applies to the second. */
#include "batch_two.h"
#include "needs.h"

#include <fcntl.h>

enum { MILLISECOND = 1000, TIMEOUT = 400 * MILLISECOND };

static void wait_until(int64_t when)
{
	int64_t left;

	while ((left = when - ox_now()) > 0)
		poll(NULL, 0, (int)(left / MILLISECOND) + 1);
}

/* The second message comes when the time that there was for the first is over. */
static void each_has_its_time(int type)
{
	const struct timeval time = {0, TIMEOUT};
	struct blocked receiver;
	int64_t start, middle, end;
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, sv));
	CHECK_OK(ox_setsockopt(sv[1], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
	start = ox_now();
	block(&receiver, receive_two, sv[1]);
	wait_until(start + TIMEOUT * 5 / 8);
	CHECK_INT(1, ox_send(sv[0], "a", 1, 0));
	middle = ox_now();
	wait_until(start + TIMEOUT * 5 / 4);
	CHECK_INT(1, ox_send(sv[0], "b", 1, 0));
	end = ox_now();
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	if (middle - start > TIMEOUT * 3 / 4 || end - middle > TIMEOUT * 3 / 4)
		SKIP("this machine is too slow");
	CHECK_INT(2, receiver.result);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
}

static void second_does_not_wait(int type)
{
	struct blocked receiver;
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, sv));
	block(&receiver, receive_two, sv[1]);
	CHECK_OK(ox_fcntl(sv[1], F_SETFL, O_NONBLOCK));
	wait_until_blocked(receiver.tid); /* this wait goes on */
	CHECK_INT(1, ox_send(sv[0], "a", 1, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(1, receiver.result);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
}

int main(void)
{
	needs_recvmmsg();
	each_has_its_time(SOCK_DGRAM);
	each_has_its_time(SOCK_STREAM);
	second_does_not_wait(SOCK_DGRAM);
	second_does_not_wait(SOCK_STREAM);
	return 0;
}
