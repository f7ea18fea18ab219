/* A thread that is cancelled while it dials ends after the call, which has released everything. */
#include "hanging_resolver.h"

static int returned;
static int64_t deadline;

static void *dial(void *unused)
{
	(void)unused;
	returned = ox_dial("host.test:80", deadline);
	pthread_testcancel();
	return NULL;
}

int main(void)
{
	int name_server, before;
	pthread_t thread;
	void *result;

	enter_private_machine();
	name_server = start_name_server();
	CHECK_ERR(ETIMEDOUT, ox_dial("host.test:80", ox_now() + 30000)); /* what stays open, is now */
	deny_until_alone(name_server);
	before = count_descriptors();

	deadline = ox_now() + 200000;
	if (!is_blocked_before(start_thread(&thread, dial, NULL), deadline)) {
		CHECK_INT(0, pthread_join(thread, NULL));
		CHECK_INT(-ETIMEDOUT, returned);
		SKIP("this machine is too slow");
	}
	CHECK_INT(0, pthread_cancel(thread));
	CHECK_INT(0, pthread_join(thread, &result));
	CHECK(result == PTHREAD_CANCELED);
	CHECK_INT(-ETIMEDOUT, returned);
	deny_until_alone(name_server);
	CHECK_INT(before, count_descriptors());
	return 0;
}
