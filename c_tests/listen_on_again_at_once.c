/* A server can be started again at once, though connections of its last life are still being
   wound up; a second server beside a living one is refused. */
#include "private_machine.h"

int main(void)
{
	int listener = CHECK_OK(ox_listen_on("127.0.0.1:0", 4)), s, accepted;
	char where[OX_TEXT_MAX], byte;

	CHECK_OK(ox_local(listener, where, sizeof where));
	CHECK_ERR(EADDRINUSE, ox_listen_on(where, 4));
	s = CHECK_OK(ox_dial(where, OX_FOREVER));
	accepted = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(accepted)); /* the server closes first: TIME_WAIT on its side */
	CHECK_INT(0, ox_read(s, &byte, 1));
	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(listener));
	CHECK_OK(ox_listen_on(where, 4));
	return 0;
}
