/*
 * A UNIX datagram socket that is connected takes datagrams from its peer alone, and the
 * kernel tells others so: EPERM. A peer that is closed gives ECONNREFUSED, one that a new
 * socket replaces has to be connected to again.
 */
#include "check.h"

static struct sockaddr_un name(const char *file)
{
	struct sockaddr_un address;

	unix_path(&address, file);
	return address;
}

static int bind_unix(const struct sockaddr_un *address)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	CHECK_OK(ox_bind(s, (const struct sockaddr *)address, sizeof *address));
	return s;
}

int main(void)
{
	struct sockaddr_un a_name = name("a"), b_name = name("b");
	struct sockaddr *to_a = (struct sockaddr *)&a_name, *to_b = (struct sockaddr *)&b_name;
	char buf[10];
	int a = bind_unix(&a_name), b = bind_unix(&b_name);
	int stranger = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	CHECK_OK(ox_connect(a, to_b, sizeof b_name));
	CHECK_ERR(EPERM, ox_sendto(stranger, "x", 1, 0, to_a, sizeof a_name));
	CHECK_ERR(EPERM, ox_connect(stranger, to_a, sizeof a_name));
	CHECK_INT(1, ox_sendto(b, "x", 1, 0, to_a, sizeof a_name));
	CHECK_INT(1, ox_recv(a, buf, sizeof buf, 0));

	CHECK_OK(ox_close(b));
	CHECK_ERR(ECONNREFUSED, ox_send(a, "x", 1, 0));
	CHECK_ERR(ENOTCONN, ox_send(a, "x", 1, 0)); /* no peer any more */
	CHECK_INT(0, unlink(b_name.sun_path));
	b = bind_unix(&b_name);
	CHECK_OK(ox_connect(a, to_b, sizeof b_name));
	CHECK_INT(1, ox_send(a, "x", 1, 0));
	CHECK_INT(1, ox_recv(b, buf, sizeof buf, 0));

	CHECK_OK(ox_close(stranger));
	CHECK_OK(ox_close(a));
	CHECK_OK(ox_close(b));
	return 0;
}
