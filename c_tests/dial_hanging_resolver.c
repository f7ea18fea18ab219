/* A resolver that hangs delays no call past its deadline. The threads that called it, for both
   families together and for each, go on for a while, and disturb neither a fork nor exit(3). */
#include "hanging_resolver.h"

int main(void)
{
	int64_t deadline;
	int name_server;
	pid_t child;

	enter_private_machine();
	name_server = start_name_server();
	deadline = ox_now() + 200000;
	CHECK_ERR(ETIMEDOUT, ox_dial("host.test:80", deadline));
	CHECK(ox_now() >= deadline && ox_now() < deadline + 1000000);
	await_question(name_server);
	CHECK(count_threads() >= 2 && count_threads() <= 4);

	if ((child = fork()) == 0) {
		CHECK_INT(1, count_threads());
		CHECK_ERR(ETIMEDOUT, ox_dial("other.test:80", ox_now() + 20000));
		CHECK_OK(ox_dial("udp://127.0.0.1:53", OX_FOREVER));
		return 0; /* by exit, which does not wait for the thread either */
	}
	check_child(child);
	CHECK(count_threads() >= 2 && count_threads() <= 4);
	return 0;
}
