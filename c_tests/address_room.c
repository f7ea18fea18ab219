/* A text that does not fit is not cut off: the room then holds an empty one. */
#include "address_text.h"

int main(void)
{
	struct ox_address address = address_of("tcp://[::1]:80");
	char text[16];

	CHECK_INT(14, ox_address_text(&address, text, 15));
	check_text("tcp://[::1]:80", text);
	CHECK_ERR(ENOSPC, ox_address_text(&address, text, 14));
	check_text("", text);
	CHECK_INT('c', text[1]);
	CHECK_ERR(ENOSPC, ox_address_text(&address, text, 1));
	CHECK_ERR(ENOSPC, ox_address_text(&address, text, 0));
	CHECK_ERR(ENOSPC, ox_address_text(&address, NULL, 0));
	return 0;
}
