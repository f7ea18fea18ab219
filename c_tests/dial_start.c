/* ox_dial_start does not wait: the handle polls writable when the connection has been made or has
   failed, and the option socket.error says which. */
#include "private_machine.h"
#include <fcntl.h>

static int start_at(const char *format, int port)
{
	char endpoint[OX_TEXT_MAX];

	snprintf(endpoint, sizeof endpoint, format, port);
	return ox_dial_start(endpoint);
}

/* What became of it. */
static int64_t outcome(int s)
{
	struct pollfd entry = {s, POLLOUT, 0};
	int64_t error = -1;

	CHECK_INT(1, ox_poll(&entry, 1, 5000));
	CHECK_OK(ox_option_get(s, "socket.error", &error));
	return error;
}

int main(void)
{
	struct sockaddr_in address, deaf = loopback4(0);
	struct sockaddr_un path;
	int listener, s, i;
	char byte, text[OX_TEXT_MAX];
	int64_t value;

	listener = listen_tcp4(&address);
	s = CHECK_OK(start_at("127.0.0.1:%d", ntohs(address.sin_port)));
	CHECK_INT(0, outcome(s));
	CHECK_INT(O_NONBLOCK, CHECK_OK(ox_fcntl(s, F_GETFL, 0)) & O_NONBLOCK);
	CHECK_OK(ox_option_get(s, "tcp.nodelay", &value));
	CHECK_INT(1, value);
	CHECK_ERR(EAGAIN, ox_read(s, &byte, 1));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(listener));

	s = start_at("127.0.0.1:%d", ntohs(address.sin_port));
	CHECK_INT(ECONNREFUSED, s < 0 ? -s : outcome(s));

	/* It is being connected, and stays so. */
	s = CHECK_OK(start_at("127.0.0.1:%d", deaf_listener((struct sockaddr *)&deaf, sizeof deaf)));
	{
		struct pollfd entry = {s, POLLOUT, 0};

		CHECK_INT(0, ox_poll(&entry, 1, 0));
	}
	CHECK_OK(start_at("udp://127.0.0.1:%d", 9));

	unix_path(&path, "sock");
	CHECK_OK(ox_endpoint_path(path.sun_path, SOCK_STREAM, text, sizeof text));
	CHECK_ERR(ENOENT, ox_dial_start(text));
	CHECK(strstr(ox_explanation(), "No such file or directory") != NULL);
	CHECK_OK(ox_listen_on(text, 0));
	s = CHECK_OK(ox_dial_start(text));
	CHECK_INT(0, outcome(s));
	for (i = 0; i < 10 && (s = ox_dial_start(text)) >= 0; i++)
		;
	CHECK_INT(-EAGAIN, s);

	CHECK_ERR(EINVAL, ox_dial_start("localhost:80"));
	CHECK(strstr(ox_explanation(), "localhost:80: there is a name") != NULL);
	CHECK_ERR(EINVAL, ox_dial_start("127.0.0.1:http"));
	CHECK_ERR(EINVAL, ox_dial_start("*:80"));
	CHECK_ERR(EINVAL, ox_dial_start("unix:"));
	CHECK_ERR(EINVAL, ox_dial_start("unix:/x?mode=0600"));
	CHECK_ERR(EINVAL, ox_dial_start("127.0.0.1"));
	CHECK_ERR(EFAULT, ox_dial_start(NULL));
	return 0;
}
