/* Under a deadline MSG_WAITALL still waits for all bytes: those that come in pieces before it are
   all received. */
#include "deadline_time.h"

static int receive_three(int s)
{
	char bytes[3];
	int received = ox_recv(s, bytes, sizeof bytes, MSG_WAITALL);

	return received == 3 && memcmp(bytes, "abc", 3) == 0 ? 3 : received;
}

static void all_are_waited_for(int s[2])
{
	struct blocked blocked;

	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, in_ms(60 * 1000)));
	block(&blocked, receive_three, s[0]);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	CHECK_INT(1, ox_send(s[1], "b", 1, 0));
	CHECK_INT(EBUSY, pthread_tryjoin_np(blocked.thread, NULL));
	CHECK_INT(1, ox_send(s[1], "c", 1, 0));
	CHECK_INT(3, result_of(&blocked));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	all_are_waited_for(s);
	unix_pair(SOCK_STREAM, s);
	all_are_waited_for(s);
	return 0;
}
