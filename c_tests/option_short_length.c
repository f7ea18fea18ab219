/*
 * Lengths of option values: setting from fewer bytes than an int gives EINVAL; reading into
 * less room cuts the value and says how much there is of it; negative lengths give EINVAL.
 */
#include "check.h"
#include "needs.h"

int main(void)
{
	int value[1024] = {1}, back = SOCK_STREAM;
	unsigned char bytes[128];
	socklen_t length;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	needs_true_errors();
	CHECK_ERR(EINVAL, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, value, 3));
	CHECK_ERR(EINVAL, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, value, 0));
	CHECK_ERR(EINVAL, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, value, (socklen_t)-1));
	/* What is beyond the int is ignored. */
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, value, sizeof value));

	length = 2;
	memset(bytes, 0x55, sizeof bytes);
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_TYPE, bytes, &length));
	CHECK_INT(2, length);
	CHECK(memcmp(bytes, &back, 2) == 0);
	CHECK_INT(0x55, bytes[2]);
	CHECK_INT(0x55, bytes[3]);

	length = 0;
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_TYPE, bytes, &length));
	CHECK_INT(0, length);

	length = sizeof bytes;
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_TYPE, bytes, &length));
	CHECK_INT(sizeof back, length);
	CHECK(memcmp(bytes, &back, sizeof back) == 0);

	length = (socklen_t)-1;
	CHECK_ERR(EINVAL, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &back, &length));
	CHECK_OK(ox_close(s));
	return 0;
}
