/* Where the system has no IPv6, a listener on * serves IPv4 alone, and a host with addresses of
   both families is dialled by IPv4. */
#include "private_machine.h"
#include <endian.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

/* Where the first argument is, or the half of it that counts. */
#define FIRST (offsetof(struct seccomp_data, args[0]) + (BYTE_ORDER == BIG_ENDIAN ? 4 : 0))

/* From here on the system says that it does not know the family. */
static void take_ipv6_away(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIRST),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof code / sizeof code[0], code};

	CHECK_INT(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		SKIP("needs seccomp filters");
	CHECK_ERR(EAFNOSUPPORT, ox_socket(AF_INET6, SOCK_STREAM, 0));
}

int main(void)
{
	char where[OX_TEXT_MAX];
	int listener;

	enter_private_machine();
	put_file("hosts", "::1 two.test\n127.0.0.1 two.test\n");
	take_ipv6_away();
	listener = CHECK_OK(ox_listen_on("*:0", 4));
	CHECK_OK(ox_local(listener, where, sizeof where));
	CHECK(strstr(where, "tcp://0.0.0.0:") == where);
	CHECK_OK(dial_port("two.test:%d", atoi(strrchr(where, ':') + 1), ox_now() + 5000000));
	CHECK_ERR(EAFNOSUPPORT, ox_listen_on("[::]:0", 4)); /* asked for, and not there */
	return 0;
}
