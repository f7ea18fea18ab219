/* In a chroot without /proc, as some daemons use, ?mode= gives the file its permission bits despite
   the umask, and a dead server's file of the same user without write permission is replaced. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

static void confine(void)
{
	const char *root = temp_dir();

	CHECK_INT(0, chmod(root, 0777));
	if (chroot(root) != 0 && (unshare(CLONE_NEWUSER) != 0 || chroot(root) != 0))
		SKIP("this user cannot have a root of its own");
	CHECK_INT(0, chdir("/"));
	if (geteuid() == 0)
		CHECK_INT(0, setuid(65534)); /* whom permissions bind */
}

static void has_mode(const char *path, unsigned mode)
{
	struct stat found;

	CHECK_INT(0, stat(path, &found));
	CHECK_INT(mode, found.st_mode & 0777);
}

static void leave_dead_socket(const char *path, unsigned mode)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(name.sun_path, path);
	CHECK_INT(0, bind(fd, (struct sockaddr *)&name, sizeof name));
	CHECK_INT(0, chmod(path, mode));
	close(fd);
}

int main(void)
{
	const int fchmodat2 = 452;
	int s, status;
	pid_t child = fork();

	if (child == 0) {
		confine();
		if (syscall(fchmodat2, AT_FDCWD, "/", 0777, 0x100) != 0 && errno == ENOSYS)
			SKIP("the kernel needs /proc for it");
		umask(077);
		s = CHECK_OK(ox_listen_on("unix:/with-mode?mode=0666", 1));
		has_mode("/with-mode", 0666);
		CHECK_INT(0, ox_close(s));

		leave_dead_socket("/dead", 0060);
		s = CHECK_OK(ox_listen_on("unix:/dead?mode=0600", 1));
		has_mode("/dead", 0600);
		CHECK_INT(0, ox_close(s));
		exit(0);
	}
	status = wait_for_child(child);
	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}
