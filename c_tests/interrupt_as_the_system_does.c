/* OX_INTERRUPTIBLE 2: a handler that was installed without SA_RESTART ends each call, one that has
   moved a part with what it has moved. For one with SA_RESTART the only promise is that no byte is
   lost. */
#include "signal_handler.h"

static char bytes[32 << 20];
static struct sockaddr_un full;
static socklen_t full_length;
static int peer = -1;

static void handle(int number)
{
	(void)number;
	if (++signals == 3 && peer >= 0)
		CHECK_INT(1, ox_send(peer, "x", 1, 0));
}

static void install(int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handle;
	action.sa_flags = flags;
	signals = 0;
	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
}

static int interruptible(int s)
{
	const int as_the_system = 2;
	int value = -1;
	socklen_t size = sizeof value;

	CHECK_INT(0, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &as_the_system, sizeof as_the_system));
	CHECK_INT(0, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &size));
	CHECK_INT(2, value);
	return s;
}

/* A UNIX listener whose queue is full: connecting to it waits. */
static void fill_queue(void)
{
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	full.sun_family = AF_UNIX;
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&full, sizeof full.sun_family));
	full_length = sizeof full;
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&full, &full_length));
	CHECK_INT(0, ox_listen(listener, 0));
	CHECK_OK(ox_connect(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)), (struct sockaddr *)&full,
			    full_length));
}

int main(void)
{
	struct sockaddr_in address;
	int listener = interruptible(listen_tcp4(&address)), s[2], sent, received;
	struct pollfd entry;

	unix_pair(SOCK_STREAM, s);
	interruptible(s[0]);
	fill_queue();

	install(0);
	alarm_every(5);
	CHECK_ERR(EINTR, ox_recv(s[0], bytes, 1, 0));
	CHECK_ERR(EINTR, ox_read(s[0], bytes, 1));
	CHECK_ERR(EINTR, ox_accept(listener, NULL, NULL));
	CHECK_ERR(EINTR, ox_connect(interruptible(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0))),
				    (struct sockaddr *)&full, full_length));
	entry = (struct pollfd){s[0], POLLIN, 0};
	CHECK_ERR(EINTR, ox_poll(&entry, 1, -1));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
	CHECK_ERR(EINTR, ox_recv(s[0], bytes, 1, 0));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, OX_FOREVER));
	sent = ox_send(s[0], bytes, sizeof bytes, 0);
	CHECK(sent > 0 && sent < (int)sizeof bytes);

	peer = s[1];
	install(SA_RESTART);
	do
		received = ox_recv(s[0], bytes, sizeof bytes, 0);
	while (received == -EINTR);
	CHECK_INT(1, received);
	CHECK(signals >= 3);
	return 0;
}
