/*
 * Where the process may open no more descriptors, EMFILE: nothing is lost by it. A connection
 * that accept could not take stays in the queue, and what is open goes on working.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/resource.h>

/* Allow so many descriptors more; returns the limit that there was. */
static rlim_t allow(rlim_t more)
{
	struct rlimit limit;
	rlim_t before;
	int lowest = open("/dev/null", O_RDONLY); /* the next number to be given out */

	CHECK_INT(0, close(lowest));
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	before = limit.rlim_cur;
	limit.rlim_cur = (rlim_t)lowest + more;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	return before;
}

static void allow_again(rlim_t all)
{
	struct rlimit limit;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = all;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
}

int main(void)
{
	struct sockaddr_in address;
	struct pollfd arrival = {0, POLLIN, 0};
	rlim_t all;
	char byte;
	int sv[2] = {-7, -8};
	int accepted, listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	arrival.fd = listener;
	CHECK_INT(1, ox_poll(&arrival, 1, 5000));

	all = allow(0);
	CHECK_ERR(EMFILE, ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(EMFILE, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	CHECK_ERR(EMFILE, ox_accept(listener, NULL, NULL));
	CHECK_ERR(EMFILE, ox_fcntl(client, F_DUPFD_CLOEXEC, 0));
	CHECK_INT(-7, sv[0]);
	CHECK_INT(-8, sv[1]);
	CHECK_INT(1, ox_send(client, "x", 1, 0));

	allow_again(all);
	accepted = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(1, ox_recv(accepted, &byte, 1, 0));

	all = allow(1);
	CHECK_ERR(EMFILE, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv)); /* one is not two */
	CHECK_OK(ox_close(CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)))); /* nor has it leaked */
	allow_again(all);

	CHECK_OK(ox_close(accepted));
	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(listener));
	return 0;
}
