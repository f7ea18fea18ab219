/* UNIX sockets are dialled by path and by abstract name, streams and sequences of packets alike. */
#include "check.h"

static void meet(const char *endpoint)
{
	int listener = CHECK_OK(ox_listen_on(endpoint, 4)), s, accepted;
	char where[OX_TEXT_MAX], word[8] = "";

	CHECK_OK(ox_local(listener, where, sizeof where));
	s = CHECK_OK(ox_dial(where, OX_FOREVER));
	accepted = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(5, ox_write(s, "hello", 5));
	CHECK_INT(5, ox_read(accepted, word, sizeof word));
	CHECK(strcmp(word, "hello") == 0);
	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(accepted));
	CHECK_OK(ox_close(listener));
}

int main(void)
{
	char endpoint[200];

	snprintf(endpoint, sizeof endpoint, "unix:%s/stream", temp_dir());
	meet(endpoint);
	snprintf(endpoint, sizeof endpoint, "unix-seqpacket:%s/packets", temp_dir());
	meet(endpoint);
	meet("unix:"); /* a name of the system's choice */
	meet("unix-seqpacket:");
	return 0;
}
