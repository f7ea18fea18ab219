/* A thread with a pending cancellation writes an error message about OXSOCK_FAULTS: it is not
   cancelled there, and its call returns. */
#include "check.h"

#include <fcntl.h>

static int s = -1;

static void *open_one(void *unused)
{
	pthread_cancel(pthread_self());
	s = ox_socket(AF_UNIX, SOCK_STREAM, 0);
	pthread_testcancel();
	return unused;
}

int main(void)
{
	pthread_t thread;
	void *result;
	int told[2];
	char line[200] = "";

	CHECK_INT(0, pipe2(told, O_NONBLOCK));
	CHECK_OK(dup2(told[1], STDERR_FILENO));
	CHECK_INT(0, setenv("OXSOCK_FAULTS", "nonsense", 1));
	start_thread(&thread, open_one, NULL);
	CHECK_INT(0, pthread_join(thread, &result));
	CHECK(result == PTHREAD_CANCELED);
	CHECK(read(told[0], line, sizeof line - 1) > 0);
	CHECK(strstr(line, "call nonsense at 0") != NULL);
	CHECK_INT(0, ox_close(s));
	return 0;
}
