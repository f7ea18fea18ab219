/* While a rule delays an ox_connect, signals are handled at once, also in a process with two threads
   and under a deadline: the handler finds a socket that is not yet connected, and a blocking one. */
#include "check.h"

#include <fcntl.h>
#include <sys/time.h>

static volatile int found, flags, s;

static void look(int number)
{
	struct sockaddr_in peer;
	socklen_t length = sizeof peer;
	int error = errno;

	(void)number;
	found = ox_getpeername(s, (struct sockaddr *)&peer, &length);
	flags = fcntl(ox_fd(s), F_GETFL);
	errno = error;
}

static void *stay(void *argument)
{
	pause();
	return argument;
}

static void connect_amid_signal(const struct sockaddr_in *address, int64_t deadline)
{
	const struct itimerval soon = {.it_value.tv_usec = 20000};

	found = 1;
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_deadline(s, OX_SENDING, deadline));
	CHECK_INT(0, setitimer(ITIMER_REAL, &soon, NULL));
	CHECK_INT(0, ox_connect(s, (const struct sockaddr *)address, sizeof *address));
	while (found == 1)
		sched_yield();
	CHECK_INT(-ENOTCONN, found);
	CHECK_INT(0, flags & O_NONBLOCK);
	CHECK_INT(0, fcntl(ox_fd(s), F_GETFL) & O_NONBLOCK);
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	struct sockaddr_in address;
	sigset_t alarms;
	pthread_t other;

	listen_tcp4(&address);
	signal(SIGALRM, look);
	CHECK_OK(ox_fault("connect delay=300ms"));
	connect_amid_signal(&address, ox_now() + 60000000);

	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	CHECK_INT(0, pthread_sigmask(SIG_BLOCK, &alarms, NULL));
	start_thread(&other, stay, NULL);
	CHECK_INT(0, pthread_sigmask(SIG_UNBLOCK, &alarms, NULL));
	connect_amid_signal(&address, OX_FOREVER);
	return 0;
}
