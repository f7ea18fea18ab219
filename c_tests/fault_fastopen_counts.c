/*
 * A send that also connects (MSG_FASTOPEN) counts for a rule as one call, though the connection is
 * waited for in between.
 */
#include "deadline_time.h"

static struct sockaddr_in address;

static int send_with(int flags, int64_t deadline)
{
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | flags, 0));
	int sent;

	CHECK_INT(0, ox_deadline(client, OX_SENDING, deadline));
	sent = ox_sendto(client, "hello", 5, MSG_FASTOPEN, (struct sockaddr *)&address, sizeof address);
	CHECK_OK(ox_close(client));
	return sent;
}

static void counts(int64_t deadline)
{
	int rule = CHECK_OK(ox_fault("send error=EIO nth=2"));
	int sent = send_with(0, deadline);

	if (sent == -EOPNOTSUPP)
		SKIP("net.ipv4.tcp_fastopen is off for clients");
	CHECK_INT(5, sent);
	CHECK_ERR(EIO, send_with(0, deadline));
	CHECK_INT(5, send_with(0, deadline));
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));
}

/* One that does not wait for the connection has sent nothing, and is made again by the program. */
static void does_not_count(void)
{
	int rule = CHECK_OK(ox_fault("send error=EIO nth=2"));

	CHECK_ERR(EINPROGRESS, send_with(SOCK_NONBLOCK, OX_FOREVER));
	CHECK_INT(5, send_with(0, OX_FOREVER));
	CHECK_ERR(EIO, send_with(0, OX_FOREVER));
	CHECK_OK(ox_fault_remove(rule));
}

int main(void)
{
	int listener = listen_tcp4(&address);

	CHECK_OK(ox_listen(listener, 100));
	counts(OX_FOREVER);
	counts(in_ms(60000));
	does_not_count();
	return 0;
}
