/* A path becomes an endpoint that leads to that very path, whatever bytes it holds. */
#include "address_text.h"

int main(void)
{
	char text[OX_TEXT_MAX], path[110], raw[108];
	struct ox_address address;
	struct sockaddr_un name;
	socklen_t length = sizeof name;
	int byte, i;

	CHECK_INT(21, ox_endpoint_path("/run/50% ?", SOCK_STREAM, text, sizeof text));
	check_text("unix:/run/50%25%20%3F", text);
	CHECK_OK(ox_endpoint_path("@sign", SOCK_DGRAM, text, sizeof text));
	check_text("unix-dgram:%40sign", text);
	CHECK_OK(ox_endpoint_path("x", SOCK_SEQPACKET, text, sizeof text));
	check_text("unix-seqpacket:x", text);

	for (byte = 1; byte < 256; byte++) {
		for (i = 0; i < 108; i++)
			path[i] = (char)byte;
		path[108] = '\0';
		CHECK_OK(ox_endpoint_path(path, SOCK_STREAM, text, sizeof text));
		address = address_of(text);
		length = sizeof name;
		CHECK_OK(ox_address_to_sockaddr(&address, (struct sockaddr *)&name, &length));
		memcpy(raw, name.sun_path, sizeof raw);
		CHECK(memcmp(raw, path, sizeof raw) == 0);
	}
	path[108] = 'x';
	path[109] = '\0';
	CHECK_ERR(ENAMETOOLONG, ox_endpoint_path(path, SOCK_STREAM, text, sizeof text));
	CHECK_ERR(EINVAL, ox_endpoint_path("", SOCK_STREAM, text, sizeof text));
	CHECK_ERR(ESOCKTNOSUPPORT, ox_endpoint_path("/x", SOCK_RAW, text, sizeof text));
	CHECK_ERR(EFAULT, ox_endpoint_path(NULL, SOCK_STREAM, text, sizeof text));
	CHECK_ERR(ENOSPC, ox_endpoint_path("/x", SOCK_STREAM, text, 7));
	check_text("", text);
	CHECK_INT(7, ox_endpoint_path("/x", SOCK_STREAM, text, 8));

	/* As a listener's and a dialler's. */
	snprintf(path, sizeof path, "%s/50%% of it?", temp_dir());
	CHECK_OK(ox_endpoint_path(path, SOCK_STREAM, text, sizeof text));
	CHECK_OK(ox_listen_on(text, 1));
	CHECK_INT(0, access(path, F_OK));
	CHECK_OK(ox_dial(text, OX_FOREVER));
	return 0;
}
