/* The ends of UNIX sockets: a path, an abstract name that the kernel chose, no name at all. */
#include "address_text.h"

int main(void)
{
	static const struct {
		int type;
		const char *scheme;
	} kinds[] = {
		{SOCK_STREAM, "unix:"},
		{SOCK_DGRAM, "unix-dgram:"},
		{SOCK_SEQPACKET, "unix-seqpacket:"},
	};
	struct sockaddr_un un;
	char expected[OX_TEXT_MAX], text[OX_TEXT_MAX];
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		int pair[2], s = CHECK_OK(ox_socket(AF_UNIX, kinds[i].type, 0));

		check_end(kinds[i].scheme, ox_local, s);
		unix_path(&un, kinds[i].scheme);
		CHECK_OK(ox_bind(s, (struct sockaddr *)&un, sizeof un));
		snprintf(expected, sizeof expected, "%s%s", kinds[i].scheme, un.sun_path);
		check_end(expected, ox_local, s);

		s = CHECK_OK(ox_socket(AF_UNIX, kinds[i].type, 0));
		CHECK_OK(ox_bind(s, (struct sockaddr *)&un, sizeof(sa_family_t)));
		CHECK_OK(ox_local(s, text, sizeof text));
		CHECK_INT(0, strncmp(text, kinds[i].scheme, strlen(kinds[i].scheme)));
		CHECK_INT('@', text[strlen(kinds[i].scheme)]);

		CHECK_OK(ox_socketpair(AF_UNIX, kinds[i].type, 0, pair));
		check_end(kinds[i].scheme, ox_peer, pair[0]);
	}
	return 0;
}
