/* A signal handler sets SO_RCVTIMEO and SO_SNDTIMEO on the handle of the call that it has
   interrupted, which had none. The call is restarted after the handler, and so ends with the
   timeout, as a system call does with SA_RESTART; with one thread and with two. */
#include "handler_changes_call.h"
#include "needs.h"

static void set_timeouts(int number)
{
	const struct timeval soon = {.tv_usec = 20000};

	(void)number;
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
}

int main(void)
{
	needs_timeouts();
	interrupt_each_call(set_timeouts);
	return 0;
}
