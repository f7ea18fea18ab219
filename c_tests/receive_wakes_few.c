/* A datagram wakes one of the threads that wait for it with recv(2), and not all of them. With
   ox_recv one more may wake, but their number does not count. */
#include "dgram_loopback.h"
#include "receivers.h"

enum { DATAGRAMS = 200 };

int main(void)
{
	struct sockaddr_in address;
	struct receivers receivers;
	int s = bind_udp4(&address);
	int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	long before, each;
	int i;

	CHECK_INT(0, connect(sender, (struct sockaddr *)&address, sizeof address));
	start_receivers(&receivers, take_datagram, s);
	before = sleeps();
	for (i = 0; i < DATAGRAMS; i++) {
		CHECK_INT(1, send(sender, "x", 1, 0));
		await(&receivers.taken);
	}
	each = (sleeps() - before) / DATAGRAMS;
	printf("a datagram had %ld threads sleep again\n", each);
	CHECK(each <= 5); /* the sender, a receiver, the next one */
	await_receivers(&receivers);
	CHECK_INT(0, ox_close(s));
	join_receivers(&receivers, ECANCELED);
	return 0;
}
