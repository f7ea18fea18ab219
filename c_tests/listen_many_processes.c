/*
 * A listener that several processes inherit, as in a preforking server: each connection goes to
 * one of them, and those who come too late for it go on waiting.
 */
#include "check.h"
#include <signal.h>
#include <sys/prctl.h>

enum { CHILDREN = 3, EACH = 100 };

static void accept_some(int listener)
{
	for (int i = 0; i < EACH; i++) {
		int s = CHECK_OK(ox_accept(listener, NULL, NULL));
		CHECK_INT(1, ox_write(s, "x", 1));
		CHECK_INT(0, ox_close(s));
	}
}

int main(void)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	pid_t child[CHILDREN];
	for (int i = 0; i < CHILDREN; i++) {
		child[i] = fork();
		CHECK(child[i] >= 0);
		if (child[i] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			accept_some(listener);
			exit(0);
		}
	}
	CHECK_INT(0, ox_close(listener)); /* the children's is not disturbed */

	for (int i = 0; i < CHILDREN * EACH; i++) {
		char byte;
		int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
		CHECK_INT(1, ox_read(s, &byte, 1));
		CHECK_INT(0, ox_read(s, &byte, 1));
		CHECK_INT(0, ox_close(s));
	}
	for (int i = 0; i < CHILDREN; i++)
		check_child(child[i]);
	return 0;
}
