/*
 * detour.c: comes between a program and the library, and changes the program's sockets so that
 * calls on them wait in poll and not in the system call itself. No program should see a difference.
 *
 * It is preloaded (LD_PRELOAD) and compiled with one of these defined: DETOUR_deadline, each new
 * socket gets a deadline in the far future; DETOUR_lent, its descriptor is lent; DETOUR_adopted, it
 * is released and adopted again. With DETOUR_pair, a pair of UNIX sockets is replaced by a pair of
 * objects of tests/support/pair.rs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <oxsock.h>
#include <stdio.h>
#include <unistd.h>

/* The library's functions. They are looked up at the start, as dlsym in a signal handler that has
   interrupted dlsym may wait for ever. */
static struct {
	int (*socket)(int, int, int);
	int (*accept)(int, struct sockaddr *, socklen_t *);
	int (*socketpair)(int, int, int, int *);
	int (*setsockopt)(int, int, int, const void *, socklen_t);
} real;

__attribute__((constructor)) static void look_up(void)
{
	*(void **)&real.socket = dlsym(RTLD_NEXT, "ox_socket");
	*(void **)&real.accept = dlsym(RTLD_NEXT, "ox_accept");
	*(void **)&real.socketpair = dlsym(RTLD_NEXT, "ox_socketpair");
	*(void **)&real.setsockopt = dlsym(RTLD_NEXT, "ox_setsockopt");
}

#ifdef DETOUR_pair

int ox_test_pair(int type, int *sv);

static int pairs;

int ox_socketpair(int domain, int type, int protocol, int *sv)
{
	int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (domain == AF_UNIX && (kind == SOCK_STREAM || kind == SOCK_DGRAM) && protocol == 0 &&
	    sv != NULL) {
		__atomic_add_fetch(&pairs, 1, __ATOMIC_RELAXED);
		return ox_test_pair(type, sv);
	}
	return real.socketpair(domain, type, protocol, sv);
}

/* Pairs have no options. Setting the size of a buffer succeeds, as a pair's buffers are small. */
int ox_setsockopt(int s, int level, int name, const void *value, socklen_t length)
{
	int result = real.setsockopt(s, level, name, value, length);

	if (result == -ENOPROTOOPT && level == SOL_SOCKET && name == SO_SNDBUF)
		return 0;
	return result;
}

/* A program that has made no pair has tested nothing. */
__attribute__((destructor)) static void check_pairs(void)
{
	if (pairs == 0) {
		fprintf(stderr, "it made no pair\n");
		_exit(99);
	}
}

#else

/* The handle to return for a new socket. */
static int detour(int s)
{
	int error = errno;
#if defined DETOUR_deadline
	ox_deadline(s, OX_BOTH, ox_now() + INT64_C(3600000000));
#elif defined DETOUR_lent
	ox_fd(s);
#elif defined DETOUR_adopted
	/* Not while another thread, which tries numbers, is inside. */
	int fd = ox_release(s);

	if (fd >= 0 && (s = ox_adopt(fd)) < 0)
		close(fd);
#else
#error "which detour?"
#endif
	errno = error;
	return s;
}

int ox_socket(int domain, int type, int protocol)
{
	int s = real.socket(domain, type, protocol);

	return s < 0 ? s : detour(s);
}

int ox_accept(int listener, struct sockaddr *address, socklen_t *length)
{
	int s = real.accept(listener, address, length);

	return s < 0 ? s : detour(s);
}

int ox_socketpair(int domain, int type, int protocol, int *sv)
{
	int result = real.socketpair(domain, type, protocol, sv);

	if (result >= 0) {
		sv[0] = detour(sv[0]);
		sv[1] = detour(sv[1]);
	}
	return result;
}

#endif
