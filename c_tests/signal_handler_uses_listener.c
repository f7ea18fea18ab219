/* A signal handler may connect and accept, also on the very sockets that the interrupted call is
   in: no call in the handler waits for something that the interrupted call holds. */
#include "signal_handler.h"

enum { SIGNALS = 30 };

static struct sockaddr_un name;
static socklen_t length;
static int listener;

/* Connect, then accept: so there is always a connection for the next to accept. */
static void connect_and_accept(void)
{
	int connected = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	CHECK_INT(0, ox_connect(connected, (struct sockaddr *)&name, length));
	CHECK_INT(0, ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	CHECK_INT(0, ox_close(connected));
}

static void handle(int number)
{
	connect_and_accept();
	signal_count(number);
}

/* Interrupt connect_and_accept somewhere; where is left to chance. */
static void interrupt_within(long microseconds)
{
	const struct itimerval once = {{0, 0}, {0, microseconds}};
	int before = signals;

	CHECK_INT(0, setitimer(ITIMER_REAL, &once, NULL));
	while (__atomic_load_n(&signals, __ATOMIC_SEQ_CST) == before)
		connect_and_accept();
}

int main(void)
{
	struct sigaction action;
	int i;

	memset(&action, 0, sizeof action);
	action.sa_handler = handle;
	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
	listener = unix_named(SOCK_STREAM, &name, &length);
	CHECK_INT(0, ox_listen(listener, 16));
	CHECK_OK(ox_fd(listener)); /* others may use it: accepting takes the most care */
	for (i = 0; i < SIGNALS; i++)
		interrupt_within(20 + 3 * i);
	return 0;
}
