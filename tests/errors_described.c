/*
 * Calls each function with all combinations of good and bad arguments: the result must be among the
 * errors that the description of the API lists for it. The test writes tries.h, with a function for
 * each of oxsock's that goes through all combinations, and a list of them.
 * Usage: errors_described FUNCTION
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <oxsock.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static char scratch[1 << 20];
static union { socklen_t length; int count; int64_t offset; } room;

/* The values of each kind. No call may wait: the sockets are non-blocking, and all deadlines have
 * passed. */
static int handles[8];
static void *const pointers[] = {NULL, scratch};
static void *const rooms[] = {NULL, &room};
static const char *const texts[] = {NULL, "", "x", "127.0.0.1:1", "tcp://*:0", "239.1.2.3", "lo",
				    "tcp.nodelay", "socket.type", "unix:/nowhere/at/all", "recv"};
static const long long lengths[] = {0, 1, 16, 100, -1};
static const long long numbers[] = {0, 1, 3, -1};
static const long long codes[] = {0, 1, 2, 3, 6, 17, 0x4F58, -1};
static const long long flags[] = {0, MSG_PEEK, MSG_OOB, MSG_TRUNC | MSG_WAITALL, -1};
static const long long deadlines[] = {0, -2};
static const long long milliseconds[] = {0, 1};
static const long long descriptors[] = {-1, 0, 1 << 20};

static const char *function;
static int failed, took_null;

/* Undo before each call what the previous one may have changed. */
static void reset(void)
{
	memset(scratch, 0, 4096);
	memset(&room, 0, sizeof room);
	room.count = 16;
}

static void check(long long result, const int *errors, int is_wrongly_null)
{
	static int known[64];
	size_t i;

	if (result >= 0 && is_wrongly_null && !took_null) {
		printf("%s took a null that it is said not to take\n", function);
		failed = took_null = 1;
	}
	if (result >= 0)
		return;
	for (; *errors != 0; errors++)
		if (*errors == -result)
			return;
	for (i = 0; i < COUNT(known) && known[i] != 0; i++)
		if (known[i] == result)
			return;
	if (i < COUNT(known))
		known[i] = (int)result;
	printf("%s returned %s (%lld), which is not listed\n", function, ox_errname((int)result),
	       result);
	failed = 1;
}

#include "tries.h"

static void prepare(void)
{
	struct rlimit limit = {64, 64}; /* so that calls soon run out of descriptors */
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	int pair[2], type = SOCK_NONBLOCK;

	handles[0] = -1;
	handles[1] = 0;
	handles[2] = ox_socket(AF_INET, SOCK_STREAM | type, 0);
	ox_close(handles[2]);
	ox_socketpair(AF_UNIX, SOCK_STREAM | type, 0, pair);
	handles[3] = pair[0];
	ox_send(pair[1], scratch, 100, 0);
	ox_socketpair(AF_UNIX, SOCK_DGRAM | type, 0, pair);
	handles[4] = pair[0];
	handles[5] = ox_listen_on("tcp://127.0.0.1:0", 1);
	ox_fcntl(handles[5], F_SETFL, O_NONBLOCK);
	handles[6] = ox_socket(AF_INET6, SOCK_DGRAM | type, 0);
	handles[7] = ox_socket(AF_INET, SOCK_STREAM | type, 0);
	ox_getsockname(handles[5], (struct sockaddr *)&address, &length);
	ox_connect(handles[7], (struct sockaddr *)&address, length);
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	size_t i;

	prepare();
	for (i = 0; argc == 2 && i < COUNT(tries); i++) {
		if (strcmp(tries[i].function, argv[1]) != 0)
			continue;
		function = argv[1];
		tries[i].all();
		return failed;
	}
	return 1;
}
