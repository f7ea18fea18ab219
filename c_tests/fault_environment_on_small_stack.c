/* The rules of the environment, of which one is wrong, are read by whichever call comes first. That
   needs no more stack than a small one has. */
#include "small_stack.h"

#include <fcntl.h>

static void *open_socket(void *unused)
{
	CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	return unused;
}

static void *add_rule(void *unused)
{
	CHECK_OK(ox_fault("recv on=unix:/nowhere/at/all error=EAGAIN chance=0.1 seed=3"));
	return unused;
}

static void *dial(void *unused)
{
	CHECK_ERR(ENOENT, ox_dial("unix:/nowhere/at/all", ox_now() + 1000000));
	return unused;
}

static void *start_to_dial(void *unused)
{
	CHECK_ERR(ENOENT, ox_dial_start("unix:/nowhere/at/all"));
	return unused;
}

static void *resolve(void *unused)
{
	CHECK_INT(1, ox_resolve("127.0.0.1:80", NULL, 0, ox_now() + 1000000));
	return unused;
}

static void *listen_on(void *unused)
{
	CHECK_OK(ox_listen_on("127.0.0.1:0", 1));
	return unused;
}

static void *inherit(void *unused)
{
	CHECK_ERR(ENOENT, ox_inherit(NULL, 0));
	return unused;
}

int main(void)
{
	void *(*const firsts[])(void *) = {open_socket, add_rule, dial,	  start_to_dial,
					   resolve,	listen_on, inherit};
	size_t i;

	CHECK_INT(0, setenv("OXSOCK_FAULTS",
			    "recv on=tcp://[2001:db8::1%1]:80 error=ECONNRESET nth=3;"
			    "send on=udp://*:99999 lose; close delay=1us from=5s to=9s",
			    1));
	for (i = 0; i < sizeof firsts / sizeof *firsts; i++) {
		pid_t child = fork();

		if (child == 0) {
			int null = open("/dev/null", O_WRONLY); /* for what is wrong */

			CHECK_OK(dup2(null, STDERR_FILENO));
			with_little(firsts[i]);
			CHECK_INT(i == 1 ? 3 : 2, ox_fault_at(1) == 0 ? 1 : ox_fault_at(2) == 0 ? 2 : 3);
			exit(0);
		}
		check_child(child);
	}
	return 0;
}
