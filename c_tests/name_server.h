/* name_server.h: a name server that knows the address 127.0.0.1 or ::1 for every name, and answers
   questions for one family, or for the other only some time later. */
#ifndef NAME_SERVER_H
#define NAME_SERVER_H

#include "hanging_resolver.h"
#include <signal.h>
#include <sys/prctl.h>

enum { TYPE_A = 1, TYPE_AAAA = 28 };

struct question {
	unsigned char message[600];
	size_t length; /* up to the end of the question */
	int type;
	struct sockaddr_in from;
};

static MAYBE_UNUSED int hear_question(int fd, struct question *question)
{
	socklen_t room = sizeof question->from;
	ssize_t n;
	size_t i = 12;

	do
		n = recvfrom(fd, question->message, sizeof question->message, 0,
			     (struct sockaddr *)&question->from, &room);
	while (n < 0 && errno == EINTR);
	CHECK(n > 16);
	while (i < (size_t)n && question->message[i] != 0)
		i += question->message[i] + 1u;
	CHECK(i + 5 <= (size_t)n);
	question->type = question->message[i + 1] << 8 | question->message[i + 2];
	question->length = i + 5;
	return question->type;
}

static MAYBE_UNUSED void answer_question(int fd, struct question *question)
{
	static const unsigned char head[] = {0xC0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
	const size_t size = question->type == TYPE_A ? 4 : 16;
	unsigned char *end = question->message + question->length;

	question->message[2] |= 0x80; /* an answer */
	question->message[3] = 0x80;  /* recursion available */
	memset(question->message + 6, 0, 6);
	question->message[7] = 1; /* of one address */
	memcpy(end, head, sizeof head);
	end[3] = (unsigned char)question->type;
	end[11] = (unsigned char)size;
	end += sizeof head;
	memset(end, 0, size);
	end[size - 1] = 1;
	if (question->type == TYPE_A)
		end[0] = 127;
	end += size;
	CHECK(sendto(fd, question->message, (size_t)(end - question->message), 0,
		     (struct sockaddr *)&question->from, sizeof question->from) > 0);
}

/* In a private machine: start one, in a process that ends with this one, that answers questions of
   this type at once, and those of the other type after so many milliseconds, or never if 0. */
static MAYBE_UNUSED void start_one_family_server(int type, int later)
{
	int fd = start_name_server();

	if (fork() == 0) {
		struct question others[32], question;
		int count = 0, i;
		int64_t when = 0;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			struct pollfd entry = {fd, POLLIN, 0};
			int wait = when == 0 ? -1 : (int)((when - ox_now()) / 1000 + 1);

			if (when != 0 && ox_now() >= when) {
				for (i = 0; i < count; i++)
					answer_question(fd, &others[i]);
				count = 0;
				wait = -1;
			}
			if (poll(&entry, 1, wait) <= 0)
				continue;
			if (hear_question(fd, &question) == type)
				answer_question(fd, &question);
			else if (later != 0 && count < 32) {
				others[count++] = question;
				if (when == 0)
					when = ox_now() + later * 1000;
			}
		}
	}
	close(fd);
}

#endif
