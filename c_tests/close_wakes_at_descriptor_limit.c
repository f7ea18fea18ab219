/* Waking needs no descriptor that could be missing: at RLIMIT_NOFILE, too, ox_close wakes who
   is blocked in ox_accept, in ox_poll, and in ox_recv under a deadline. */
#include "close_blocked.h"
#include "handle_count.h"

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static int wait_for_input(int s)
{
	struct pollfd entry = {s, POLLIN, 0};
	int ready = ox_poll(&entry, 1, -1);

	return ready == 1 && entry.revents == POLLNVAL ? -ECANCELED : ready;
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* That the call is blocked cannot be seen without a descriptor. It most probably is after a
   moment; if it is not, it finds a dead handle, which is right, too. */
static void closing_ends(int (*call)(int s), int s)
{
	const struct timespec moment = {0, 5 * 1000 * 1000};
	struct blocked blocked = {.call = call, .s = s};
	int result;

	exhaust_descriptors();
	start_thread(&blocked.thread, blocked_run, &blocked);
	nanosleep(&moment, NULL);
	CHECK_INT(0, ox_close(s));
	if ((result = result_of(&blocked)) != -EBADF)
		CHECK_INT(-ECANCELED, result);
}

int main(void)
{
	int listener = listen_tcp4(NULL);
	int polled = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 3600 * INT64_C(1000000)));
	closing_ends(wait_for_input, polled);
	closing_ends(receive, s[0]);
	closing_ends(take, listener);
	return 0;
}
