/* A connection that its client resets while it waits in the queue does not disturb the listener.
   Linux hands it out, with the bytes that came before the reset; the first call after those tells
   of the reset. */
#include "check.h"

int main(void)
{
	int listener = CHECK_OK(ox_listen_on("127.0.0.1:0", 4)), dead, s;
	const struct linger reset = {1, 0};
	struct sockaddr_in peer;
	socklen_t length = sizeof peer;
	char where[OX_TEXT_MAX], word[8];

	CHECK_OK(ox_local(listener, where, sizeof where));
	s = CHECK_OK(ox_dial(where, OX_FOREVER));
	CHECK_INT(4, ox_write(s, "last", 4));
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
	CHECK_OK(ox_close(s));
	s = CHECK_OK(ox_dial(where, OX_FOREVER));

	dead = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &length));
	CHECK_INT(4, ox_read(dead, word, sizeof word));
	CHECK_ERR(ECONNRESET, ox_read(dead, word, sizeof word));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(s));
	return 0;
}
