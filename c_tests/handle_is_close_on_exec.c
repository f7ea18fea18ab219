/* Every descriptor under a handle is close-on-exec from birth, whatever gave birth to it, and
   that is the only flag that differs from those of socket(2). */
#include "check.h"

#include <fcntl.h>

static void is_close_on_exec(int s)
{
	CHECK_INT(FD_CLOEXEC, ox_fcntl(s, F_GETFD, 0));
	CHECK_INT(FD_CLOEXEC, fcntl(ox_fd(s), F_GETFD));
	CHECK_INT(O_RDWR, ox_fcntl(s, F_GETFL, 0));
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int s[2];

	is_close_on_exec(client);
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	is_close_on_exec(CHECK_OK(ox_accept(listener, NULL, NULL)));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	is_close_on_exec(s[0]);
	is_close_on_exec(s[1]);
	is_close_on_exec(CHECK_OK(ox_fcntl(s[0], F_DUPFD_CLOEXEC, 0)));
	is_close_on_exec(CHECK_OK(ox_fcntl(s[0], F_DUPFD, 0)));
	is_close_on_exec(CHECK_OK(ox_adopt(socket(AF_INET, SOCK_STREAM, 0))));
	return 0;
}
