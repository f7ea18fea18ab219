/* oxsock checks by a system call whether an array of buffers can be read. Where a sandbox refuses
   that system call, the sandbox's error is returned, and not EFAULT for an array that is valid. */
#include "close_blocked.h"
#include "refuses.h"

#include <sys/uio.h>

static void transfer(int error)
{
	char byte = 'a';
	struct iovec one = {&byte, 1};
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(1, ox_writev(s[0], &one, 1));
	if (error != 0)
		refuse(SYS_rt_sigprocmask, error);
	CHECK_INT(error != 0 ? -error : 1, ox_writev(s[0], &one, 1));
	CHECK_INT(error != 0 ? -error : 1, ox_readv(s[1], &one, 1));
	CHECK_ERR(EFAULT, ox_writev(s[0], NULL, 1));
	CHECK_ERR(EFAULT, ox_readv(s[1], NULL, 1));
	CHECK_INT(1, ox_read(s[1], &byte, 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	const int errors[] = {ENOSYS, EPERM};
	int i;

	for (i = 0; i < 2; i++) {
		pid_t child = fork();

		if (child == 0) {
			transfer(errors[i]);
			_exit(0);
		}
		check_child(child);
	}
	transfer(0);
	return 0;
}
