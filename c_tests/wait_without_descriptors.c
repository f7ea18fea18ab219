/* A process that may have no descriptors beyond those it has, as a sandbox is (RLIMIT_NOFILE 0 or
   1), can still wait on its sockets, and closing wakes its calls. poll(2) accepts no more entries
   than that limit. */
#include "close_blocked.h"
#include "needs.h"

#include <fcntl.h>
#include <sys/resource.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* A call that another thread makes when it is told to. */
struct prepared {
	struct blocked call;
	sem_t go_on;
	int its_system_call; /* a file that tells in which it is */
};

static void *receive_when_told(void *argument)
{
	struct prepared *prepared = (struct prepared *)argument;

	await(&prepared->go_on);
	prepared->call.result = receive(prepared->call.s);
	return NULL;
}

static void prepare(struct prepared *prepared, int s)
{
	char path[64];

	prepared->call.s = s;
	CHECK_INT(0, sem_init(&prepared->go_on, 0, 0));
	prepared->call.tid = start_thread(&prepared->call.thread, receive_when_told, prepared);
	snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)prepared->call.tid);
	CHECK((prepared->its_system_call = open(path, O_RDONLY)) >= 0);
}

/* Have the call made, and return when it waits. */
static void begin(struct prepared *prepared)
{
	char text[512];
	long number = 0;
	ssize_t length;

	sem_post(&prepared->go_on);
	while (number != NUMBER_OF_WAIT) {
		sched_yield();
		CHECK((length = pread(prepared->its_system_call, text, sizeof text - 1, 0)) > 0);
		text[length] = '\0';
		number = strtol(text, NULL, 0);
	}
}

enum { PLAIN, LENT, TIMED, KINDS };

static void open_pairs(int s[KINDS][2])
{
	int i;

	for (i = 0; i < KINDS; i++)
		unix_pair(SOCK_STREAM, s[i]);
	CHECK_OK(ox_fd(s[LENT][0]));
	CHECK_INT(0, ox_deadline(s[TIMED][0], OX_RECEIVING, ox_now() + 60000000));
}

static void with_many_threads(rlim_t limit)
{
	const struct rlimit both = {limit, limit};
	static struct prepared to_receive[KINDS], to_be_closed[KINDS];
	int i, s[KINDS][2];

	open_pairs(s);
	for (i = 0; i < KINDS; i++) {
		prepare(&to_receive[i], s[i][0]);
		prepare(&to_be_closed[i], s[i][0]);
	}
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &both));
	for (i = 0; i < KINDS; i++) {
		begin(&to_receive[i]);
		CHECK_INT(1, ox_send(s[i][1], "x", 1, 0));
		CHECK_INT(1, result_of(&to_receive[i].call));
		begin(&to_be_closed[i]);
		CHECK_INT(0, ox_close(s[i][0]));
		CHECK_ERR(ECANCELED, result_of(&to_be_closed[i].call));
	}
}

/* It is written to when it has been blocked for a moment, at best. */
static void with_one_thread(rlim_t limit)
{
	const struct rlimit both = {limit, limit};
	int i, s[KINDS][2];
	pid_t child;

	open_pairs(s);
	for (i = 0; i < KINDS; i++) {
		if ((child = fork()) == 0) {
			CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &both));
			CHECK_INT(1, receive(s[i][0]));
			_exit(0);
		}
		usleep(5000);
		CHECK_INT(1, ox_send(s[i][1], "x", 1, 0));
		check_child(child);
	}
}

int main(void)
{
	rlim_t limit;
	pid_t child;

	needs_numbers_of_system_calls();
	for (limit = 0; limit < 2; limit++) {
		with_one_thread(limit);
		if ((child = fork()) == 0) {
			with_many_threads(limit);
			_exit(0);
		}
		check_child(child);
	}
	return 0;
}
