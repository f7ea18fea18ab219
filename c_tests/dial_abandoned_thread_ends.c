/* Threads that ox_dial has left behind end by themselves once the resolver answers, and free their
   memory. They handle none of the program's signals. */
#include "hanging_resolver.h"
#include <signal.h>

int main(void)
{
	int name_server, before, i;
	sigset_t all, pending;

	enter_private_machine();
	name_server = start_name_server();
	CHECK_ERR(ETIMEDOUT, ox_dial("host.test:80", ox_now() + 30000)); /* what stays open, is now */
	deny_until_alone(name_server);

	before = count_descriptors();
	for (i = 0; i < 3; i++)
		CHECK_ERR(ETIMEDOUT, ox_dial("host.test:80", ox_now() + 30000));
	CHECK(count_threads() >= 4 && count_threads() <= 10);

	sigfillset(&all);
	CHECK_INT(0, pthread_sigmask(SIG_BLOCK, &all, NULL));
	CHECK_INT(0, kill(getpid(), SIGTERM)); /* it would end the process if a thread took it */
	CHECK_INT(0, sigpending(&pending));
	CHECK_INT(1, sigismember(&pending, SIGTERM));

	deny_until_alone(name_server);
	CHECK_INT(before, count_descriptors());
	return 0;
}
