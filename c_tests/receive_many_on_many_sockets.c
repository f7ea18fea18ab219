/* Calls of several threads that receive from one socket wait on a set that they share, and there are
   fewer sets than sockets here: each datagram still wakes a call on its own socket, and closing a
   socket ends the calls on that one alone. */
#include "close_blocked.h"

enum { SOCKETS = 65, EACH = 2 };

static struct blocked receivers[SOCKETS][EACH];
static int sockets[SOCKETS][2];

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void block_all(void)
{
	int i, j;

	for (i = 0; i < SOCKETS; i++)
		for (j = 0; j < EACH; j++)
			block(&receivers[i][j], receive, sockets[i][0]);
}

static void send_to(int i)
{
	int j;

	for (j = 0; j < EACH; j++)
		CHECK_INT(1, ox_send(sockets[i][1], "x", 1, 0));
	for (j = 0; j < EACH; j++)
		CHECK_INT(1, result_of(&receivers[i][j]));
}

static void close_one(int i)
{
	int j;

	CHECK_INT(0, ox_close(sockets[i][0]));
	for (j = 0; j < EACH; j++)
		CHECK_ERR(ECANCELED, result_of(&receivers[i][j]));
}

int main(void)
{
	int i;

	for (i = 0; i < SOCKETS; i++)
		unix_pair(SOCK_DGRAM, sockets[i]);
	block_all();
	for (i = SOCKETS - 1; i >= 0; i--)
		send_to(i);
	block_all();
	for (i = 0; i < SOCKETS; i++)
		close_one(i);
	return 0;
}
