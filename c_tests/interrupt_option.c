/* Who needs to see signals sets OX_INTERRUPTIBLE: a call on that handle ends with EINTR when a
   signal handler has run. The option is each handle's own, and 0 at first. */
#include "signal_handler.h"

static struct sockaddr_storage name;
static socklen_t length;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&name, length);
}

static int send_for_ever(int s)
{
	int sent;

	while ((sent = ox_send(s, "x", 1, 0)) > 0)
		;
	return sent;
}

static int wait_for_input(int s)
{
	struct pollfd entry = {s, POLLIN, 0};

	return ox_poll(&entry, 1, -1);
}

static void call_is_interrupted(int (*call)(int s), int s)
{
	const int yes = 1;
	int value = -1;
	socklen_t size = sizeof value;
	struct blocked blocked;

	CHECK_INT(0, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &size));
	CHECK_INT(0, value);
	CHECK_INT(0, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &yes, sizeof yes));
	CHECK_INT(0, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &size));
	CHECK_INT(1, value);

	block(&blocked, call, s);
	interrupt(&blocked);
	CHECK_ERR(EINTR, result_of(&blocked));

	CHECK_INT(0, ox_deadline(s, OX_BOTH, ox_now() + 60 * INT64_C(1000000)));
	block(&blocked, call, s);
	interrupt(&blocked);
	CHECK_ERR(EINTR, result_of(&blocked));
	CHECK_INT(0, ox_close(s));
}

static void connect_is_interrupted(void)
{
	struct sockaddr_un address;
	int listener = unix_named(SOCK_STREAM, &address, &length);

	memcpy(&name, &address, sizeof address);
	CHECK_INT(0, ox_listen(listener, 0));
	CHECK_INT(0, attempt(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0))));
	call_is_interrupted(attempt, CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)));
}

int main(void)
{
	int s[2];

	count_signals(SIGUSR1);
	unix_pair(SOCK_STREAM, s);
	call_is_interrupted(receive, s[0]);
	unix_pair(SOCK_DGRAM, s);
	call_is_interrupted(receive, s[0]);
	unix_pair(SOCK_STREAM, s);
	call_is_interrupted(send_for_ever, s[0]);
	unix_pair(SOCK_STREAM, s);
	call_is_interrupted(wait_for_input, s[0]);
	call_is_interrupted(take, listen_tcp4(NULL));
	connect_is_interrupted();
	return 0;
}
