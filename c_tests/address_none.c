/* An address whose bytes are all zero is empty: its family and type are 0, and it has no text. */
#include "address_text.h"

int main(void)
{
	struct ox_address none, other = address_of("tcp://0.0.0.0:0");
	struct sockaddr_storage room;
	socklen_t length = sizeof room;
	char text[OX_TEXT_MAX] = "before";

	memset(&none, 0, sizeof none);
	CHECK_INT(AF_UNSPEC, ox_address_family(&none));
	CHECK_INT(0, ox_address_type(&none));
	CHECK_ERR(EAFNOSUPPORT, ox_address_port(&none));
	CHECK_INT(1, ox_address_equal(&none, &none));
	CHECK_INT(0, ox_address_equal(&none, &other));
	CHECK_ERR(EINVAL, ox_address_text(&none, text, sizeof text));
	CHECK_ERR(EINVAL, ox_address_to_sockaddr(&none, (struct sockaddr *)&room, &length));
	return 0;
}
