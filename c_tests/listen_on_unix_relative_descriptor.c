/* For a relative path the library keeps a descriptor of the directory. A program that closes
   unknown descriptors, and uses their numbers again, loses none of its own files; at worst the
   socket's file stays. */
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>

enum { NUMBERS = 64 };

static int dir; /* the test's own directory, and where it is */

/* How many there are, without those that a memory checker has far above. */
static int descriptors(void)
{
	int count = 0, fd;

	for (fd = 0; fd < NUMBERS; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static int file_is_there(void)
{
	struct stat status;

	return fstatat(dir, "here", &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Listen; put duplicates of a descriptor in place of all that the program did not make itself;
   close from another directory. No duplicate may be gone afterwards. */
static void close_with_numbers_taken(int taker)
{
	int listener = CHECK_OK(ox_listen_on("unix:here", 4)), own = CHECK_OK(ox_fd(listener)), fd;
	int taken[NUMBERS] = {0}, count = 0;

	for (fd = 3; fd < NUMBERS; fd++)
		if (fd != own && fd != dir && fd != taker && fcntl(fd, F_GETFD) >= 0) {
			CHECK_INT(fd, dup3(taker, fd, O_CLOEXEC));
			taken[fd] = 1;
			count++;
		}
	CHECK(count > 0);
	CHECK_INT(0, chdir("/"));
	CHECK_OK(ox_close(listener));
	CHECK_INT(0, fchdir(dir));
	for (fd = 3; fd < NUMBERS; fd++)
		if (taken[fd])
			CHECK_INT(0, close(fd));
}

int main(void)
{
	int before, with_listener, listener, other, fd;
	pid_t child;

	CHECK((dir = open(temp_dir(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0);
	CHECK_INT(0, fchdir(dir));
	before = descriptors();

	/* None is kept for a socket that failed, was closed or released, nor in a child. */
	listener = CHECK_OK(ox_listen_on("unix:here", 4));
	with_listener = descriptors();
	CHECK_ERR(EADDRINUSE, ox_listen_on("unix:here", 4));
	CHECK_INT(with_listener, descriptors());
	CHECK((child = fork()) >= 0);
	if (child == 0) {
		CHECK_INT(with_listener - 1, descriptors());
		CHECK_OK(ox_close(listener));
		CHECK(file_is_there());
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, close(CHECK_OK(ox_release(listener))));
	CHECK_INT(before, descriptors());
	listener = CHECK_OK(ox_listen_on("unix:here", 4)); /* the stale one is replaced */
	CHECK_OK(ox_close(listener));
	CHECK(!file_is_there());
	CHECK_INT(before, descriptors());

	/* Its number has become another's: of another directory, of the same. */
	CHECK((other = open("/etc", O_PATH | O_DIRECTORY | O_CLOEXEC)) >= 0);
	close_with_numbers_taken(other);
	CHECK(file_is_there());
	close_with_numbers_taken(dir);
	CHECK(file_is_there());

	/* It is gone, but the program is where it was. */
	listener = CHECK_OK(ox_listen_on("unix:here", 4));
	for (fd = 3; fd < NUMBERS; fd++)
		if (fd != dir && fd != CHECK_OK(ox_fd(listener)))
			close(fd);
	CHECK_OK(ox_close(listener));
	CHECK(!file_is_there());
	return 0;
}
