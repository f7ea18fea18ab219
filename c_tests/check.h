/*
 * check.h: what every program in this directory shares. Include it first.
 *
 * A program tests one behaviour. It ends with 0 when what it says holds, with 1 at the first check
 * that fails, and with 77 when the machine cannot show it (see SKIP).
 *
 * Everything is static, so that each program is one file, and may stay unused.
 *
 * The programs dlopen_*.c are not linked to oxsock. They define CHECK_DLOPEN, which leaves out
 * what calls it.
 */
#ifndef OXSOCK_CHECK_H
#define OXSOCK_CHECK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <oxsock.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The numbers of the system calls with a time, which has 64 bits on processors of 32, too. */
#ifdef SYS_ppoll_time64
#define NUMBER_OF_PPOLL SYS_ppoll_time64
#define NUMBER_OF_RECVMMSG SYS_recvmmsg_time64
#else
#define NUMBER_OF_PPOLL SYS_ppoll
#define NUMBER_OF_RECVMMSG SYS_recvmmsg
#endif

/* The recvmmsg(2) that takes this program's struct timespec. */
#define NUMBER_OF_ITS_RECVMMSG                                                                     \
	(sizeof(struct timespec) > 2 * sizeof(long) ? NUMBER_OF_RECVMMSG : SYS_recvmmsg)

/* The system call in which calls wait for a millisecond or more, and its timeout that never
   comes. */
#if defined __x86_64__ || defined __i386__
#define NUMBER_OF_WAIT SYS_poll
#define WAIT_FOR_EVER -1
#else
#define NUMBER_OF_WAIT NUMBER_OF_PPOLL
#define WAIT_FOR_EVER 0
#endif

/* Of the same C library: the one that it calls. */
#if !defined SYS_timerfd_settime && defined SYS_timerfd_settime32
#define SYS_timerfd_settime SYS_timerfd_settime32
#define SYS_timerfd_gettime SYS_timerfd_gettime32
#endif

#define MAYBE_UNUSED __attribute__((unused))

/* SO_RCVTIMEO and SO_SNDTIMEO end by the system's ticks: where it has counted one too late, by so
   many microseconds too early. */
#define A_TICK 10000

/* ---- Checks ---------------------------------------------------------------------------- */

