/* Where SO_PEEK_OFF is set, each peek begins behind the last. MSG_PEEK with MSG_WAITALL on TCP
   shows all in one piece there, too, and leaves the offset behind it, as the system does.
   ox_recv_until cannot work there: it returns EINVAL, and receives nothing. */
#include "close_blocked.h"

static char seen[8];

static int peek_eight(int s)
{
	memset(seen, 0, sizeof seen);
	return ox_recv(s, seen, sizeof seen, MSG_PEEK | MSG_WAITALL);
}

static int offset_of(int s)
{
	int offset = -2;
	socklen_t length = sizeof offset;

	CHECK_INT(0, ox_getsockopt(s, SOL_SOCKET, SO_PEEK_OFF, &offset, &length));
	return offset;
}

static void set_offset(int s, int offset)
{
	if (ox_setsockopt(s, SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof offset) == -EOPNOTSUPP)
		SKIP("TCP has no SO_PEEK_OFF here");
	CHECK_INT(offset, offset_of(s));
}

static int system_keeps_offsets(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), offset = 0, kept = -2;
	socklen_t length = sizeof kept;

	setsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof offset);
	getsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &kept, &length);
	close(fd);
	return kept == offset;
}

static void sees_all(int lent)
{
	struct blocked blocked;
	int s[2];

	tcp_pair(s);
	if (lent)
		CHECK_OK(ox_fd(s[0]));
	set_offset(s[0], 1);
	CHECK_INT(4, ox_write(s[1], "-abc", 4));
	block(&blocked, peek_eight, s[0]);
	CHECK_INT(5, ox_write(s[1], "defgh", 5));
	CHECK_INT(8, result_of(&blocked));
	CHECK_INT(0, memcmp("abcdefgh", seen, 8));
	CHECK_INT(9, offset_of(s[0]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

static void until_is_refused(int s[2])
{
	char line[8];
	size_t done = 77;

	CHECK_INT(4, ox_write(s[1], "abc\n", 4));
	set_offset(s[0], 0);
	CHECK_ERR(EINVAL, ox_recv_until(s[0], line, sizeof line, '\n', OX_FOREVER, &done));
	CHECK_INT(0, done);
	set_offset(s[0], -1);
	CHECK_INT(0, ox_recv_until(s[0], line, sizeof line, '\n', OX_FOREVER, &done));
	CHECK_INT(4, done);
}

int main(void)
{
	int s[2];

	NEEDS(system_keeps_offsets());
	unix_pair(SOCK_STREAM, s);
	until_is_refused(s);
	CHECK_OK(ox_fd(s[0]));
	until_is_refused(s);
	tcp_pair(s);
	until_is_refused(s);
	sees_all(0);
	sees_all(1);
	return 0;
}
