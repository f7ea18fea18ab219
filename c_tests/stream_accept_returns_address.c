/* ox_accept returns the client's address. With too little room the address is cut, and the length
 * that comes back is its true one. Both pointers may be null. */
#include "check.h"

static int connect_to(const struct sockaddr_in *addr, struct sockaddr_in *mine)
{
	socklen_t len = sizeof *mine;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(s, (const struct sockaddr *)addr, sizeof *addr));
	CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)mine, &len));
	return s;
}

int main(void)
{
	struct sockaddr_in addr, mine, peer;
	int listener = listen_tcp4(&addr);

	int client = connect_to(&addr, &mine);
	socklen_t len = sizeof peer;
	int server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK(server >= OX_HANDLE_MIN);
	CHECK_INT(sizeof peer, len);
	CHECK_INT(AF_INET, peer.sin_family);
	CHECK_INT(mine.sin_port, peer.sin_port);
	CHECK_INT(mine.sin_addr.s_addr, peer.sin_addr.s_addr);
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));

	client = connect_to(&addr, &mine);
	memset(&peer, 0x55, sizeof peer);
	len = 4; /* the family and the port */
	server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK_INT(sizeof peer, len);
	CHECK_INT(mine.sin_port, peer.sin_port);
	CHECK_INT(0x55555555, peer.sin_addr.s_addr);
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));

	client = connect_to(&addr, &mine);
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));

	/* The length is where the kernel both reads and writes: it alone is enough of a mistake. */
	len = (socklen_t)-1;
	client = connect_to(&addr, &mine);
	CHECK_ERR(EINVAL, ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
