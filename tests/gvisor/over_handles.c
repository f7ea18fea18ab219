/*
 * Preloaded, it replaces the C library's calls on sockets by calls on handles, so that programs
 * written for the system's sockets run over oxsock. Descriptors remain the program's: each has a
 * handle that has lent it (ox_fd) or adopted it. The programs do not use what is not replaced (dup2
 * over a socket, close_range).
 *
 *   WITH_THREAD=1    start a second thread, so that calls wait in poll
 */
#define _GNU_SOURCE
#include "oxsock.h"

#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DESCRIPTORS = 1 << 16, ENTRIES = 64 };

static _Atomic int handles[DESCRIPTORS]; /* by descriptor; 0 for none */

static uintptr_t first, end; /* the library's addresses: its own calls are passed to the system */

static int find_library(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	if (strstr(info->dlpi_name, "liboxsock") == NULL)
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		if (first == 0)
			first = start;
		end = start + info->dlpi_phdr[i].p_memsz;
	}
	return 1;
}

static int is_librarys(void *caller)
{
	return (uintptr_t)caller >= first && (uintptr_t)caller < end;
}

static void *sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

__attribute__((constructor)) static void prepare(void)
{
	sigset_t all, before;
	pthread_t thread;

	dl_iterate_phdr(find_library, NULL);
	if (getenv("WITH_THREAD") == NULL)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0)
		abort();
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int is_known(int domain)
{
	return domain == AF_UNIX || domain == AF_INET || domain == AF_INET6 || domain == AF_PACKET;
}

/* The descriptor's handle; -1 if it is not a socket. A socket that oxsock has not made is adopted
   when it is first used. */
static int handle_of(int fd, void *caller)
{
	int domain, handle, error = errno;
	socklen_t size = sizeof domain;

	if (is_librarys(caller) || fd < 0 || fd >= DESCRIPTORS)
		return -1;
	if (handles[fd] != 0)
		return handles[fd];
	if (syscall(SYS_getsockopt, fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 ||
	    !is_known(domain) || (handle = ox_adopt(fd)) < 0) {
		errno = error;
		return -1;
	}
	return handles[fd] = handle;
}

/* Return a result as the system's calls do, with the error in errno. */
static int result(int result)
{
	return result < 0 ? -1 : result;
}

/* The descriptor of a new handle. Children inherit it unless the program has set close-on-exec. */
static int descriptor(int handle, int type)
{
	int fd;

	if (handle < 0)
		return -1;
	fd = ox_fd(handle);
	if (fd < 0 || fd >= DESCRIPTORS)
		abort();
	handles[fd] = handle;
	if ((type & SOCK_CLOEXEC) == 0)
		syscall(SYS_fcntl, fd, F_SETFD, 0);
	return fd;
}

#define CALLER __builtin_return_address(0)

/* Make one call on a handle, or on the system's socket. */
#define CALL(on_handle, bare)                          \
	do {                                           \
		int handle = handle_of(fd, CALLER);    \
		if (handle < 0)                        \
			return syscall bare;           \
		return result(on_handle);              \
	} while (0)

int socket(int domain, int type, int protocol)
{
	if (is_librarys(CALLER) || !is_known(domain))
		return (int)syscall(SYS_socket, domain, type, protocol);
	return descriptor(ox_socket(domain, type, protocol), type);
}

int socketpair(int domain, int type, int protocol, int fds[2])
{
	int pair[2];

	if (is_librarys(CALLER))
		return (int)syscall(SYS_socketpair, domain, type, protocol, fds);
	if (ox_socketpair(domain, type, protocol, pair) < 0)
		return -1;
	fds[0] = descriptor(pair[0], type);
	fds[1] = descriptor(pair[1], type);
	return 0;
}

int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
	int accepted, handle = handle_of(fd, CALLER);

	if (handle < 0 || (flags & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != 0)
		return (int)syscall(SYS_accept4, fd, address, size, flags);
	accepted = ox_accept(handle, address, size);
	if (accepted >= 0 && (flags & SOCK_NONBLOCK) != 0)
		ox_fcntl(accepted, F_SETFL, O_NONBLOCK);
	return descriptor(accepted, flags);
}

int accept(int fd, struct sockaddr *address, socklen_t *size)
{
	return accept4(fd, address, size, 0);
}

int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	CALL(ox_bind(handle, address, size), (SYS_bind, fd, address, size));
}

