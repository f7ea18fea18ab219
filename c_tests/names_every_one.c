/*
 * Every option that ox_option_at lists can be read by its name on some kind of socket. There are
 * at least thirty, each once, in alphabetical order; past the last there is null.
 */
#include "close_blocked.h"
#include "needs.h"

enum { KINDS = 4 };

static int kinds[KINDS];

static void open_kinds(void)
{
	int pair[2];

	tcp_pair(pair);
	kinds[0] = pair[0];
	kinds[1] = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	kinds[2] = ox_socket(AF_INET6, SOCK_DGRAM, 0);
	kinds[3] = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	/* There is a path MTU only where there is a peer. */
	struct sockaddr_in self = loopback4(9);
	CHECK_OK(ox_connect(kinds[1], (struct sockaddr *)&self, sizeof self));
}

static int can_be_read(const char *name)
{
	int64_t value;
	int i;

	for (i = 0; i < KINDS; i++)
		if (ox_option_get(kinds[i], name, &value) == 0)
			return 1;
	return 0;
}

int main(void)
{
	const char *name, *last = "";
	int count;

	needs_option(AF_INET, SOCK_STREAM, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
	open_kinds();
	for (count = 0; (name = ox_option_at(count)) != NULL; count++) {
		if (kinds[2] < 0 && strcmp(name, "ip.v6only") == 0)
			continue;
		if (!can_be_read(name))
			check_failed(__FILE__, __LINE__, name);
		CHECK(strcmp(last, name) < 0);
		last = name;
	}
	CHECK(count >= 30);
	CHECK(ox_option_at(count + 1) == NULL);
	CHECK(ox_option_at(-1) == NULL);
	return 0;
}
