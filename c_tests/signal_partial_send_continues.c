/* A signal amid a large send on a stream does not make it short, as it makes send(2): the call
   continues until all of the bytes are sent, each of them once. */
#include "signal_handler.h"

enum { WORDS = 1 << 20 };

static int words[WORDS], received[WORDS];

static int send_all(int s)
{
	return ox_send(s, words, sizeof words, 0);
}

static void all_is_sent(int s[2], const char *kind)
{
	struct blocked blocked;

	printf("%s\n", kind);
	memset(received, 0, sizeof received);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + PROMPTLY * INT64_C(1000)));
	block(&blocked, send_all, s[0]);
	interrupt(&blocked);
	CHECK_INT(sizeof received / 2, ox_recv(s[1], received, sizeof received / 2, MSG_WAITALL));
	interrupt(&blocked);
	CHECK_INT(sizeof received / 2,
		  ox_recv(s[1], received + WORDS / 2, sizeof received / 2, MSG_WAITALL));
	CHECK_INT(sizeof words, result_of(&blocked));
	CHECK_INT(0, memcmp(words, received, sizeof words));
	CHECK_INT(0, ox_available(s[1]));
}

int main(void)
{
	int i, s[2];

	for (i = 0; i < WORDS; i++)
		words[i] = i;
	count_signals(SIGUSR1);
	unix_pair(SOCK_STREAM, s);
	all_is_sent(s, "UNIX stream");
	return 0;
}
