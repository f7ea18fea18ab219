/*
 * A path is bytes, not text: whatever they are, and however many fit, the endpoint of the socket
 * is ASCII, and leads to the same file.
 */
#include "address_text.h"

static void check_path(const char *path)
{
	struct sockaddr_storage room, given;
	struct sockaddr_un *un = (struct sockaddr_un *)&given;
	socklen_t length = sizeof room;
	struct ox_address address;
	char text[OX_TEXT_MAX];
	int listener, client;

	memset(&room, 0, sizeof room);
	memset(&given, 0, sizeof given);
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, strlen(path));
	listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_OK(ox_bind(listener, (struct sockaddr *)un, sizeof *un));
	CHECK_OK(ox_listen(listener, 1));

	CHECK_OK(ox_local(listener, text, sizeof text));
	address = address_of(text);
	CHECK_OK(ox_address_to_sockaddr(&address, (struct sockaddr *)&room, &length));
	client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&room, length));
	check_end(text, ox_peer, client);

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(listener));
}

int main(void)
{
	char path[109];
	int byte;

	CHECK_INT(0, chdir(temp_dir()));
	for (byte = 1; byte < 256; byte++) {
		snprintf(path, sizeof path, "%c.sock", byte);
		if (byte != '/')
			check_path(path);
	}
	memset(path, 'x', 108); /* the longest, without a NUL in the address */
	path[108] = '\0';
	check_path(path);
	CHECK_INT(0, chdir("/"));
	return 0;
}
