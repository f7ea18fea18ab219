/* ox_interruptible sets the option of handles that are made from then on, however they are made;
   existing ones stay as they are. Another number only returns the setting. */
#include "check.h"
#include <fcntl.h>

static int is_interruptible(int s)
{
	int value = -1;
	socklen_t length = sizeof value;

	CHECK_OK(ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &length));
	CHECK_INT(sizeof value, length);
	return value;
}

int main(void)
{
	char where[OX_TEXT_MAX];
	int before, listener, s, pair[2];

	CHECK_INT(0, ox_interruptible(-1));
	CHECK_INT(0, ox_interruptible(3));
	before = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	listener = CHECK_OK(ox_listen_on("tcp://127.0.0.1:0", 4));
	CHECK_INT(0, ox_interruptible(1));
	CHECK_INT(1, ox_interruptible(-1));
	CHECK_INT(0, is_interruptible(before));

	CHECK_INT(1, is_interruptible(CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0))));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	CHECK_INT(1, is_interruptible(pair[0]));
	CHECK_INT(1, is_interruptible(pair[1]));
	CHECK_OK(ox_local(listener, where, sizeof where));
	CHECK_INT(1, is_interruptible(CHECK_OK(ox_dial(where, OX_FOREVER))));
	CHECK_INT(1, is_interruptible(CHECK_OK(ox_dial_start(where))));
	CHECK_INT(1, is_interruptible(CHECK_OK(ox_accept(listener, NULL, NULL))));
	CHECK_INT(1, is_interruptible(CHECK_OK(ox_listen_on("tcp://127.0.0.1:0", 4))));
	CHECK_INT(1, is_interruptible(CHECK_OK(ox_adopt(socket(AF_INET, SOCK_DGRAM, 0)))));
	CHECK_INT(1, is_interruptible(CHECK_OK(ox_fcntl(before, F_DUPFD_CLOEXEC, 0))));

	CHECK_INT(1, ox_interruptible(2));
	CHECK_INT(2, is_interruptible(CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0))));
	CHECK_INT(2, ox_interruptible(0));
	CHECK_INT(0, ox_interruptible(0));
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, is_interruptible(s));
	return 0;
}
