/*
 * What only streams have: listening, accepting, urgent data.
 */
#include "check.h"

static void refuse(int domain)
{
	char byte;
	int s = CHECK_OK(ox_socket(domain, SOCK_DGRAM, 0));

	CHECK_ERR(EOPNOTSUPP, ox_listen(s, 1));
	CHECK_ERR(EOPNOTSUPP, ox_accept(s, NULL, NULL));
	CHECK_ERR(EOPNOTSUPP, ox_send(s, "x", 1, MSG_OOB));
	CHECK_ERR(EAGAIN, ox_recv(s, &byte, 1, MSG_DONTWAIT));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	int s;

	refuse(AF_INET);
	refuse(AF_UNIX);

	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(ENOTTY, ox_sockatmark(s));
	CHECK_OK(ox_close(s));
	return 0;
}
