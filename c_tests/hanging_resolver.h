/* hanging_resolver.h: a name server that hears every question and answers none, or late. */
#ifndef HANGING_RESOLVER_H
#define HANGING_RESOLVER_H

#include "private_machine.h"

/* In a private machine: the name server's socket. */
static MAYBE_UNUSED int start_name_server(void)
{
	struct sockaddr_in address = loopback4(53);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	CHECK(fd >= 0);
	CHECK_INT(0, bind(fd, (struct sockaddr *)&address, sizeof address));
	put_file("resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n");
	put_file("nsswitch.conf", "hosts: dns\nservices: files\n");
	return fd;
}

/* Wait for a question. */
static MAYBE_UNUSED void await_question(int name_server)
{
	struct pollfd entry = {name_server, POLLIN, 0};

	CHECK_INT(1, poll(&entry, 1, 5000));
}

/* Answer all the questions there are, and those that come, with "no such name", until there is
   but one thread. */
static MAYBE_UNUSED void deny_until_alone(int name_server)
{
	struct pollfd entry = {name_server, POLLIN, 0};
	unsigned char message[600];
	struct sockaddr_in from;

	while (count_threads() > 1) {
		socklen_t length = sizeof from;
		ssize_t n;

		if (poll(&entry, 1, 1) <= 0)
			continue;
		n = recvfrom(name_server, message, sizeof message, 0, (struct sockaddr *)&from, &length);
		CHECK(n >= 12);
		message[2] |= 0x80; /* an answer */
		message[3] = 0x83;  /* recursion available; no such name */
		CHECK(sendto(name_server, message, (size_t)n, 0, (struct sockaddr *)&from, length) == n);
	}
}

#endif
