/* In a process with one thread, a signal handler can do what a blocked call waits for: send to it,
   make room for it, close its handle. The call goes on, and notices it. */
#include "check.h"

#include <signal.h>
#include <sys/time.h>

static char bytes[8 << 20];
static int s[2];
static void (*act)(void);
static int errors;

/* After a moment, in which the program has begun to wait; or before, which is the same to it. */
static void handle(int signal)
{
	const int error = errno;

	(void)signal;
	act();
	errno = error;
}

static void later(void (*what)(void))
{
	const struct itimerval moment = {.it_value = {.tv_usec = 30000}};

	act = what;
	CHECK_INT(0, setitimer(ITIMER_REAL, &moment, NULL));
}

static void send_one(void)
{
	errors += ox_send(s[1], "x", 1, 0) != 1;
}

static void receive_all(void)
{
	while (ox_recv(s[1], bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		;
}

static void close_it(void)
{
	errors += ox_close(s[0]) != 0;
}

static void meets_handler(int type)
{
	struct pollfd entry;
	char byte;
	int sent;

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	later(send_one);
	CHECK_INT(1, ox_recv(s[0], &byte, 1, 0));
	later(send_one);
	entry = (struct pollfd){.fd = s[0], .events = POLLIN};
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	CHECK_INT(POLLIN, entry.revents);
	CHECK_INT(1, ox_recv(s[0], &byte, 1, 0));

	while ((sent = ox_send(s[0], bytes, 512, MSG_DONTWAIT)) > 0)
		;
	CHECK_INT(-EAGAIN, sent);
	later(receive_all);
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));

	receive_all();
	later(close_it);
	CHECK_ERR(ECANCELED, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, errors);
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	struct sigaction action = {.sa_handler = handle};

	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
	meets_handler(SOCK_STREAM);
	meets_handler(SOCK_DGRAM);
	return 0;
}
