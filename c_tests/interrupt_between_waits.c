/* A signal handler ends a call on an OX_INTERRUPTIBLE handle also when it runs between two of its
 * waits, as it ends the system's own call at any moment: when what has woken the call is gone
 * again, when the call is only tried from time to time, and when it has to check its wakeup
 * descriptor. */
#include "meddle.h"
#include "signal_handler.h"

static pthread_t caller;
static pid_t caller_id;
static int s[2];
static struct sockaddr_un name;
static socklen_t length;

static int interrupt_caller(void)
{
	CHECK_INT(0, pthread_kill(caller, SIGUSR1));
	return GO_ON;
}

static int at_first(int time, const struct seccomp_data *call)
{
	(void)call;
	return time == 0 ? interrupt_caller() : GO_ON;
}

static int at_second(int time, const struct seccomp_data *call)
{
	(void)call;
	return time == 1 ? interrupt_caller() : GO_ON;
}

/* Another thread has been quicker to receive. */
static int when_the_byte_has_gone(int time, const struct seccomp_data *call)
{
	char byte;

	(void)call;
	if (time != 1)
		return GO_ON;
	CHECK_INT(1, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
	return interrupt_caller();
}

static int receive(void)
{
	char byte;

	return ox_recv(s[0], &byte, 1, 0);
}

static int attempt(void)
{
	return ox_connect(s[0], (struct sockaddr *)&name, length);
}

static int wait_for_input(void)
{
	struct pollfd entry = {s[0], POLLIN, 0};

	return ox_poll(&entry, 1, 5000);
}

struct run {
	struct meddler meddler;
	int (*call)(void);
};

static void *check_interrupted(void *argument)
{
	struct run *run = (struct run *)argument;
	const int yes = 1;

	CHECK_OK(ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &yes, sizeof yes));
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + 5000000)); /* or it would hang */
	meddle(&run->meddler);
	CHECK_ERR(EINTR, run->call());
	CHECK_OK(ox_close(s[0]));
	return NULL;
}

static void begin(struct run *run)
{
	caller_id = start_thread(&caller, check_interrupted, run);
}

static void end(void)
{
	CHECK_INT(0, pthread_join(caller, NULL));
}

static void receiving_in_vain(void)
{
	static struct run run = {{.number = SYS_recvfrom, .decide = when_the_byte_has_gone}, receive};

	unix_pair(SOCK_DGRAM, s);
	begin(&run);
	wait_until_blocked_in(caller_id, NUMBER_OF_PPOLL);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	end();
}

static void connecting_again(void)
{
	static struct run run = {{.number = SYS_connect, .decide = at_second}, attempt};
	int listener = unix_named(SOCK_STREAM, &name, &length);

	CHECK_OK(ox_listen(listener, 0));
	s[0] = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_OK(attempt());
	s[0] = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	begin(&run);
	end();
}

static void making_sure(struct run *run)
{
	unix_pair(SOCK_STREAM, s);
	begin(run);
	end();
}

int main(void)
{
	static struct run receiving = {{.number = SYS_timerfd_gettime, .decide = at_first}, receive};
	static struct run polling = {{.number = SYS_timerfd_gettime, .decide = at_first},
				     wait_for_input};

	count_signals(SIGUSR1);
	receiving_in_vain();
	connecting_again();
	making_sure(&receiving);
	making_sure(&polling);
	return 0;
}
