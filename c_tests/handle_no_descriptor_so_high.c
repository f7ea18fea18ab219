/* Where the system hands out descriptors at or above OX_HANDLE_MIN (fs.nr_open can allow it), oxsock
   keeps none of them: opening fails with EMFILE, and what has been opened is given back. The
   system is made to by a filter, as most machines do not allow it. */
#include "meddle.h"

enum { HIGH = OX_HANDLE_MIN + 77 };

static _Atomic int given_back; /* by the meddler */

static int hand_out_high(int time, const struct seccomp_data *call)
{
	(void)time;
	if (call->nr == SYS_close && call->args[0] == HIGH) {
		given_back++;
		return -EBADF; /* there is none, in truth */
	}
	if (call->nr == SYS_socket || call->nr == SYS_accept4)
		return HIGH;
	if (is_fcntl(call->nr) && call->args[1] == F_DUPFD_CLOEXEC)
		return HIGH;
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = hand_out_high};
	struct sockaddr_in address;
	int s[2], client, listener = listen_tcp4(&address);

	unix_pair(SOCK_STREAM, s);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	meddle(&meddler);
	CHECK_ERR(EMFILE, ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(1, given_back);
	CHECK_ERR(EMFILE, ox_accept(listener, NULL, NULL));
	CHECK_INT(2, given_back);
	CHECK_ERR(EMFILE, ox_fcntl(s[0], F_DUPFD, 0));
	CHECK_INT(3, given_back);
	return 0;
}
