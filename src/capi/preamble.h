/*
 * oxsock: the sockets API that you know, without its traps.
 *
 * The functions have the names of the system's, with ox_ before them, the same arguments in the
 * same order and the same meaning: the manual pages of the system hold. What is written here is
 * what oxsock adds, and what Linux does where it differs from POSIX or from what one hears.
 *
 * Handles. A socket is an int, but not a file descriptor: it is a handle, at least OX_HANDLE_MIN,
 * which no descriptor reaches. read(2) on a handle gives EBADF, and so does ox_read on a
 * descriptor. A handle names one opening of one socket. After ox_close it is dead for good: a
 * late call on it gives EBADF and reaches nobody else's socket. ox_fd lends the descriptor,
 * ox_adopt takes one in, ox_release hands it out.
 *
 * Results. Every function returns an int: 0 or more is the result, less than 0 is an error, the
 * negated value of errno (-EAGAIN). errno is set too, for perror(3) and for habit; nobody has to
 * read it. ox_strerror and ox_errname know all the codes. Where it says "Errors: EBADF" below,
 * -EBADF is returned, and every function that takes a handle returns it for one that is dead or
 * was never alive. The exceptions return a clock (int64_t) or a string that is not to be freed.
 *
 * Lengths are given, never guessed. A null buffer is legal with length 0; otherwise it gives
 * EFAULT, and so does a pointer to memory that is not there, wherever it is the kernel that
 * follows it. Lengths above INT_MAX are cut to INT_MAX: the transfer is merely short. The kernel
 * wants all of a buffer's claimed length to lie in the process's range of addresses, so a far too
 * large length for a buffer on the stack may give EFAULT.
 *
 * Time is int64_t microseconds of the monotonic clock, ox_now. A deadline is a point in time and
 * not a duration, so it survives interruptions and loops. OX_FOREVER never comes; 0 is long past,
 * so it means "do not wait".
 *
 * Threads. Every function may be called from any thread, on any handle, at any time, also two at
 * once on one handle. ox_close wakes the calls that are blocked on its handle. The calls are no
 * cancellation points: pthread_cancel(3) takes effect after them. Those whose namesakes may be
 * used in signal handlers may be used there too, but for those that open sockets, which may need
 * memory.
 *
 * Signals. oxsock touches no signal's disposition and no mask. It raises no SIGPIPE, and it
 * continues after EINTR, except on handles with the option OX_INTERRUPTIBLE; ox_interruptible
 * sets it for those to come, and for calls that make handles.
 *
 * Fork and exec. Handles work in the child, and closing in one process never disturbs the other.
 * This has one limit. A transfer that a thread is already waiting in when another calls fork(2),
 * on a connection that the child then holds too, is not woken by an ox_close that comes while the
 * child is alive and has not called exec: that would take shutting the connection down for both.
 * Calls that begin after the fork are woken. The same limit holds for a transfer already waiting
 * on a handle that is then duplicated (F_DUPFD_CLOEXEC). Every descriptor is close-on-exec.
 * A process that forks while a name is being looked up under a deadline has to read what "Every day"
 * says about it.
 *
 * Loading. dlclose(3) unloads oxsock and gives back what the process had got for it; no thread is
 * to be in a call then, and a handle that is open stays as it is, out of reach. Two copies of
 * oxsock in one process, one linked and one in a plug-in, know nothing of each other: a handle
 * belongs to the copy that opened it, and nearly always is EBADF in the other, and a descriptor to
 * the copy that adopted it; do not have both adopt the same.
 *
 * Callbacks. There are none, and oxsock runs no code of the program's in threads of its own.
 *
 * Other languages. Every name is that of a real exported function or of an integer constant: no
 * function-like macros, no inline or variadic functions. Structures of oxsock's own have a fixed
 * size and are passed by pointer. ox_api_json describes all of it for programs, and oxsock-ffi.h
 * declares it for parsers that have no preprocessor.
 */

#ifndef OXSOCK_H
#define OXSOCK_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* The system declares these only on request (_GNU_SOURCE) or in headers not needed here. */
struct iovec;
struct mmsghdr;
struct msghdr;
struct timespec;

/* A program with a time_t of 64 bits on a processor of 32 has another struct timespec. */
#if defined __GLIBC__ && __SIZEOF_LONG__ == 4 && defined _TIME_BITS && _TIME_BITS == 64
#define ox_recvmmsg ox_recvmmsg_time64
#endif

#ifdef __cplusplus
extern "C" {
#endif
