/* Pointers to addresses in unmapped memory give EFAULT and no crash. accept has then taken the
 * connection and closed it, as the kernel does: no descriptor leaks. */
#include "error_wild.h"
#include "needs.h"

static int s[2]; /* connected UNIX stream sockets */

static void naming(void)
{
	struct sockaddr_un name;
	struct sockaddr *to = (struct sockaddr *)&name;
	socklen_t length = sizeof name;

	CHECK_ERR(EFAULT, ox_bind(s[0], (struct sockaddr *)wild, sizeof name));
	CHECK_ERR(EFAULT, ox_connect(s[0], (struct sockaddr *)wild, sizeof name));
	CHECK_ERR(EFAULT, ox_getsockname(s[0], (struct sockaddr *)wild, &length));
	CHECK_ERR(EFAULT, ox_getsockname(s[0], to, (socklen_t *)wild));
	CHECK_ERR(EFAULT, ox_getpeername(s[0], (struct sockaddr *)wild, &length));
	CHECK_ERR(EFAULT, ox_getpeername(s[0], to, (socklen_t *)wild));
	CHECK_ERR(EFAULT, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)wild));
}

static void accepting(void)
{
	struct sockaddr_in address, peer;
	socklen_t length = sizeof peer;
	int i, client, listener = listen_tcp4(&address);

	for (i = 0; i < 2; i++) {
		client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
		if (i == 0)
			CHECK_ERR(EFAULT, ox_accept(listener, (struct sockaddr *)wild, &length));
		else
			CHECK_ERR(EFAULT, ox_accept(listener, (struct sockaddr *)&peer,
						    (socklen_t *)wild));
		CHECK_OK(ox_close(client));
	}
	CHECK_OK(ox_close(listener));
}

static void addresses(void)
{
	naming();
	accepting();
}

int main(void)
{
	needs_true_errors();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	with_wild_pointers(addresses);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
