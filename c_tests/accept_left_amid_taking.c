/* A signal handler leaves ox_accept by siglongjmp, or ends its thread, while the call accepts a
   connection. Other threads and later calls of the same thread can still accept the next one; also
   if the listener has two handles. */
#include "close_blocked.h"

#include <fcntl.h>
#include <setjmp.h>

static sigjmp_buf before_call;
static struct sockaddr_in address;

static void jump(int number)
{
	(void)number;
	siglongjmp(before_call, 1);
}

static void end_thread(int number)
{
	(void)number;
	pthread_exit(NULL);
}

static int take(int listener)
{
	return ox_accept(listener, NULL, NULL);
}

/* Jumped out of, it is made again. */
static int take_twice(int listener)
{
	if (sigsetjmp(before_call, 1) == 0) {
		take(listener);
		check_failed(__FILE__, __LINE__, "the call has returned");
	}
	return take(listener);
}

/* What another call of the thread does is enough for the others. */
static int take_and_ask(int listener)
{
	if (sigsetjmp(before_call, 1) == 0) {
		take(listener);
		check_failed(__FILE__, __LINE__, "the call has returned");
	}
	return ox_available(listener);
}

static int connected(void)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_connect(s, (struct sockaddr *)&address, sizeof address));
	return s;
}

/* Begin to take a connection, which takes long, and be interrupted in it. */
static void leave(struct blocked *blocked, int (*call)(int), int listener, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	int rule = CHECK_OK(ox_fault("accept delay=60000ms nth=1"));

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	block(blocked, call, listener);
	CHECK_OK(ox_fault_remove(rule));
	CHECK_INT(0, pthread_kill(blocked->thread, SIGUSR1));
	result_of(blocked);
}

static void take_promptly(int listener)
{
	struct blocked blocked = {.call = take, .s = listener};

	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	CHECK_OK(ox_close(CHECK_OK(result_of(&blocked))));
}

static void test(int listener, int other)
{
	struct blocked blocked;
	int s = connected();

	leave(&blocked, take, listener, end_thread);
	take_promptly(other);
	CHECK_OK(ox_close(s));

	s = connected();
	leave(&blocked, take_and_ask, listener, jump);
	take_promptly(other);
	CHECK_OK(ox_close(s));

	s = connected();
	leave(&blocked, take_twice, listener, jump);
	CHECK_OK(ox_close(CHECK_OK(blocked.result)));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	int listener = listen_tcp4(&address);

	test(listener, listener);
	test(listener, CHECK_OK(ox_fcntl(listener, F_DUPFD_CLOEXEC, 0)));
	return 0;
}
