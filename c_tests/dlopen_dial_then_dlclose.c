/* After dlclose the thread that ox_dial left behind runs on in code that must still be there. */
#include "loaded.h"

#include "hanging_resolver.h"

int main(int argc, char **argv)
{
	int (*dial)(const char *endpoint, int64_t deadline);
	void *library;
	int name_server;

	CHECK(argc > 1);
	enter_private_machine();
	name_server = start_name_server();
	library = load(argv[1]);
	find(library, "ox_dial", &dial);
	CHECK_INT(-ETIMEDOUT, dial("host.test:80", 1)); /* long past: no thread yet */
	CHECK_INT(1, count_threads());
	/* Not long, and ox_now is not at hand. */
	{
		struct timespec now;

		clock_gettime(CLOCK_MONOTONIC, &now);
		CHECK_INT(-ETIMEDOUT, dial("host.test:80", now.tv_sec * 1000000LL + now.tv_nsec / 1000 +
								   20000));
	}
	CHECK(count_threads() >= 2);
	CHECK_INT(0, dlclose(library));
	deny_until_alone(name_server);
	return 0;
}
