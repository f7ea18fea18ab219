/* A rule makes a call fail with an error of its choice; once removed, it does not. */
#include "check.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), s[2], rule;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	rule = CHECK_OK(ox_fault("connect error=ECONNREFUSED"));
	CHECK(rule > 0);
	int c = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ECONNREFUSED, ox_connect(c, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(ECONNREFUSED, errno);
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_INT(1, ox_send(s[0], "x", 1, 0)); /* other calls are not concerned */

	CHECK_OK(ox_fault_remove(rule));
	CHECK_OK(ox_connect(c, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_close(ox_accept(listener, NULL, NULL)));
	return 0;
}
