/* No descriptor of oxsock's is inherited by another program: after fork and exec only those are
   open that this program had itself inherited. */
#include "close_blocked.h"
#include "needs.h"

#include <fcntl.h>
#include <linux/close_range.h>

/* The other program: this one with an argument. Its descriptors are the standard three. */
static int look(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;

	CHECK(dir != NULL);
	while ((entry = readdir(dir)) != NULL) {
		int fd = atoi(entry->d_name);

		if (fd > 2 && fd != dirfd(dir)) {
			fprintf(stderr, "descriptor %d came through the exec\n", fd);
			return 1;
		}
	}
	closedir(dir);
	return 0;
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* A socket of every kind, from every call that makes one. */
static void open_every_kind(void)
{
	struct sockaddr_in address;
	struct blocked blocked;
	int listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int fd, s[2];

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
	ox_socket(AF_INET6, SOCK_STREAM, 0);
	ox_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	unix_pair(SOCK_STREAM, s);
	CHECK_OK(ox_fcntl(s[0], F_DUPFD_CLOEXEC, 0));
	CHECK_OK(ox_fcntl(s[0], F_DUPFD, 0));
	unix_pair(SOCK_SEQPACKET, s);
	CHECK((fd = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0);
	CHECK_OK(ox_adopt(fd));
	CHECK((fd = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0);
	CHECK_OK(ox_release(CHECK_OK(ox_adopt(fd))));

	/* Waking waiters may take a descriptor, too. */
	unix_pair(SOCK_DGRAM, s);
	CHECK_OK(ox_fd(s[0]));
	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
}

int main(int argc, char **argv)
{
	struct blocked blocked;
	pid_t child;
	int s[2];

	if (argc > 1 && strcmp(argv[1], "look") == 0)
		return look();
	needs_exec();

	/* What this program was given is not the question. */
	if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
		SKIP("no close_range here");
	open_every_kind();
	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]); /* a fork may need descriptors to keep account of that */
	if ((child = fork()) == 0) {
		execlp(argv[0], argv[0], "look", (char *)NULL);
		_exit(1);
	}
	check_child(child);
	return 0;
}
