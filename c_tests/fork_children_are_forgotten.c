/* A child holds its parent's connections too, and closing must not disturb them. Once all children
   have ended, however many there were, nothing is left of them: closing wakes a call that was
   blocked before they were forked, and no descriptor stays open. */
#include "close_blocked.h"
#include "handle_count.h"

#include <signal.h>

enum { CHILDREN = 100 };

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static pid_t start_child(void)
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		pause();
		_exit(0);
	}
	return child;
}

static void end_child(pid_t child)
{
	CHECK_INT(0, kill(child, SIGKILL));
	wait_for_child(child);
}

static void wake_after_children(int count)
{
	struct blocked blocked;
	pid_t children[CHILDREN];
	int i, s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	for (i = 0; i < count; i++)
		children[i] = start_child();
	for (i = 0; i < count; i++)
		end_child(children[i]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int before;

	wake_after_children(1);
	before = open_descriptors();
	wake_after_children(CHILDREN);
	CHECK_INT(before, open_descriptors());
	return 0;
}
