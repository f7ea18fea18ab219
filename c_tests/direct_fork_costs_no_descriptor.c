/* Forking takes a descriptor only where a call is blocked at that moment, to learn whether the
   child is still there; and gives it back when the child has gone. */
#include "close_blocked.h"
#include "handle_count.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* A child that ends at the end of the pipe; it must have so many descriptors. */
static pid_t start_child(int descriptors, const int pipe_ends[2])
{
	char nothing;
	pid_t child = fork();

	if (child == 0) {
		CHECK_INT(descriptors, open_descriptors());
		close(pipe_ends[1]);
		CHECK_INT(0, read(pipe_ends[0], &nothing, 1));
		_exit(0);
	}
	CHECK(child > 0);
	return child;
}

int main(void)
{
	struct blocked blocked;
	int s[2], pipe_ends[2], before, i;
	pid_t child[4];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, pipe(pipe_ends));
	before = open_descriptors();
	child[0] = start_child(before, pipe_ends);
	CHECK_INT(before, open_descriptors());

	unix_pair(SOCK_STREAM, s);
	before += 2;
	block(&blocked, receive, s[0]);
	for (i = 1; i < 4; i++) {
		child[i] = start_child(before + 1, pipe_ends);
		CHECK_INT(before + i, open_descriptors());
	}
	CHECK_INT(0, close(pipe_ends[1]));
	for (i = 0; i < 4; i++)
		check_child(child[i]);
	CHECK_INT(0, ox_close(s[0])); /* it looks for children */
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(before - 2, open_descriptors());
	return 0;
}
