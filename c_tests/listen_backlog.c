/*
 * The backlog is how many connections wait for accept; Linux admits one more than it says. An
 * accept makes room for the next, and a second listen changes the number.
 */
#include "check.h"

/* One more connection to the listener, without waiting. Returns 0, or EAGAIN if it is full. */
static int knock(const struct sockaddr_un *addr, int *client)
{
	*client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
	return ox_connect(*client, (const struct sockaddr *)addr, sizeof *addr);
}

int main(void)
{
	struct sockaddr_un addr;
	unix_path(&addr, "door");
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 1));

	int client[6];
	CHECK_INT(0, knock(&addr, &client[0]));
	CHECK_INT(0, knock(&addr, &client[1]));
	CHECK_ERR(EAGAIN, knock(&addr, &client[2]));

	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_connect(client[2], (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EAGAIN, knock(&addr, &client[3]));

	CHECK_INT(0, ox_listen(listener, 3));
	CHECK_INT(0, knock(&addr, &client[4]));
	CHECK_INT(0, knock(&addr, &client[5]));
	CHECK_ERR(EAGAIN, ox_connect(client[3], (struct sockaddr *)&addr, sizeof addr));

	for (int i = 0; i < 6; i++)
		CHECK_INT(0, ox_close(client[i]));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
