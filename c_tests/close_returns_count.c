/* A call on a stream that had moved some of its bytes when its handle was closed returns their
   count and not ECANCELED, so that the program knows what the peer has received. */
#include "close_blocked.h"

static char bytes[32 << 20];

static int send_much(int s)
{
	return ox_send(s, bytes, sizeof bytes, 0);
}

static int receive_ten(int s)
{
	char ten[10];

	return ox_recv(s, ten, sizeof ten, MSG_WAITALL);
}

static void sent_is_counted(int s[2])
{
	struct blocked blocked;
	int sent, received, total = 0;

	block(&blocked, send_much, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	sent = result_of(&blocked);
	CHECK(sent > 0 && sent < (int)sizeof bytes);
	while ((received = ox_recv(s[1], bytes, sizeof bytes, 0)) > 0)
		total += received;
	CHECK_INT(sent, total);
	CHECK_INT(0, ox_close(s[1]));
}

static void received_is_counted(int s[2])
{
	struct blocked blocked;

	CHECK_INT(4, ox_send(s[1], "abcd", 4, 0));
	block(&blocked, receive_ten, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(4, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];

	unix_pair(SOCK_STREAM, s);
	sent_is_counted(s);
	unix_pair(SOCK_STREAM, s);
	received_is_counted(s);
	tcp_pair(s);
	sent_is_counted(s);
	tcp_pair(s);
	received_is_counted(s);
	return 0;
}
