/* A signal handler leaves ox_inherit by siglongjmp, while that is making the passed descriptors
   close-on-exec: the next call does not wait for it. */
#include "inherit_service_manager.h"

#include <setjmp.h>
#include <sys/time.h>

static sigjmp_buf before_call;

static void jump(int number)
{
	(void)number;
	siglongjmp(before_call, 1);
}

static void serve(void)
{
	const struct itimerval soon = {.it_value.tv_usec = 20000};
	int rule = CHECK_OK(ox_fault("fcntl delay=50ms"));

	signal(SIGALRM, jump);
	if (sigsetjmp(before_call, 1) == 0) {
		setitimer(ITIMER_REAL, &soon, NULL);
		ox_inherit(NULL, 0);
		check_failed(__FILE__, __LINE__, "no signal came");
	}
	CHECK_INT(0, ox_fault_remove(rule));
	signal(SIGALRM, SIG_DFL);
	alarm(10);
	CHECK_OK(ox_inherit(NULL, 1));
}

int main(int argc, char **argv)
{
	int fds[2] = {plain_listener(), plain_listener()};

	(void)argv;
	if (argc == 1)
		start_service("serve", fds, 2, NULL);
	else
		serve();
	return 0;
}
