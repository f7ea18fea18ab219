/* Where a sockaddr does not fit into the room, it is cut off, and the length is the true one. */
#include "address_text.h"

int main(void)
{
	struct ox_address address = address_of("unix:/run/x");
	unsigned char bytes[sizeof(struct sockaddr_storage)];
	socklen_t whole = offsetof(struct sockaddr_un, sun_path) + sizeof "/run/x", room, length;
	socklen_t i;

	for (room = 0; room <= whole; room++) {
		memset(bytes, 'x', sizeof bytes);
		length = room;
		CHECK_INT(0, ox_address_to_sockaddr(&address, (struct sockaddr *)bytes, &length));
		CHECK_INT(whole, length);
		for (i = room; i < sizeof bytes; i++)
			CHECK_INT('x', bytes[i]);
	}

	length = 0;
	CHECK_INT(0, ox_address_to_sockaddr(&address, NULL, &length)); /* how long is it? */
	CHECK_INT(whole, length);
	length = (socklen_t)-1;
	CHECK_ERR(EINVAL, ox_address_to_sockaddr(&address, (struct sockaddr *)bytes, &length));
	return 0;
}
