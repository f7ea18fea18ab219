/* The options SO_RCVTIMEO and SO_SNDTIMEO mean what they mean to the system: EAGAIN when
   they end, and EINPROGRESS from a TCP connect. With a deadline as well the earlier of
   them counts. */
#include "deadline_time.h"
#include "needs.h"

static const struct timeval moment = {0, 20 * 1000};

static void limit_both(int s)
{
	CHECK_INT(0, ox_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment));
	CHECK_INT(0, ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &moment, sizeof moment));
}

/* The call ends with this error, and not before the 20 ms have passed. */
#define CHECK_ENDS_WITH(code, call)                              \
	do {                                                     \
		int64_t start = ox_now();                        \
		CHECK_ERR(code, call);                           \
		CHECK(ox_now() - start >= 20 * 1000 - A_TICK);   \
		CHECK(ox_now() - start < PROMPTLY * INT64_C(1000)); \
	} while (0)

static void transfers_end_with_eagain(int64_t deadline)
{
	char byte;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	limit_both(s[0]);
	fill(s[0]);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, deadline));
	CHECK_ENDS_WITH(EAGAIN, ox_recv(s[0], &byte, 1, 0));
	CHECK_ENDS_WITH(EAGAIN, ox_send(s[0], "x", 1, 0));
}

static void connections_end(int listener, int domain, int code)
{
	struct sockaddr_storage address;
	struct sockaddr *name = (struct sockaddr *)&address;
	socklen_t length = sizeof address;
	int second = CHECK_OK(ox_socket(domain, SOCK_STREAM, 0));

	CHECK_INT(0, ox_listen(listener, 0));
	limit_both(listener);
	CHECK_ENDS_WITH(EAGAIN, ox_accept(listener, NULL, NULL));

	CHECK_INT(0, ox_getsockname(listener, name, &length));
	CHECK_INT(0, ox_connect(CHECK_OK(ox_socket(domain, SOCK_STREAM, 0)), name, length));
	limit_both(second); /* the queue is full with the first */
	CHECK_ENDS_WITH(code, ox_connect(second, name, length));
}

static void earlier_deadline_counts(void)
{
	char byte;
	int s[2];
	int64_t deadline;

	unix_pair(SOCK_STREAM, s);
	limit_both(s[0]);
	deadline = in_ms(5);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, deadline));
	CHECK_TIMES_OUT(deadline, ox_recv(s[0], &byte, 1, 0));
}

int main(void)
{
	struct sockaddr_un name;
	socklen_t length;

	needs_timeouts();
	transfers_end_with_eagain(OX_FOREVER);
	transfers_end_with_eagain(in_ms(60 * 1000));
	connections_end(listen_tcp4(NULL), AF_INET, EINPROGRESS);
	connections_end(unix_named(SOCK_STREAM, &name, &length), AF_UNIX, EAGAIN);
	earlier_deadline_counts();
	return 0;
}
