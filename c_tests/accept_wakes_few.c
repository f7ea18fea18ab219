/* A connection wakes one of the threads that wait for it with accept(2), and not all of them. With
   ox_accept one more may wake, but their number does not count. */
#include "receivers.h"

enum { CONNECTIONS = 100 };

static int take(int listener)
{
	int s = ox_accept(listener, NULL, NULL);

	return s < 0 ? s : ox_close(s);
}

int main(void)
{
	struct sockaddr_in address;
	struct receivers receivers;
	int listener = listen_tcp4(&address);
	long before, each;
	int i, s;

	start_receivers(&receivers, take, listener);
	before = sleeps();
	for (i = 0; i < CONNECTIONS; i++) {
		CHECK((s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) >= 0);
		CHECK_INT(0, connect(s, (struct sockaddr *)&address, sizeof address));
		await(&receivers.taken);
		close(s);
	}
	each = (sleeps() - before) / CONNECTIONS;
	printf("a connection had %ld threads sleep again\n", each);
	CHECK(each <= 6); /* who connects, a receiver, the next one */
	await_receivers(&receivers);
	CHECK_INT(0, ox_close(listener));
	join_receivers(&receivers, ECANCELED);
	return 0;
}
