/* SO_SNDTIMEO of a stream, in a process with one thread: signals amid a large send neither make it
   short, nor does its time begin anew with each of them. */
#include "check.h"
#include "needs.h"

#include <signal.h>
#include <sys/time.h>

static char bytes[1 << 20];

static void nothing(int number)
{
	(void)number;
}

/* A child that takes bytes in small pieces, slowly. */
static void read_slowly(int s)
{
	int taken = 0, now;

	end_with_parent();
	while (taken < (int)sizeof bytes && (now = ox_recv(s, bytes, 16384, 0)) > 0) {
		taken += now;
		usleep(1000);
	}
	_exit(taken != sizeof bytes);
}

int main(void)
{
	const struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
	const struct itimerval often = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
	struct timeval timeout = {60, 0};
	int status, s[2];
	int64_t start;
	pid_t child;

	needs_timeouts();
	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout));
	CHECK((child = fork()) >= 0);
	if (child == 0)
		read_slowly(s[1]);
	CHECK_INT(0, setitimer(ITIMER_REAL, &often, NULL));
	CHECK_INT(sizeof bytes, ox_send(s[0], bytes, sizeof bytes, 0));
	CHECK_INT(0, setitimer(ITIMER_REAL, &never, NULL));
	status = wait_for_child(child);
	CHECK_INT(0, status);

	/* Nobody reads. */
	timeout = (struct timeval){0, 100000};
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout));
	CHECK_INT(0, setitimer(ITIMER_REAL, &often, NULL));
	start = ox_now();
	CHECK(ox_send(s[0], bytes, sizeof bytes, 0) > 0);
	CHECK_ERR(EAGAIN, ox_send(s[0], bytes, sizeof bytes, 0));
	CHECK(ox_now() - start >= 200000 - 2 * A_TICK);
	CHECK(ox_now() - start < 5000000);
	CHECK_INT(0, setitimer(ITIMER_REAL, &never, NULL));
	return 0;
}
