/*
 * A recvfrom that waits for all bytes gets the sender's address with the first of them. The length
 * becomes the address's own, which may be more than the room for it; what comes later is not
 * written beyond that room.
 */
#include "close_blocked.h"

enum { ROOM = 4, UNTOUCHED = 0x5A };

struct receiver {
	int s;
	int received;
	socklen_t length;
	char bytes[6];
	union {
		char bytes[sizeof(struct sockaddr_un)];
		struct sockaddr address;
	} from;
};

static void *receive(void *argument)
{
	struct receiver *r = (struct receiver *)argument;

	r->length = ROOM;
	memset(&r->from, UNTOUCHED, sizeof r->from);
	r->received =
	    ox_recvfrom(r->s, r->bytes, sizeof r->bytes, MSG_WAITALL, &r->from.address, &r->length);
	return NULL;
}

/* s[0] accepted, so that its peer s[1] learns a name. */
static void named_pair(struct sockaddr_un *address, int s[2])
{
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	unix_path(address, "named");
	CHECK_OK(ox_bind(listener, (struct sockaddr *)address, sizeof *address));
	CHECK_OK(ox_listen(listener, 1));
	s[1] = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(s[1], (struct sockaddr *)address, sizeof *address));
	s[0] = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(listener));
}

int main(void)
{
	struct sockaddr_un address;
	struct receiver r;
	pthread_t thread;
	size_t i;
	int s[2], tid;

	named_pair(&address, s);
	r.s = s[1];
	tid = start_thread(&thread, receive, &r);
	for (i = 0; i < 3; i++) {
		wait_until_blocked(tid);
		CHECK_INT(2, ox_send(s[0], "ab", 2, 0));
	}
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_INT(6, r.received);
	CHECK_INT(0, memcmp("ababab", r.bytes, 6));
	CHECK(r.length > ROOM);
	CHECK_INT(0, memcmp(&address, &r.from, ROOM));
	for (i = ROOM; i < sizeof r.from; i++)
		CHECK_INT(UNTOUCHED, r.from.bytes[i]);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
