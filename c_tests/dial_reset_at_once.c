/*
 * A connection that the server resets as soon as it is made has been made, as connect(2) says: the
 * first call on it tells of the reset.
 */
#include "meddle.h"

static int listener;

static int reset_before(int time, const struct seccomp_data *call)
{
	const struct linger at_once = {1, 0};
	int client;

	(void)call;
	if (time > 0)
		return GO_ON;
	client = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
	CHECK_OK(ox_close(client));
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = SYS_getpeername, .decide = reset_before};
	char endpoint[OX_TEXT_MAX], byte;
	int s;

	listener = CHECK_OK(ox_listen_on("127.0.0.1:0", 1));
	CHECK_OK(ox_local(listener, endpoint, sizeof endpoint));
	meddle(&meddler);
	s = CHECK_OK(ox_dial(endpoint, ox_now() + 5000000));
	CHECK_ERR(ECONNRESET, ox_recv(s, &byte, 1, 0));
	CHECK_OK(ox_close(s));
	return 0;
}
