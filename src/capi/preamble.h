/*
 * oxsock: the sockets API of POSIX, without its traps.
 *
 * The functions have the names of the system's with ox_ before them, the same arguments in the
 * same order, and the same meaning, so the system's manual pages apply. The text here says what
 * oxsock adds, and what Linux does where that differs from POSIX or is easily overlooked.
 *
 * Contents:
 *
 *     Lifecycle    ox_socket ox_socketpair ox_bind ox_listen ox_accept ox_connect ox_shutdown
 *                  ox_close
 *     Bytes        ox_read ox_write ox_readv ox_writev ox_send ox_recv ox_sendto ox_recvfrom
 *                  ox_sendmsg ox_recvmsg ox_sendmmsg ox_recvmmsg
 *     Control      ox_interruptible ox_fcntl ox_getsockopt ox_setsockopt ox_getsockname
 *                  ox_getpeername ox_sockatmark ox_available
 *     Waiting      ox_poll
 *     Time         ox_now ox_deadline
 *     Descriptors  ox_fd ox_adopt ox_release
 *     Errors       ox_strerror ox_errname ox_error_at ox_version ox_api_json
 *     Addresses    ox_address_parse ox_address_text ox_address_family ox_address_type
 *                  ox_address_port ox_address_equal ox_address_from_sockaddr
 *                  ox_address_to_sockaddr ox_endpoint_path ox_local ox_peer ox_bind_address
 *                  ox_connect_address ox_sendto_address ox_recvfrom_address ox_explanation
 *     Every day    ox_dial ox_dial_start ox_listen_on ox_resolve ox_inherit
 *     Whole        ox_send_all ox_recv_all ox_recv_until ox_send_file
 *     Options      ox_option_set ox_option_get ox_option_at
 *     Passing      ox_send_descriptors ox_recv_descriptors ox_send_handles ox_recv_handles
 *                  ox_peer_credentials
 *     Datagrams    ox_arrivals ox_recv_arrival ox_send_reply ox_error_reports ox_recv_error
 *                  ox_group_join ox_group_leave ox_echo_open ox_echo_send ox_echo_recv
 *     Faults       ox_fault ox_fault_remove ox_fault_count ox_fault_text ox_fault_at
 *
 * Most programs need only "Every day", ox_read, ox_write and ox_close.
 *
 * Headers. oxsock.h includes <sys/socket.h> and <poll.h>, which its declarations need, and
 * <errno.h> for the names of the errors. What else a program uses, it includes itself:
 * <netinet/in.h> or <sys/un.h> for addresses, <sys/uio.h> for struct iovec, <fcntl.h> for
 * O_NONBLOCK. struct mmsghdr is there with _GNU_SOURCE, as ever. Link with -loxsock.
 *
 * Handles. A socket is an int, but not a file descriptor: it is a handle, OX_HANDLE_MIN (2^20) or
 * more. A handle names one opening of one socket. After ox_close it is dead for good: a late call
 * on it gives EBADF and never reaches another socket. read(2) on a handle gives EBADF, and so does
 * ox_read on a descriptor. The descriptor of a handle is always below OX_HANDLE_MIN. Where
 * fs.nr_open is above 2^20 and the program has raised its own limit that far, the program may hold
 * other descriptors at or above it; read(2) on a handle of the same number then reaches one.
 *
 * Results. Every function returns an int: 0 or more is the result, less than 0 is an error, the
 * negated value of errno (-EAGAIN). errno is set too, for perror(3), but need not be read.
 * ox_strerror and ox_errname know all codes. Where the text says "Errors: EBADF", -EBADF is
 * returned; every function that takes a handle returns it for one that is dead or never existed.
 * The exceptions are functions that return a clock (int64_t) or a string that must not be freed.
 *
 * Pointers. A buffer may be NULL if its length is 0; otherwise NULL gives EFAULT. What only the
 * kernel follows (buffers, struct sockaddr, struct msghdr and what is in it, option values) gives
 * EFAULT also when it points to unmapped memory, as with the system's calls. What oxsock reads
 * or writes itself (strings, structures named ox_..., counts, the entries of ox_poll) gives EFAULT
 * when it is NULL where it is needed; any other pointer is used as it is, as by every function of
 * C. Strings longer than 4096 bytes give ENAMETOOLONG.
 *
 * Lengths above INT_MAX are cut to INT_MAX: the transfer is merely short. The kernel wants all of
 * a buffer's length to lie in the process's range of addresses, so a length far too large for a
 * buffer on the stack may give EFAULT.
 *
 * Time is int64_t microseconds of the monotonic clock, ox_now. A deadline is a point in time and
 * not a duration, so it survives interruptions and loops. OX_FOREVER never comes; 0 is long past,
 * so it means "do not wait".
 *
 * Threads. Every function may be called from any thread, on any handle, at any time, also two at
 * once on one handle. ox_close wakes the calls that wait on its handle. The calls are no
 * cancellation points: pthread_cancel(3) takes effect after them. Functions whose namesakes are
 * async-signal-safe may be used in signal handlers, with two exceptions, because they may allocate
 * memory: those that open sockets, and a thread's first call on any handle. At most 16384 threads
 * at once can have used handles; a call in one more gives ENOMEM. Threads have to be the C
 * library's, as from pthread_create(3): those of a bare clone(2) may not call oxsock.
 *
 * Stacks. The calls fit on the smallest stack that glibc gives a thread, PTHREAD_STACK_MIN (16 KB),
 * and in a signal handler in 4 KB beyond sysconf(_SC_MINSIGSTKSZ). Only a thread that resolves a
 * name itself (see "Every day") needs what getaddrinfo(3) needs: give it 96 KB.
 *
 * Signals. oxsock changes no signal's disposition. It raises no SIGPIPE, and it continues after
 * EINTR, except on handles with the option OX_INTERRUPTIBLE; ox_interruptible sets that for handles
 * to come, and for the calls that open them. It blocks signals for moments only: in the first call
 * of a process; while it allocates memory, starts a thread, begins a connection or opens what
 * several threads wait on; and, in calls that a signal is to end, between one wait and the next, so
 * that they miss none. During the waits of these the thread's own mask is in force; what a handler
 * changes in the mask of its ucontext_t is lost then.
 *
 * Fork. Handles work in the child, whichever call made it (fork, _Fork, clone), and closing in one
 * process never disturbs the other: oxsock never shuts a connection down unless ox_shutdown is
 * called. Calls that were waiting when another thread forked are woken by closing in the parent as
 * ever. A process that forks while a name is being looked up under a deadline has to read what
 * "Every day" says about it. Every descriptor is close-on-exec. A child that shares its parent's
 * memory or descriptors until it calls exec (vfork, clone with CLONE_VM or CLONE_FILES) may ask for
 * a handle's descriptor by ox_fd. Other calls there can change the parent's handles, or close its
 * descriptors.
 *
 * Descriptors. oxsock keeps some of its own, close-on-exec: timers by which waiting calls are
 * woken, at most 33 in use; a set of epoll(7) for each handle on which several threads wait to
 * receive or to accept, at most 64; one ring of io_uring(7) for listeners that processes share; and
 * the current directory for each listener at a relative UNIX path. A program may close descriptors
 * that it does not know, as daemons do with closefrom(3): oxsock finds that out, touches nothing
 * else that has their numbers, and opens new ones. But a call that is waiting when its timer or set
 * is closed is no longer woken by ox_close, nor one that is waiting when a seccomp filter begins to
 * refuse the system calls that ox_close makes.
 *
 * Loading. dlclose(3) unloads oxsock and gives back its descriptors, memory and thread keys; the
 * texts that other threads have for ox_explanation, 512 bytes each, are lost. No thread may be in a
 * call then, or be ending that has used handles. Handles that are still open stay open, out of
 * reach, with what belongs to them. Once a thread of oxsock's own has resolved a name (see "Every
 * day"), dlclose leaves oxsock in memory.
 *
 * Two copies of oxsock in one process, such as one linked and one in a plug-in, know nothing of
 * each other: a handle belongs to the copy that opened it, and is EBADF in the other but for one in
 * about 2000 pairs of copies. A descriptor belongs to the copy that adopted it; do not have both
 * adopt the same.
 *
 * Stability. A program that was linked to liboxsock.so.0 runs with every later version of that
 * name: functions and constants are only added, each keeps its meaning, and structures of oxsock's
 * keep their size and layout. The functions have the symbol version OXSOCK_0.1; later ones get
 * later versions, so that a program does not start with a library that is too old for it. Should
 * this ever be broken, the library's name changes. New kinds of errors are not a break.
 *
 * Other languages. Every name is that of a real exported function or of an integer constant:
 * there are no function-like macros, no inline, variadic or callback functions, and no structures
 * passed by value. Structures of oxsock's own have a fixed size. oxsock runs no code of the
 * program's in threads of its own. ox_api_json describes all of it for programs, and oxsock-ffi.h
 * declares it for parsers that have no preprocessor.
 *
 * Not included. There is no TLS, no HTTP, no proxies, no event loop, no coroutines and no thread
 * pool; no buffered reading and no messages over streams; no retrying and no reconnecting. Nothing
 * but sockets: no pipes, files or timers (ox_poll takes plain descriptors beside handles). Linux
 * only.
 */

#ifndef OXSOCK_H
#define OXSOCK_H

#include <errno.h>
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