/* The condition must hold. */
#define CHECK(condition) \
	((condition) ? (void)0 : check_failed(__FILE__, __LINE__, "does not hold: " #condition))

/* The expression must have this value. */
#define CHECK_INT(expected, expression) \
	check_int(__FILE__, __LINE__, #expression, (long long)(expected), (long long)(expression))

/* The call must succeed; CHECK_OK is what it returned. */
#define CHECK_OK(expression) check_ok(__FILE__, __LINE__, #expression, (expression))

/* The call must return this error, as in CHECK_ERR(EAGAIN, ox_recv(s, buf, 1, 0)). */
#define CHECK_ERR(code, expression) CHECK_INT(-(code), expression)

/* End here: this machine cannot show it. */
#define SKIP(reason) (printf("skipped: %s\n", reason), exit(SKIPPED))
#define SKIPPED 77

/* End here unless this holds of the system's own calls, which what emulates a processor may not
   make as the kernel does. */
#define NEEDS(condition) \
	((condition) ? (void)0 : SKIP("here this does not hold of the bare calls: " #condition))

static MAYBE_UNUSED void check_failed(const char *file, int line, const char *message)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, message);
	exit(1);
}

/* " (ECONNREFUSED)" after a value that is an error code. */
static MAYBE_UNUSED void check_print_name(long long value)
{
#ifdef CHECK_DLOPEN
	const char *name = value < 0 ? strerror((int)-value) : NULL;
#else
	const char *name = value < 0 ? ox_errname((int)value) : NULL;
#endif
	if (name != NULL)
		fprintf(stderr, " (%s)", name);
}

static MAYBE_UNUSED void check_int(const char *file, int line, const char *text,
				   long long expected, long long value)
{
	if (value == expected)
		return;
	fprintf(stderr, "%s:%d: %s is %lld", file, line, text, value);
	check_print_name(value);
	fprintf(stderr, ", not %lld", expected);
	check_print_name(expected);
	fprintf(stderr, "\n");
	exit(1);
}

static MAYBE_UNUSED int check_ok(const char *file, int line, const char *text, int value)
{
	if (value >= 0)
		return value;
	fprintf(stderr, "%s:%d: %s failed with %d", file, line, text, value);
	check_print_name(value);
	fprintf(stderr, "\n");
	exit(1);
}

/* ---- Threads and children -------------------------------------------------------------- */

static MAYBE_UNUSED pid_t my_tid(void)
{
	return (pid_t)syscall(SYS_gettid);
}

struct check_start {
	void *(*run)(void *);
	void *argument;
	pid_t tid;
	sem_t has_started;
};

/* Wait for a semaphore, whatever signals come. */
static MAYBE_UNUSED void await(sem_t *semaphore)
{
	while (sem_wait(semaphore) != 0)
		CHECK_INT(EINTR, errno);
}

static MAYBE_UNUSED void *check_thread(void *argument)
{
	struct check_start *start = (struct check_start *)argument;
	void *(*run)(void *) = start->run;
	void *given = start->argument;

	start->tid = my_tid();
	sem_post(&start->has_started); /* from here on *start is gone */
	return run(given);
}

/* Start a thread. Returns its thread id, for wait_until_blocked; end it with pthread_join. */
static MAYBE_UNUSED int start_thread(pthread_t *thread, void *(*run)(void *), void *argument)
{
	struct check_start start;

	start.run = run;
	start.argument = argument;
	CHECK_INT(0, sem_init(&start.has_started, 0, 0));
	CHECK_INT(0, pthread_create(thread, NULL, check_thread, &start));
	await(&start.has_started);
	sem_destroy(&start.has_started);
	return start.tid;
}

/* The number by which /proc tells of read(2), or less than 0 if it does not. */
static MAYBE_UNUSED long check_number_of_read(void)
{
	char text[32] = "";
	int fd = open("/proc/self/syscall", O_RDONLY | O_CLOEXEC);
	long length = fd < 0 ? -1 : syscall(SYS_read, fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	return length <= 0 ? -1 : strtol(text, NULL, 0);
}

/* Whether the thread sleeps in a system call, and in which: its number, arguments and stack. */
static MAYBE_UNUSED int check_asleep(pid_t tid, char *where, size_t size)
{
	char path[64], line[512] = "";
	const char *state;
	FILE *file;

	snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)tid);
	if ((file = fopen(path, "r")) == NULL)
		return 0;
	if (fgets(line, sizeof line, file) == NULL)
		line[0] = '\0';
	fclose(file);
	state = strrchr(line, ')'); /* the name before it may hold anything */
	if (state == NULL || strncmp(state, ") S", 3) != 0)
		return 0;

	where[0] = '\0';
	snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)tid);
	if ((file = fopen(path, "r")) != NULL) {
		if (fgets(where, (int)size, file) == NULL)
			where[0] = '\0';
		fclose(file);
	}
	return strncmp(where, "running", 7) != 0;
}

/* How often a thread must be seen asleep in the same place to be blocked there. An emulator on x86-64
   has locks of its own, for which the thread also sleeps: in futex(2), by the numbers there. */
static MAYBE_UNUSED int check_looks(const char *where)
{
	return SYS_read != 0 && strncmp(where, "202 ", 4) == 0 && check_number_of_read() == 0 ? 10 : 3;
}

/* Whether a thread of this process is seen to sleep in a system call, and to stay in it, before this
   point in time. */
