/* Invalid addresses: of another family, too short, too long, unmapped. The kernel reads them, so
 * that even a wild pointer is EFAULT and not a crash. */
#include "check.h"

int main(void)
{
	struct sockaddr_in v4 = loopback4(0);
	struct sockaddr_in6 v6 = loopback6(0);
	const struct sockaddr *wild = (const struct sockaddr *)16;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_ERR(EAFNOSUPPORT, ox_bind(s, (struct sockaddr *)&v6, sizeof v6));
	CHECK_ERR(EINVAL, ox_bind(s, (struct sockaddr *)&v4, sizeof v4 - 1));
	CHECK_ERR(EINVAL, ox_bind(s, (struct sockaddr *)&v4, 0));
	CHECK_ERR(EINVAL, ox_bind(s, (struct sockaddr *)&v4, sizeof(struct sockaddr_storage) + 1));
	CHECK_ERR(EINVAL, ox_bind(s, (struct sockaddr *)&v4, (socklen_t)-1));
	CHECK_ERR(EFAULT, ox_bind(s, NULL, sizeof v4));
	CHECK_ERR(EFAULT, ox_bind(s, wild, sizeof v4));

	CHECK_ERR(EAFNOSUPPORT, ox_connect(s, (struct sockaddr *)&v6, sizeof v6));
	CHECK_ERR(EINVAL, ox_connect(s, (struct sockaddr *)&v4, sizeof v4 - 1));
	CHECK_ERR(EINVAL, ox_connect(s, (struct sockaddr *)&v4, (socklen_t)-1));
	CHECK_ERR(EFAULT, ox_connect(s, NULL, sizeof v4));
	CHECK_ERR(EFAULT, ox_connect(s, wild, sizeof v4));
	CHECK_INT(0, ox_close(s));

	CHECK_ERR(EAFNOSUPPORT, ox_socket(12345, SOCK_STREAM, 0));
	CHECK_ERR(EINVAL, ox_socket(AF_INET, 12, 0));
	CHECK_ERR(EPROTONOSUPPORT, ox_socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	CHECK_ERR(EPROTONOSUPPORT, ox_socket(AF_UNIX, SOCK_STREAM, 17));
	CHECK_ERR(ESOCKTNOSUPPORT, ox_socket(AF_UNIX, SOCK_RDM, 0));
	return 0;
}
