/* Each connect counts for a rule as one call, however it is made: by dialling, on a socket that
 * does not wait, or by a call that waits for the result and calls connect(2) a second time for it.
 * */
#include "deadline_time.h"

static struct sockaddr_in address;
static char endpoint[OX_TEXT_MAX];

static int dial(void)
{
	return ox_dial(endpoint, in_ms(5000));
}

static int dial_start(void)
{
	return ox_dial_start(endpoint);
}

static int connect_with(int flags, int64_t deadline)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | flags, 0)), result;

	CHECK_OK(ox_deadline(s, OX_SENDING, deadline));
	result = ox_connect(s, (struct sockaddr *)&address, sizeof address);
	CHECK(result != -EINPROGRESS || flags != 0);
	return result == 0 || result == -EINPROGRESS ? s : result;
}

static int connect_waiting(void)
{
	return connect_with(0, OX_FOREVER);
}

static int connect_until(void)
{
	return connect_with(0, in_ms(5000));
}

static int connect_at_once(void)
{
	return connect_with(SOCK_NONBLOCK, OX_FOREVER);
}

static void counts(const char *what, int (*connects)(void))
{
	int i, rule, struck = 0;

	printf("%s\n", what);
	rule = CHECK_OK(ox_fault("connect error=EHOSTUNREACH nth=2"));
	CHECK_OK(ox_close(CHECK_OK(connects())));
	CHECK_ERR(EHOSTUNREACH, connects());
	CHECK_OK(ox_close(CHECK_OK(connects())));
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));

	rule = CHECK_OK(ox_fault("connect error=EHOSTUNREACH chance=0.5 seed=1"));
	for (i = 0; i < 40; i++) {
		int s = connects();

		if (s == -EHOSTUNREACH)
			struck++;
		else
			CHECK_OK(ox_close(CHECK_OK(s)));
	}
	CHECK(struck > 10 && struck < 30);
	CHECK_INT(struck, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));

	rule = CHECK_OK(ox_fault("connect interrupt"));
	CHECK_OK(ox_close(CHECK_OK(connects())));
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));
}

int main(void)
{
	int listener = listen_tcp4(&address);

	CHECK_OK(ox_listen(listener, 1000));
	CHECK_OK(ox_local(listener, endpoint, sizeof endpoint));
	counts("dial", dial);
	counts("dial_start", dial_start);
	counts("connect", connect_waiting);
	counts("connect until a deadline", connect_until);
	counts("connect without waiting", connect_at_once);
	return 0;
}
