/*
 * Raw sockets need CAP_NET_RAW: without it, EPERM. One that was opened before the privilege
 * was given up goes on working.
 */
#include "check.h"

#include <linux/capability.h>

/* Every capability of this process. */
static void drop_privileges(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

	memset(none, 0, sizeof none);
	CHECK_INT(0, syscall(SYS_capset, &header, none));
}

int main(void)
{
	struct sockaddr_in target = loopback4(0);
	char echo[8] = {8, 0, (char)0xF7, (char)0xFF, 0, 0, 0, 0}; /* type 8, checksum */
	int before = ox_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);

	drop_privileges();
	CHECK_ERR(EPERM, ox_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
	CHECK_INT(EPERM, errno);
	CHECK_ERR(EPERM, ox_socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
	CHECK_ERR(EPERM, ox_socket(AF_INET, SOCK_RAW, 253));

	if (before >= 0) {
		CHECK_INT(sizeof echo, ox_sendto(before, echo, sizeof echo, 0,
						 (struct sockaddr *)&target, sizeof target));
		CHECK_OK(ox_close(before));
	}
	return 0;
}
