/* The longest text fits into OX_TEXT_MAX: a name of which every byte is written as a code. */
#include "address_text.h"

int main(void)
{
	struct ox_address address, again;
	struct sockaddr_un un;
	char text[OX_TEXT_MAX];

	memset(&un, 0xff, sizeof un);
	un.sun_family = AF_UNIX;
	CHECK_OK(ox_address_from_sockaddr(&address, SOCK_SEQPACKET, (struct sockaddr *)&un, sizeof un));
	CHECK_INT(strlen("unix-seqpacket:") + 3 * sizeof un.sun_path,
		  ox_address_text(&address, text, sizeof text));
	again = address_of(text);
	CHECK_INT(1, ox_address_equal(&address, &again));
	return 0;
}