static MAYBE_UNUSED int is_blocked_before(pid_t tid, int64_t deadline)
{
	const struct timespec pause = {0, 300000};
	char before[512] = "", now[512] = "";
	struct timespec time;
	int same = 0, looks;

	for (looks = 0; same < 3 || same < check_looks(now); looks++) {
		CHECK_INT(0, clock_gettime(CLOCK_MONOTONIC, &time));
		if (looks == 30000 || (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000 >= deadline)
			return 0;
		if (looks > 0)
			nanosleep(&pause, NULL);
		if (!check_asleep(tid, now, sizeof now))
			same = 0;
		else if (same == 0 || strcmp(before, now) != 0)
			same = 1;
		else
			same++;
		memcpy(before, now, sizeof now);
	}
	return 1;
}

/* Return when a thread of this process sleeps in a system call, and stays in it. */
static MAYBE_UNUSED void wait_until_blocked(pid_t tid)
{
	if (!is_blocked_before(tid, INT64_MAX))
		check_failed(__FILE__, __LINE__, "the thread never blocked");
}

/* In a child: do not outlive a parent that fails. */
static MAYBE_UNUSED void end_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Wait for a child process: the status that it ends with. */
static MAYBE_UNUSED int wait_for_child(pid_t child)
{
	int status = -1;

	while (waitpid(child, &status, 0) < 0)
		CHECK_INT(EINTR, errno);
	return status;
}

/* A child that runs no fork handlers. On s390 the stack comes before the flags. */
static MAYBE_UNUSED pid_t fork_by_clone(void)
{
#ifdef __s390__
	return (pid_t)syscall(SYS_clone, 0UL, (unsigned long)SIGCHLD, 0, 0, 0);
#else
	return (pid_t)syscall(SYS_clone, (unsigned long)SIGCHLD, 0UL, 0, 0, 0);
#endif
}

/* Wait for a child process, which must end with status 0, or is not able to show its lesson here. */
static MAYBE_UNUSED void check_child(pid_t child)
{
	int status = wait_for_child(child);

	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
		exit(SKIPPED);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		check_failed(__FILE__, __LINE__, "the child failed");
}

/* ---- Sockets --------------------------------------------------------------------------- */

/* 127.0.0.1; port 0 lets the system choose. */
static MAYBE_UNUSED struct sockaddr_in loopback4(int port)
{
	struct sockaddr_in address;

	memset(&address, 0, sizeof address);
	address.sin_family = AF_INET;
	address.sin_port = htons((uint16_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

/* ::1; port 0 lets the system choose. */
static MAYBE_UNUSED struct sockaddr_in6 loopback6(int port)
{
	struct sockaddr_in6 address;

	memset(&address, 0, sizeof address);
	address.sin6_family = AF_INET6;
	address.sin6_port = htons((uint16_t)port);
	address.sin6_addr = in6addr_loopback;
	return address;
}

#ifndef CHECK_DLOPEN

/* A listener on 127.0.0.1, at a port of the system's choice, which *bound gets (or null). */
static MAYBE_UNUSED int listen_tcp4(struct sockaddr_in *bound)
{
	struct sockaddr_in address = loopback4(0);
	socklen_t length = sizeof address;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_bind(s, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_listen(s, 16));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&address, &length));
	if (bound != NULL)
		*bound = address;
	return s;
}

/* A listener on ::1, at a port of the system's choice, which *bound gets (or null). */
static MAYBE_UNUSED int listen_tcp6(struct sockaddr_in6 *bound)
{
	struct sockaddr_in6 address = loopback6(0);
	socklen_t length = sizeof address;
	int s = ox_socket(AF_INET6, SOCK_STREAM, 0);

	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(s);
	if (ox_bind(s, (struct sockaddr *)&address, sizeof address) == -EADDRNOTAVAIL)
		SKIP("no IPv6 loopback here");
	CHECK_OK(ox_listen(s, 16));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&address, &length));
	CHECK_INT(sizeof address, length);
	if (bound != NULL)
		*bound = address;
	return s;
}

/* Two TCP sockets connected to each other: s[0] connected, s[1] was accepted. */
static MAYBE_UNUSED void tcp_pair(int s[2])
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);

	s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(s[0], (struct sockaddr *)&address, sizeof address));
	s[1] = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(listener));
}

#endif /* CHECK_DLOPEN */

/* ---- Files ----------------------------------------------------------------------------- */

static MAYBE_UNUSED char check_dir[80];
static MAYBE_UNUSED pid_t check_dir_owner;

static MAYBE_UNUSED void check_remove_dir(void)
{
	DIR *dir;
	const struct dirent *entry;

	if (getpid() != check_dir_owner || (dir = opendir(check_dir)) == NULL)
		return; /* a child leaves it to its parent */
	while ((entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	rmdir(check_dir);
}

/* This program's own directory: made at the first call, removed at exit with the files in it. */
static MAYBE_UNUSED char *temp_dir(void)
{
	const char *base = getenv("TMPDIR");

	if (check_dir[0] != '\0')
		return check_dir;
	if (base == NULL || strlen(base) > 60)
		base = "/tmp";
	snprintf(check_dir, sizeof check_dir, "%s/oxsock-XXXXXX", base);
	if (mkdtemp(check_dir) == NULL)
		check_failed(__FILE__, __LINE__, "no temporary directory");
	check_dir_owner = getpid();
	atexit(check_remove_dir);
	return check_dir;
}

/* The address of a UNIX socket with this file name, in temp_dir(). */
static MAYBE_UNUSED void unix_path(struct sockaddr_un *address, const char *name)
{
	int length;

	memset(address, 0, sizeof *address);
	address->sun_family = AF_UNIX;
	length = snprintf(address->sun_path, sizeof address->sun_path, "%s/%s", temp_dir(), name);
	CHECK(length > 0 && (size_t)length < sizeof address->sun_path);
}

#endif
