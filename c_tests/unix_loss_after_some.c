/* A UNIX peer is closed with unread bytes while a call that has moved some waits for more: the
   call returns the count, and no later call returns ECONNRESET, as with the system's own calls. */
#include "close_blocked.h"

/* What there is to see afterwards. */
struct seen {
	int result, events, error, received;
};

static char much[1 << 20];
static int is_ours;

static int send_much(int s)
{
	return is_ours ? ox_send(s, much, sizeof much, 0) : (int)send(s, much, sizeof much, 0);
}

static int receive_all(int s)
{
	static char room[100];

	return is_ours ? ox_recv(s, room, sizeof room, MSG_WAITALL)
	               : (int)recv(s, room, sizeof room, MSG_WAITALL);
}

static void make_pair(int s[2])
{
	if (is_ours)
		CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	else
		CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s));
}

static void look(int s, struct seen *seen)
{
	struct pollfd entry = {s, POLLIN | POLLOUT, 0};
	socklen_t size = sizeof seen->error;
	char byte;

	if (is_ours) {
		CHECK_INT(1, ox_poll(&entry, 1, -1));
		seen->received = ox_recv(s, &byte, 1, 0);
		CHECK_INT(0, ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &seen->error, &size));
	} else {
		CHECK_INT(1, poll(&entry, 1, -1));
		seen->received = recv(s, &byte, 1, 0) < 0 ? -errno : 0;
		CHECK_INT(0, getsockopt(s, SOL_SOCKET, SO_ERROR, &seen->error, &size));
	}
	seen->events = entry.revents;
}

/* s[0] calls when one byte has come, and has sent one that s[1] does not receive. */
static struct seen lose_amid(int (*call)(int), int ours)
{
	struct blocked blocked;
	struct seen seen;
	int s[2];

	is_ours = ours;
	make_pair(s);
	if (call == receive_all) {
		CHECK_INT(1, ours ? ox_send(s[1], "a", 1, 0) : (int)send(s[1], "a", 1, 0));
		CHECK_INT(1, ours ? ox_send(s[0], "b", 1, 0) : (int)send(s[0], "b", 1, 0));
	}
	block(&blocked, call, s[0]);
	CHECK_INT(0, ours ? ox_close(s[1]) : close(s[1]));
	seen.result = result_of(&blocked);
	look(s[0], &seen);
	CHECK_INT(0, ours ? ox_close(s[0]) : close(s[0]));
	return seen;
}

static void compare(int (*call)(int))
{
	struct seen systems = lose_amid(call, 0), seen = lose_amid(call, 1);

	CHECK(seen.result > 0);
	CHECK_INT(systems.result, seen.result);
	CHECK_INT(systems.events, seen.events);
	CHECK_INT(systems.received, seen.received);
	CHECK_INT(systems.error, seen.error);
}

int main(void)
{
	compare(send_much);
	compare(receive_all);
	return 0;
}
