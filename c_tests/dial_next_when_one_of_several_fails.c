/* While one attempt waits for an answer, and another fails, the next starts at once, and not a
   quarter of a second later. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_in6 silent = loopback6(0);
	char endpoint[OX_TEXT_MAX];
	int64_t start, took;
	int port;

	enter_private_machine();
	put_file("hosts", "::1 many.test\n127.0.0.1 many.test\n127.0.0.2 many.test\n"
			  "127.0.0.3 many.test\n127.0.0.4 many.test\n127.0.0.5 many.test\n"
			  "127.0.0.6 many.test\n127.0.0.7 many.test\n127.0.0.8 many.test\n");
	port = deaf_listener((struct sockaddr *)&silent, sizeof silent);
	snprintf(endpoint, sizeof endpoint, "127.0.0.8:%d", port); /* the others refuse */
	CHECK_OK(ox_listen_on(endpoint, 4));

	start = ox_now();
	CHECK_OK(dial_port("many.test:%d", port, start + 10000000));
	took = ox_now() - start;
	CHECK(took >= 250000 && took < 1400000); /* 2000000 if each had its quarter */
	return 0;
}
