/* Memory that can be read and not be written gives EFAULT where the system writes, as the system's
 * own calls do: also with a second thread, under a deadline, and when a fault rule applies. */
#include "needs.h"

#include <sys/mman.h>
#include <sys/uio.h>

/* What the calls read, and shall write to. */
struct constants {
	struct mmsghdr messages[2];
	struct iovec part;
	struct sockaddr_storage name;
	socklen_t length;
	int values[2];
	struct timespec timeout;
	char bytes[8];
};

static struct constants *constants;
static char room[8];

static void make_constants(void)
{
	constants = mmap(NULL, sizeof *constants, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(constants != MAP_FAILED);
	constants->part.iov_base = room;
	constants->part.iov_len = sizeof room;
	constants->messages[0].msg_hdr.msg_iov = &constants->part;
	constants->messages[0].msg_hdr.msg_iovlen = 1;
	constants->messages[1] = constants->messages[0];
	constants->length = sizeof constants->name;
	constants->timeout.tv_sec = 60;
	CHECK_OK(mprotect(constants, sizeof *constants, PROT_READ));
}

/* A connected pair, and with something to receive for the first; ours or the system's. */
static void make_pair(int ours, int type, int s[2])
{
	CHECK_OK((ours ? ox_socketpair : socketpair)(AF_UNIX, type, 0, s));
	CHECK_INT(1, ours ? ox_send(s[1], "x", 1, 0) : send(s[1], "x", 1, 0));
}

static void close_pair(int ours, int s[2])
{
	CHECK_OK((ours ? ox_close : close)(s[0]));
	CHECK_OK((ours ? ox_close : close)(s[1]));
}

/* What one call returns on its own pair, an error as a negative number. */
static int result(int ours, int call, int s)
{
	struct constants *c = constants;
	struct msghdr *header = &c->messages[0].msg_hdr;
	struct sockaddr *name = (struct sockaddr *)&c->name;
	struct sockaddr_storage peer;
	struct sockaddr *to = (struct sockaddr *)&peer;
	socklen_t length = sizeof peer;
	struct iovec constant = {c->bytes, sizeof c->bytes};
	int value, r;

#define CALL(function, ...) (ours ? (int)ox_##function(__VA_ARGS__) : (int)function(__VA_ARGS__))
/* musl's own functions write to messages themselves, and crash. */
#define BARE(function, number, ...)                                                                \
	(ours ? (int)ox_##function(__VA_ARGS__) : (int)syscall(number, __VA_ARGS__))
	switch (call) {
	case 0:
		r = BARE(sendmmsg, SYS_sendmmsg, s, c->messages, 2, 0);
		break;
	case 1:
		r = BARE(recvmmsg, NUMBER_OF_ITS_RECVMMSG, s, c->messages, 1, 0, NULL);
		break;
	case 2:
		r = BARE(recvmmsg, NUMBER_OF_ITS_RECVMMSG, s, c->messages, 1, 0, &c->timeout);
		break;
	case 3:
		r = BARE(recvmsg, SYS_recvmsg, s, header, 0);
		break;
	case 4:
		r = CALL(recv, s, c->bytes, sizeof c->bytes, 0);
		break;
	case 5:
		r = CALL(readv, s, &constant, 1);
		break;
	case 6:
		r = CALL(recvfrom, s, room, sizeof room, 0, to, &c->length);
		break;
	case 7:
		r = CALL(getsockname, s, name, &length);
		break;
	case 8:
		r = CALL(getsockname, s, to, &c->length);
		break;
	case 9:
		r = CALL(getpeername, s, name, &length);
		break;
	case 10:
		length = sizeof value;
		r = CALL(getsockopt, s, SOL_SOCKET, SO_TYPE, c->values, &length);
		break;
	case 11:
		r = CALL(getsockopt, s, SOL_SOCKET, SO_TYPE, &value, &c->length);
		break;
	case 12:
		r = CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, c->values);
		break;
	default:
		return 0;
	}
	return r < 0 ? -errno : r;
}

enum { CALLS = 13 };

static void compare(int type, int under_deadline)
{
	int call, mine[2], theirs[2];

	for (call = 0; call < CALLS; call++) {
		make_pair(1, type, mine);
		make_pair(0, type, theirs);
		if (under_deadline)
			CHECK_OK(ox_deadline(mine[0], OX_BOTH, ox_now() + 60000000));
		if (result(0, call, theirs[0]) != result(1, call, mine[0])) {
			fprintf(stderr, "call %d, type %d, deadline %d: %d, and the system %d\n",
				call, type, under_deadline, result(1, call, mine[0]),
				result(0, call, theirs[0]));
			exit(1);
		}
		close_pair(1, mine);
		close_pair(0, theirs);
	}
}

static void compare_all(void)
{
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		compare(types[i], 0);
		compare(types[i], 1);
	}
}

static void *compare_beside(void *unused)
{
	compare_all();
	return unused;
}

int main(void)
{
	int rules[2];
	pthread_t thread;

	needs_true_errors();
	make_constants();
	compare_all();

	rules[0] = CHECK_OK(ox_fault("send short=1000"));
	rules[1] = CHECK_OK(ox_fault("recv short=1000"));
	compare_all();
	CHECK_OK(ox_fault_remove(rules[0]));
	CHECK_OK(ox_fault_remove(rules[1]));

	CHECK_OK(start_thread(&thread, compare_beside, NULL));
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
