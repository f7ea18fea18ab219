/* A request that would have to wait, on a non-blocking socket or past its deadline, has not been
 * sent, and the call returns the error: here requests to a neighbour that does not answer fill the
 * socket's buffer. */
#include "deadline_time.h"
#include "extras_two_hosts.h"

static char payload[1000];
static struct ox_address nobody;

static int request(int s)
{
	return ox_echo_send(s, &nobody, 1, payload, sizeof payload);
}

static void *request_in_vain(void *s)
{
	CHECK_ERR(ECANCELED, request(*(int *)s));
	return NULL;
}

int main(void)
{
	const int least = 1;
	int s, sent = 0, i;
	pthread_t thread;
	int64_t deadline;
	pid_t tid;

	make_two_hosts();
	nobody = address_of("udp://192.0.2.99:%d", 0);
	host_runs("echo 0 2000000 >/proc/sys/net/ipv4/ping_group_range"); /* raw ones never wait */
	s = CHECK_OK(ox_echo_open(AF_INET));
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_SNDBUF, &least, sizeof least));

	CHECK_OK(ox_fcntl(s, F_SETFL, O_NONBLOCK));
	for (i = 0; i < 1000 && sent == 0; i++)
		sent = request(s);
	CHECK_INT(-EAGAIN, sent);

	CHECK_OK(ox_fcntl(s, F_SETFL, 0));
	deadline = in_ms(50);
	CHECK_OK(ox_deadline(s, OX_SENDING, deadline));
	CHECK_TIMES_OUT(deadline, request(s));

	CHECK_OK(ox_deadline(s, OX_SENDING, OX_FOREVER));
	tid = start_thread(&thread, request_in_vain, &s);
	wait_until_blocked(tid);
	CHECK_OK(ox_close(s));
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
