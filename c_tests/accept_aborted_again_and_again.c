/* ox_accept finds only connections that were aborted, again and again, while poll reports one: the
   deadline is still kept, closing still ends the wait, and the call does not use the processor all
   the time. */
#include "close_blocked.h"

#include <fcntl.h>
#include <sys/resource.h>

static int take(int listener)
{
	return ox_accept(listener, NULL, NULL);
}

static int64_t processor_time(void)
{
	struct rusage used;

	CHECK_INT(0, getrusage(RUSAGE_SELF, &used));
	return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * (int64_t)1000000 +
	       used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static void keeps_deadline(int listener)
{
	const int64_t deadline = ox_now() + 300000, used = processor_time();

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, deadline));
	CHECK_ERR(ETIMEDOUT, take(listener));
	CHECK(ox_now() >= deadline);
	CHECK(ox_now() < deadline + PROMPTLY * 1000);
	CHECK(processor_time() - used < 150000);
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, OX_FOREVER));
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked blocked;
	int listener = listen_tcp4(&address), client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_fault("accept error=ECONNABORTED"));
	keeps_deadline(listener);
	block(&blocked, take, listener);
	keeps_deadline(CHECK_OK(ox_fcntl(listener, F_DUPFD_CLOEXEC, 0)));
	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	return 0;
}
