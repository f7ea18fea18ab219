/* An error queue that nobody reads makes poll(2) return at once, again and again. A call that waits
   for data meanwhile sleeps, and returns when data arrives. */
#include "close_blocked.h"

#include <linux/errqueue.h>

static int udp(struct sockaddr_in *bound)
{
	struct sockaddr_in address = loopback4(0);
	socklen_t length = sizeof address;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_bind(s, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)bound, &length));
	return s;
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* How often a thread has gone to sleep. */
static long sleeps_of(pid_t tid)
{
	static const char name[] = "voluntary_ctxt_switches:";
	char path[64], line[256];
	long count = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/self/task/%d/status", (int)tid);
	CHECK((file = fopen(path, "r")) != NULL);
	while (fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, name, sizeof name - 1) == 0)
			count = atol(line + sizeof name - 1);
	fclose(file);
	CHECK(count >= 0);
	return count;
}

int main(void)
{
	struct sockaddr_in address, nobody, peer_address;
	const struct timespec a_while = {0, 200000000};
	const int on = 1;
	struct pollfd error = {.events = 0};
	struct blocked blocked;
	int64_t start;
	long before;
	int s = udp(&address), peer = udp(&peer_address), gone = udp(&nobody);

	CHECK_INT(0, ox_close(gone));
	CHECK_INT(0, ox_setsockopt(s, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
	CHECK_INT(1, ox_sendto(s, "x", 1, 0, (struct sockaddr *)&nobody, sizeof nobody));
	error.fd = s;
	CHECK_INT(1, ox_poll(&error, 1, PROMPTLY));
	CHECK_INT(POLLERR, error.revents);
	CHECK_ERR(ECONNREFUSED, receive(s)); /* once; the queue stays */
	start = ox_now();
	block(&blocked, receive, s);
	before = sleeps_of(blocked.tid);
	nanosleep(&a_while, NULL); /* in which nothing is to happen; where there are rules, looks */
	CHECK(sleeps_of(blocked.tid) - before < 16 + (ox_now() - start) / 16000);
	CHECK_INT(1, ox_sendto(peer, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
