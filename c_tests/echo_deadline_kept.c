/* Waiting for an echo keeps its deadline whatever arrives meanwhile: an end of receiving by
 * shutdown, which is returned as an error, and a flood of other sockets' echoes, which a raw socket
 * receives too. A non-blocking socket does not stay in the flood either. */
#include "deadline_time.h"
#include "needs.h"
#include "private_machine.h"
#include <fcntl.h>
#include <signal.h>

static void after_shutdown(int family)
{
	int s = ox_echo_open(family);

	if (s == -EAFNOSUPPORT)
		return;
	CHECK_OK(s);
	CHECK_OK(ox_deadline(s, OX_RECEIVING, in_ms(5000)));
	ox_shutdown(s, SHUT_RD); /* which takes effect, though it says ENOTCONN */
	alarm(20);
	CHECK_ERR(ENODATA, ox_echo_recv(s, NULL, NULL, NULL, 0, NULL));
	CHECK_OK(ox_close(s));
}

/* A child that pings this machine without end. */
static pid_t flood(const struct ox_address *to)
{
	pid_t child = fork();

	CHECK(child >= 0);
	while (child == 0) {
		static int s;

		if (s == 0)
			s = CHECK_OK(ox_echo_open(AF_INET));
		ox_echo_send(s, to, 1, "x", 1);
		if (getppid() == 1)
			_exit(1);
	}
	return child;
}

static void in_a_flood(void)
{
	struct ox_address to;
	int s = CHECK_OK(ox_echo_open(AF_INET)), i;
	pid_t children[2];
	int64_t deadline, start;

	CHECK_OK(ox_address_parse(&to, "udp://127.0.0.1:0"));
	for (i = 0; i < 2; i++)
		children[i] = flood(&to);
	deadline = in_ms(300);
	CHECK_OK(ox_deadline(s, OX_RECEIVING, deadline));
	alarm(20);
	CHECK_TIMES_OUT(deadline, ox_echo_recv(s, NULL, NULL, NULL, 0, NULL));

	CHECK_OK(ox_deadline(s, OX_RECEIVING, OX_FOREVER));
	CHECK_OK(ox_fcntl(s, F_SETFL, O_NONBLOCK));
	start = ox_now();
	CHECK_ERR(EAGAIN, ox_echo_recv(s, NULL, NULL, NULL, 0, NULL));
	CHECK(ox_now() - start < PROMPTLY * INT64_C(1000));
	for (i = 0; i < 2; i++) {
		kill(children[i], SIGKILL);
		wait_for_child(children[i]);
	}
	CHECK_OK(ox_close(s));
}

int main(void)
{
	int s;

	enter_private_machine(); /* others' raw sockets would hear the flood, too */
	s = ox_echo_open(AF_INET);
	if (s == -EACCES)
		SKIP("needs CAP_NET_RAW or net.ipv4.ping_group_range");
	needs_value(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_COOKIE, sizeof(uint64_t));
	CHECK_OK(ox_close(CHECK_OK(s)));
	after_shutdown(AF_INET);
	after_shutdown(AF_INET6);
	in_a_flood();
	return 0;
}
