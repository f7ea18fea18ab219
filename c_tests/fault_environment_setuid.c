/* OXSOCK_FAULTS is ignored in a program that has more rights than its caller. */
#include "check.h"
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>

static void copy_myself(const char *path)
{
	char chunk[65536];
	int from = open("/proc/self/exe", O_RDONLY), to = open(path, O_WRONLY | O_CREAT, 0700);
	ssize_t n;

	CHECK(from >= 0 && to >= 0);
	while ((n = read(from, chunk, sizeof chunk)) > 0)
		CHECK_INT(n, write(to, chunk, (size_t)n));
	CHECK_INT(0, fchmod(to, 04755));
	close(from);
	close(to);
}

int main(int argc, char **argv)
{
	char path[128];
	pid_t child;
	int status;

	if (argc > 1) { /* in the copy */
		if (getauxval(AT_SECURE) == 0)
			return 77;
		ox_close(ox_socket(AF_UNIX, SOCK_STREAM, 0));
		return ox_fault_at(0);
	}
	if (geteuid() != 0)
		SKIP("needs root, to make a set-uid program");
	CHECK_INT(0, chmod(temp_dir(), 0755));
	snprintf(path, sizeof path, "%s/copy", temp_dir());
	copy_myself(path);
	if ((child = fork()) == 0) {
		setenv("OXSOCK_FAULTS", "any error=EIO", 1);
		CHECK(setgid(65534) == 0 && setuid(65534) == 0);
		execl(path, path, "again", (char *)NULL);
		_exit(77);
	}
	(void)argv;
	status = wait_for_child(child);
	/* A shared object that only LD_LIBRARY_PATH names is not found by such a program. */
	if (WIFEXITED(status) && (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127))
		SKIP("no set-uid programs here");
	CHECK(WIFEXITED(status));
	CHECK_INT(0, WEXITSTATUS(status));
	return 0;
}