int listen(int fd, int backlog)
{
	CALL(ox_listen(handle, backlog), (SYS_listen, fd, backlog));
}

int connect(int fd, const struct sockaddr *address, socklen_t size)
{
	CALL(ox_connect(handle, address, size), (SYS_connect, fd, address, size));
}

int shutdown(int fd, int how)
{
	CALL(ox_shutdown(handle, how), (SYS_shutdown, fd, how));
}

int close(int fd)
{
	int handle = fd < 0 || fd >= DESCRIPTORS ? 0 : handles[fd];

	if (handle == 0 || handle_of(fd, CALLER) < 0)
		return (int)syscall(SYS_close, fd);
	handles[fd] = 0;
	return result(ox_close(handle));
}

ssize_t read(int fd, void *buf, size_t size)
{
	CALL(ox_read(handle, buf, size), (SYS_read, fd, buf, size));
}

ssize_t write(int fd, const void *buf, size_t size)
{
	CALL(ox_write(handle, buf, size), (SYS_write, fd, buf, size));
}

ssize_t readv(int fd, const struct iovec *parts, int count)
{
	CALL(ox_readv(handle, parts, count), (SYS_readv, fd, parts, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	CALL(ox_writev(handle, parts, count), (SYS_writev, fd, parts, count));
}

ssize_t send(int fd, const void *buf, size_t size, int flags)
{
	CALL(ox_send(handle, buf, size, flags), (SYS_sendto, fd, buf, size, flags, NULL, 0));
}

ssize_t recv(int fd, void *buf, size_t size, int flags)
{
	CALL(ox_recv(handle, buf, size, flags), (SYS_recvfrom, fd, buf, size, flags, NULL, NULL));
}

ssize_t sendto(int fd, const void *buf, size_t size, int flags, const struct sockaddr *to,
	       socklen_t tolen)
{
	CALL(ox_sendto(handle, buf, size, flags, to, tolen),
	     (SYS_sendto, fd, buf, size, flags, to, tolen));
}

ssize_t recvfrom(int fd, void *buf, size_t size, int flags, struct sockaddr *from,
		 socklen_t *fromlen)
{
	CALL(ox_recvfrom(handle, buf, size, flags, from, fromlen),
	     (SYS_recvfrom, fd, buf, size, flags, from, fromlen));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	CALL(ox_sendmsg(handle, message, flags), (SYS_sendmsg, fd, message, flags));
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	CALL(ox_recvmsg(handle, message, flags), (SYS_recvmsg, fd, message, flags));
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	CALL(ox_sendmmsg(handle, messages, count, flags),
	     (SYS_sendmmsg, fd, messages, count, flags));
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout)
{
	CALL(ox_recvmmsg(handle, messages, count, flags, timeout),
	     (SYS_recvmmsg, fd, messages, count, flags, timeout));
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	CALL(ox_getsockopt(handle, level, name, value, size),
	     (SYS_getsockopt, fd, level, name, value, size));
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	CALL(ox_setsockopt(handle, level, name, value, size),
	     (SYS_setsockopt, fd, level, name, value, size));
}

int getsockname(int fd, struct sockaddr *address, socklen_t *size)
{
	CALL(ox_getsockname(handle, address, size), (SYS_getsockname, fd, address, size));
}

int getpeername(int fd, struct sockaddr *address, socklen_t *size)
{
	CALL(ox_getpeername(handle, address, size), (SYS_getpeername, fd, address, size));
}

int fcntl(int fd, int command, ...)
{
	va_list rest;
	long argument;

	va_start(rest, command);
	argument = va_arg(rest, long);
	va_end(rest);
	if (command != F_GETFL && command != F_SETFL)
		return (int)syscall(SYS_fcntl, fd, command, argument);
	CALL(ox_fcntl(handle, command, (int)argument), (SYS_fcntl, fd, command, argument));
}

int poll(struct pollfd *entries, nfds_t count, int timeout)
{
	struct pollfd own[ENTRIES];
	int ready;

	if (is_librarys(CALLER) || count > ENTRIES)
		return (int)syscall(SYS_poll, entries, count, timeout);
	for (nfds_t i = 0; i < count; i++) {
		int handle = handle_of(entries[i].fd, CALLER);

		own[i] = entries[i];
		if (handle >= 0)
			own[i].fd = handle;
	}
	ready = ox_poll(own, count, timeout);
	for (nfds_t i = 0; i < count; i++)
		entries[i].revents = own[i].revents;
	return result(ready);
}
