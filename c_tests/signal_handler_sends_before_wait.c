/* A signal handler does what a call is about to wait for, after the call's attempt and before its
   wait: the call does not wait for ever. */
#include "before_wait.h"

static int s[2], errors;

static void send_one(void)
{
	errors += ox_send(s[1], "x", 1, 0) != 1;
}

static void meets_handler(int type)
{
	struct pollfd entry;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	CHECK_OK(ox_deadline(s[0], OX_RECEIVING, ox_now() + INT64_C(3600000000)));
	meanwhile = send_one;
	CHECK_INT(1, ox_recv(s[0], &byte, 1, 0));

	entry = (struct pollfd){.fd = s[0], .events = POLLIN};
	meanwhile = send_one;
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	CHECK_INT(POLLIN, entry.revents);
	CHECK_INT(0, errors);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	trap_waits();
	meets_handler(SOCK_STREAM);
	meets_handler(SOCK_DGRAM);
	return 0;
}
