/*
 * ETIMEDOUT past a deadline and ETIMEDOUT of a peer that no longer answers can be told apart: the
 * second comes before the deadline, and ox_poll reports POLLHUP from then on.
 */
#include "extras_two_hosts.h"

static int has_ended(int s)
{
	struct pollfd entry = {s, POLLIN, 0};

	CHECK_OK(ox_poll(&entry, 1, 0));
	return (entry.revents & POLLHUP) != 0;
}

/* A connection from host 0 to host 1. */
static int connection(void)
{
	char endpoint[OX_TEXT_MAX];
	int listener, s;

	enter_host(1);
	listener = CHECK_OK(ox_listen_on("192.0.2.2:0", 1));
	CHECK_OK(ox_local(listener, endpoint, sizeof endpoint));
	enter_host(0);
	s = CHECK_OK(ox_dial(endpoint, ox_now() + 5000000));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	return s;
}

int main(void)
{
	int64_t deadline;
	char byte;
	int s, attempt;

	make_two_hosts();
	s = connection();
	CHECK_OK(ox_option_set(s, "tcp.usertimeout", 200)); /* ms */

	/* Late, but alive. */
	deadline = ox_now() + 10000;
	CHECK_OK(ox_deadline(s, OX_RECEIVING, deadline));
	CHECK_ERR(ETIMEDOUT, ox_read(s, &byte, 1));
	CHECK(ox_now() >= deadline);
	CHECK_INT(0, has_ended(s));

	/* An attempt to connect that is not over yet. */
	enter_host(1);
	host_runs("ip link set eth0 down"); /* what is sent to it is lost */
	enter_host(0);
	attempt = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_deadline(attempt, OX_SENDING, ox_now() + 10000));
	struct ox_address nobody = address_of("192.0.2.2:%d", 9);
	CHECK_ERR(ETIMEDOUT, ox_connect_address(attempt, &nobody));
	CHECK_INT(0, has_ended(attempt));

	/* Dead. */
	deadline = ox_now() + 60000000;
	CHECK_OK(ox_deadline(s, OX_RECEIVING, deadline));
	CHECK_INT(1, ox_write(s, "x", 1));
	CHECK_ERR(ETIMEDOUT, ox_read(s, &byte, 1));
	CHECK(ox_now() < deadline);
	CHECK_INT(1, has_ended(s));
	CHECK_INT(0, ox_read(s, &byte, 1));
	CHECK_INT(1, has_ended(s));
	return 0;
}
