/* A program that is not linked to oxsock, as a language's run-time is not, loads it by its
   file name and finds every function by its symbol: a stream, datagrams, and a non-blocking
   socket. */
#include "loaded.h"

static struct {
	int (*socket)(int domain, int type, int protocol);
	int (*bind)(int s, const struct sockaddr *addr, socklen_t len);
	int (*listen)(int s, int backlog);
	int (*accept)(int s, struct sockaddr *addr, socklen_t *len);
	int (*connect)(int s, const struct sockaddr *addr, socklen_t len);
	int (*getsockname)(int s, struct sockaddr *addr, socklen_t *len);
	int (*read)(int s, void *buf, size_t len);
	int (*write)(int s, const void *buf, size_t len);
	int (*sendto)(int s, const void *buf, size_t len, int flags, const struct sockaddr *to,
		      socklen_t tolen);
	int (*recvfrom)(int s, void *buf, size_t len, int flags, struct sockaddr *from,
			socklen_t *fromlen);
	int (*close)(int s);
	const char *(*errname)(int code);
} ox;

static void find_all(void *library)
{
	find(library, "ox_socket", &ox.socket);
	find(library, "ox_bind", &ox.bind);
	find(library, "ox_listen", &ox.listen);
	find(library, "ox_accept", &ox.accept);
	find(library, "ox_connect", &ox.connect);
	find(library, "ox_getsockname", &ox.getsockname);
	find(library, "ox_read", &ox.read);
	find(library, "ox_write", &ox.write);
	find(library, "ox_sendto", &ox.sendto);
	find(library, "ox_recvfrom", &ox.recvfrom);
	find(library, "ox_close", &ox.close);
	find(library, "ox_errname", &ox.errname);
}

/* A socket bound to 127.0.0.1, and its address. */
static int bound(int type, struct sockaddr_in *address)
{
	socklen_t length = sizeof *address;
	int s = CHECK_OK(ox.socket(AF_INET, type, 0));

	*address = loopback4(0);
	CHECK_OK(ox.bind(s, (struct sockaddr *)address, length));
	CHECK_OK(ox.getsockname(s, (struct sockaddr *)address, &length));
	return s;
}

static void stream(void)
{
	struct sockaddr_in address;
	char bytes[8];
	int client, server, listener = bound(SOCK_STREAM, &address);

	CHECK_OK(ox.listen(listener, 1));
	client = CHECK_OK(ox.socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox.connect(client, (struct sockaddr *)&address, sizeof address));
	server = CHECK_OK(ox.accept(listener, NULL, NULL));
	CHECK_INT(5, ox.write(client, "hello", 5));
	CHECK_INT(5, ox.read(server, bytes, sizeof bytes));
	CHECK_INT(0, memcmp(bytes, "hello", 5));
	CHECK_INT(0, ox.close(client));
	CHECK_INT(0, ox.read(server, bytes, sizeof bytes));
	CHECK_INT(0, ox.close(server));
	CHECK_INT(0, ox.close(listener));
}

static void datagram(void)
{
	struct sockaddr_in here, there, from;
	socklen_t length = sizeof from;
	char bytes[8];
	int receiver = bound(SOCK_DGRAM, &there), sender = bound(SOCK_DGRAM, &here);

	CHECK_INT(4, ox.sendto(sender, "ping", 4, 0, (struct sockaddr *)&there, sizeof there));
	CHECK_INT(4, ox.recvfrom(receiver, bytes, sizeof bytes, 0, (struct sockaddr *)&from,
				 &length));
	CHECK_INT(here.sin_port, from.sin_port);
	CHECK_INT(0, ox.close(sender));
	CHECK_INT(0, ox.close(receiver));
}

static void non_blocking(void)
{
	char byte;
	int s = CHECK_OK(ox.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));

	CHECK_ERR(EAGAIN, ox.read(s, &byte, 1));
	CHECK_INT(0, strcmp("EAGAIN", ox.errname(-EAGAIN)));
	CHECK_INT(0, ox.close(s));
	CHECK_ERR(EBADF, ox.read(s, &byte, 1));
}

int main(int argc, char **argv)
{
	void *library;

	CHECK(argc > 1);
	library = load(argv[1]);
	find_all(library);
	stream();
	datagram();
	non_blocking();
	CHECK_INT(0, dlclose(library));
	return 0;
}
