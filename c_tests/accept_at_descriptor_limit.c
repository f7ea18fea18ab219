/* When the process may open no more descriptors, or has RLIMIT_NOFILE 0, under which poll(2)
   accepts not even one entry, ox_accept returns EMFILE, as accept(2) does, and the connection stays
   in the queue: with one thread, under a deadline, and with several threads. */
#include "close_blocked.h"

#include <sys/resource.h>

static int take(int listener)
{
	return ox_accept(listener, NULL, NULL);
}

static int take_in_thread(int listener)
{
	struct blocked blocked = {.call = take, .s = listener};

	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	return result_of(&blocked);
}

static void test(int (*call)(int), int64_t deadline)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	struct rlimit limit, before;
	rlim_t few;

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, deadline));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &before));
	limit = before;
	for (few = 0; few < 4; few++) {
		limit.rlim_cur = few;
		CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
		CHECK_ERR(EMFILE, call(listener));
	}
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &before));
	CHECK_OK(ox_close(CHECK_OK(call(listener))));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	test(take, OX_FOREVER); /* the only thread */
	test(take, ox_now() + 60000000);
	test(take_in_thread, OX_FOREVER);
	test(take_in_thread, ox_now() + 60000000);
	return 0;
}
