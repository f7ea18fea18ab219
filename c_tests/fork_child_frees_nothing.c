/* A child was made without fork handlers, while another thread may have held malloc's locks. It
   waits in a call: what it inherited from its parent is released, but never by free(3). */
#include "memory_fails.h"

static void accept_by_ring(int listener, const struct sockaddr_in *address)
{
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_fd(listener)); /* from here on it counts as shared */
	CHECK_INT(0, ox_connect(client, (const struct sockaddr *)address, sizeof *address));
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 5000000));
	CHECK_INT(0, ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	CHECK_INT(0, ox_close(client));
}

static int wait_in_vain(int listener)
{
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 1000));
	return ox_accept(listener, NULL, NULL);
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);
	long held;
	pid_t child;

	accept_by_ring(listener, &address);
	CHECK_ERR(ETIMEDOUT, wait_in_vain(listener));
	child = CHECK_OK(fork_by_clone());
	if (child == 0) {
		held = allocations_held();
		CHECK_ERR(ETIMEDOUT, wait_in_vain(listener));
		CHECK_INT(held, allocations_held());
		_exit(0);
	}
	check_child(child);
	return 0;
}
