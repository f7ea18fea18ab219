/* A handle is closed that another thread waits on, while no descriptor is free. A file that the
   program opens meanwhile is neither closed nor replaced, whatever its number. */
#include "meddle.h"

#include <sys/stat.h>

static int fd, file = -1;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* The second try comes when there may be room again. */
static int refuse_once(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0)
		return -EMFILE;
	if (fcntl(fd, F_GETFD) < 0) {
		int null = open("/dev/null", O_RDONLY);

		file = null == fd ? null : dup2(null, fd);
	}
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = SYS_epoll_create1, .decide = refuse_once};
	struct blocked blocked;
	struct stat null, there;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	fd = CHECK_OK(ox_fd(s[0]));
	block(&blocked, receive, s[0]);
	meddle(&meddler);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	if (file >= 0) {
		CHECK_INT(0, stat("/dev/null", &null));
		CHECK_INT(0, fstat(file, &there));
		CHECK(there.st_rdev == null.st_rdev);
	}
	return 0;
}
