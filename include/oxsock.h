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

/* ----------------------------------------------------------------------------------------------
 * Lifecycle: from a socket's opening to its closing.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: a server for one client.
 *
 *     struct sockaddr_in at;
 *     memset(&at, 0, sizeof at);
 *     at.sin_family = AF_INET;
 *     at.sin_port = htons(7777);
 *     int listener = ox_socket(AF_INET, SOCK_STREAM, 0);
 *     int error = ox_bind(listener, (struct sockaddr *)&at, sizeof at);
 *     if (error == 0)
 *         error = ox_listen(listener, 16);
 *     int client = error < 0 ? error : ox_accept(listener, NULL, NULL);
 *     if (client < 0)
 *         fprintf(stderr, "port 7777: %s\n", ox_strerror(client));
 *     ox_close(client);
 *     ox_close(listener);
 */

/**
 * Open a socket, as socket(2): any domain, type and protocol that the system has.
 * SOCK_NONBLOCK may be added to the type. The socket is always close-on-exec.
 *
 * Returns a handle.
 * Errors: those of socket(2); EMFILE also when 2^20 handles are open.
 */
int ox_socket(int domain, int socktype, int protocol);

/**
 * Open two sockets connected to each other, as socketpair(2); both are close-on-exec.
 * Their handles are stored in sv[0] and sv[1]; on an error sv is left as it was.
 *
 * Returns 0.
 * Errors: those of socketpair(2); EMFILE also when 2^20 handles are open.
 */
int ox_socketpair(int domain, int socktype, int protocol, int *sv);

/**
 * Give a socket its own address, as bind(2).
 * An AF_UNIX address of length sizeof(sa_family_t) makes Linux choose an abstract name.
 *
 * Returns 0.
 * Errors: those of bind(2).
 */
int ox_bind(int s, const struct sockaddr *addr, socklen_t len);

/**
 * Make a stream or seqpacket socket accept connections, as listen(2). Linux queues up to
 * backlog + 1 of them, and silently limits backlog to net.core.somaxconn.
 *
 * Returns 0.
 * Errors: those of listen(2).
 */
int ox_listen(int s, int backlog);

/**
 * Take the next connection from a listener, waiting for one, as accept(2). The new socket is
 * close-on-exec, blocking whatever the listener is, and without deadlines. addr and len may be
 * NULL. The receiving deadline of s applies. A connection that the system reports as dead before
 * it was accepted (ECONNABORTED) is skipped. Linux returns most of those as connections, with the
 * bytes that came before, and the first call on them returns the error.
 *
 * In a process with several threads, and under a deadline, it takes a connection only when poll
 * has reported one, and the threads of the process take turns. Another process that shares the
 * listener may be quicker then; the call goes on waiting. For that it needs an accept that does
 * not wait, which oxsock takes from io_uring(7) where it knows that the listener is shared: it was
 * adopted, lent or duplicated, or the process has called fork(3) or is the child of one.
 *
 * Where the system has none (Linux before 6.10, or where io_uring is disabled), and in a process
 * with a seccomp filter, which could kill it for the attempt, a call whose connection another
 * process has taken waits in accept4(2) for the next one, and the deadline and ox_close take effect
 * only when that comes. Processes there do better to set O_NONBLOCK on the listener, which all of
 * them share and oxsock does not touch, and to wait in ox_poll; ox_accept returns EAGAIN if another
 * was quicker.
 *
 * Returns the handle of the connection.
 * Errors: those of accept(2); EMFILE also when 2^20 handles are open (the connection then stays
 * in the queue, as it does when there is no descriptor left); ETIMEDOUT past the deadline;
 * ECANCELED when s is closed meanwhile.
 */
int ox_accept(int s, struct sockaddr *addr, socklen_t *len);

/**
 * Connect a socket, as connect(2); for datagram sockets, set the one peer to send to and to
 * receive from. An address of family AF_UNSPEC dissolves a datagram socket's connection.
 * The sending deadline of s applies. A signal does not interrupt the attempt.
 *
 * In a process with several threads, and under a deadline, a blocking socket has O_NONBLOCK for
 * the moment in which the attempt begins, which others that share the socket can see.
 *
 * On a non-blocking socket: EINPROGRESS; ox_poll then reports POLLOUT, and SO_ERROR holds
 * the result. AF_UNIX instead gives EAGAIN while the listener's queue is full.
 *
 * Returns 0.
 * Errors: those of connect(2); ETIMEDOUT past the deadline (the attempt goes on in the
 * kernel until the socket is closed); ECANCELED when s is closed meanwhile.
 */
int ox_connect(int s, const struct sockaddr *addr, socklen_t len);

/**
 * End one direction of a connection or both (SHUT_RD, SHUT_WR, SHUT_RDWR), as shutdown(2).
 * It acts on the connection, for every process that shares it. Calls that wait on the socket end as
 * the system's do; but one that waits for room on a UNIX socket notices only within 0.1 s, since
 * poll(2) does not tell of it.
 *
 * Returns 0.
 * Errors: those of shutdown(2).
 */
int ox_shutdown(int s, int how);

/**
 * Close a handle. It is dead from here on, for good: calls on it return EBADF, also when new
 * sockets have been opened since. Calls that wait on it in other threads return ECANCELED (a
 * transfer that moved bytes returns their count). A socket that another process or descriptor
 * shares is not disturbed.
 *
 * The socket has been closed when this returns, so that a listener can be opened again at the same
 * address.
 * (Where another thread waits for it in ox_poll, it is closed as soon as that thread has woken.)
 * The number of its descriptor is free when this returns, unless a thread stays inside a call for
 * more than 0.1 s; then it is freed when that thread leaves, and no call reaches another socket
 * under that number.
 *
 * In a process with a single thread a call without a deadline waits in the system's own call. A
 * signal handler that closes its handle ends it with ECANCELED, with SA_RESTART and without. One
 * case is not covered: a handler installed with SA_RESTART that interrupts such a call and starts
 * a thread (POSIX does not allow pthread_create in handlers). If that thread closes the handle,
 * the call returns at the next signal or arrival.
 *
 * Returns 0. The handle is dead also when an error of close(2) is returned.
 * Errors: EBADF; those of close(2).
 */
int ox_close(int s);

/* ----------------------------------------------------------------------------------------------
 * Bytes and messages: sending and receiving.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: read a request, and answer with two pieces in one call.
 *
 *     char request[4096];
 *     int n = ox_read(s, request, sizeof request);
 *     if (n == 0)
 *         puts("the peer has ended the connection");
 *     struct iovec pieces[2] = {{header, strlen(header)}, {body, strlen(body)}};
 *     if (n > 0)
 *         n = ox_writev(s, pieces, 2);
 *     if (n < 0)
 *         fprintf(stderr, "%s\n", ox_strerror(n)); // EPIPE and not SIGPIPE if the peer is gone
 *
 * All of these: flags go to the kernel as they are; no SIGPIPE is raised (EPIPE is returned);
 * an interrupted call continues; lengths above INT_MAX are cut to INT_MAX, so that the
 * transfer is merely short; a NULL buffer is EFAULT, unless its length is 0, or MSG_TRUNC makes
 * TCP discard the bytes.
 *
 * A call that must wait waits until the deadline of its side (see ox_deadline). On a stream,
 * one that moved something by then returns what it moved.
 *
 * Errors common to all: those of send(2) and recv(2); EAGAIN if the call must wait and the
 * socket, or the flag MSG_DONTWAIT, says not to; ETIMEDOUT past the deadline; ECANCELED when
 * the handle is closed meanwhile.
 */

/**
 * Receive, as read(2) does on a socket: ox_recv with no flags, except that a length of 0
 * returns 0 at once and leaves a waiting datagram in its queue.
 *
 * Returns the number of bytes; 0 at the end of a stream.
 */
int ox_read(int s, void *buf, size_t len);

/**
 * Send, as write(2) does on a socket: ox_send with no flags. On a datagram socket a length
 * of 0 sends an empty datagram.
 *
 * Returns the number of bytes taken.
 */
int ox_write(int s, const void *buf, size_t len);

/**
 * Receive into several buffers, as readv(2). A total length of 0 returns 0 at once.
 *
 * Returns the number of bytes; 0 at the end of a stream.
 * Errors also: EINVAL for a negative count, or one above IOV_MAX.
 */
int ox_readv(int s, const struct iovec *iov, int iovcnt);

/**
 * Send from several buffers, as writev(2). A total length of 0 returns 0 and sends nothing.
 *
 * Returns the number of bytes taken.
 * Errors also: EINVAL for a negative count, or one above IOV_MAX.
 */
int ox_writev(int s, const struct iovec *iov, int iovcnt);

/**
 * Send, as send(2). A blocking stream takes all of the bytes before it returns, also when signal
 * handlers run meanwhile; but with MSG_ZEROCOPY, if SO_ZEROCOPY is set, it takes only what there
 * is room for, so that each call has one completion.
 *
 * Returns the number of bytes taken.
 */
int ox_send(int s, const void *buf, size_t len, int flags);

/**
 * Receive, as recv(2). Descriptors that come with the bytes are lost; with MSG_WAITALL on a UNIX
 * stream the call may go on past them, and past bytes of another sender, where the system's call
 * would end.
 *
 * Returns the number of bytes; 0 at the end of a stream. With MSG_TRUNC, the true length of
 * the datagram.
 */
int ox_recv(int s, void *buf, size_t len, int flags);

/**
 * Send to an address, as sendto(2). On a connected socket to may be NULL.
 *
 * Returns the number of bytes taken.
 */
int ox_sendto(int s,
              const void *buf,
              size_t len,
              int flags,
              const struct sockaddr *to,
              socklen_t tolen);

/**
 * Receive, and get the sender's address, as recvfrom(2). src and srclen may be NULL. *srclen is
 * the room at src; on return it is the address's true length, which may be more.
 *
 * Returns the number of bytes; 0 at the end of a stream. With MSG_TRUNC, the true length of
 * the datagram.
 */
int ox_recvfrom(int s, void *buf, size_t len, int flags, struct sockaddr *src, socklen_t *srclen);

/**
 * Send a message, as sendmsg(2): address, buffers and control messages in one. Descriptors
 * in an SCM_RIGHTS control message are plain descriptors (see ox_fd), not handles.
 *
 * Returns the number of bytes taken.
 */
int ox_sendmsg(int s, const struct msghdr *msg, int flags);

/**
 * Receive a message, as recvmsg(2): address, buffers and control messages in one. Descriptors that
 * arrive in it are plain descriptors, always close-on-exec (as if with MSG_CMSG_CLOEXEC), ready
 * for ox_adopt. On a UNIX stream, a call ends after bytes that came with descriptors, also with
 * MSG_WAITALL; and, if credentials come with all bytes (SO_PASSCRED), after the last bytes of one
 * sender.
 *
 * Returns the number of bytes; 0 at the end of a stream.
 */
int ox_recvmsg(int s, struct msghdr *msg, int flags);

/**
 * Send several messages, as sendmmsg(2). Each msg_len is set to the bytes taken.
 *
 * Returns the number of messages sent. After the first, an error ends the call early and is
 * not reported. Sending the next message again returns it if it persists. One that the system
 * reports only once, such as ECONNREFUSED on a connected UDP socket, is lost; under a deadline, or
 * in a process with several threads, it does not even end the call.
 */
int ox_sendmmsg(int s, struct mmsghdr *msgs, unsigned int count, int flags);

/**
 * Receive several messages, as recvmmsg(2), waiting for all of them; with MSG_WAITFORONE, for the
 * first. timeout may be NULL. It limits the whole wait, and contains the time left afterwards.
 * (Linux itself checks it only after a message has arrived, and so can wait without end; this
 * function does not.)
 *
 * Returns the number of messages received.
 * Errors also: EAGAIN when the timeout ends and none has arrived; EINVAL for a bad timeout.
 */
int ox_recvmmsg(int s,
                struct mmsghdr *msgs,
                unsigned int count,
                int flags,
                struct timespec *timeout);

/* ----------------------------------------------------------------------------------------------
 * Control: options, flags, names.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: the result of connecting a non-blocking socket, once ox_poll has reported POLLOUT.
 *
 *     int reason = 0;
 *     socklen_t size = sizeof reason;
 *     if (ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &reason, &size) == 0 && reason != 0)
 *         fprintf(stderr, "connecting failed: %s\n", ox_strerror(reason));
 */

/** The level of oxsock's own options in ox_getsockopt and ox_setsockopt. */
#define SOL_OX 20312

/**
 * Option at SOL_OX, an int; ox_interruptible sets its value for new handles. If it is 1, calls on
 * this handle return EINTR when a signal handler has run, instead of continuing. If it is 2, they
 * do so at least where the system's own calls would: after a handler that was installed without
 * SA_RESTART. A process with a single thread then waits in the system's own calls, which costs
 * less. Any other number except 0 means 1.
 */
#define OX_INTERRUPTIBLE 1

/**
 * Set whether signals end calls, for the whole process: 1 or 2 for yes, 0 for no, which is the
 * default; any other number changes nothing. New handles have it as their OX_INTERRUPTIBLE. While
 * it is not 0, ox_dial, ox_resolve and ox_listen_on return EINTR when a signal handler has run
 * while they waited, whether it was installed with SA_RESTART or not. So Ctrl-C can end a program
 * that is dialling. Existing handles stay as they are.
 *
 * A look-up that may have to ask a server is then done by a thread of oxsock's own, even without a
 * deadline, so that the call can end (see "Every day").
 *
 * Returns the setting before: 0, 1 or 2.
 */
int ox_interruptible(int on);

/**
 * Read or change what fcntl(2) knows about a socket: F_GETFL and F_SETFL (O_NONBLOCK),
 * F_GETFD and F_SETFD (FD_CLOEXEC), F_GETOWN and F_SETOWN, and any other command whose
 * argument is an int; a command that takes a pointer gives EFAULT. arg is ignored by commands
 * without argument.
 *
 * F_DUPFD_CLOEXEC, and F_DUPFD likewise, give a new handle on the same socket, close-on-exec;
 * arg is the lowest descriptor to use for it. Closing either leaves the other open.
 *
 * Returns what fcntl(2) returns. F_GETOWN gives a process group as a negative number, as
 * fcntl(2) does: set errno to 0 before the call to tell one from an error.
 * Errors: those of fcntl(2); EINVAL for an unknown command; for a new handle EMFILE also when 2^20
 * are open, and ENOMEM.
 */
int ox_fcntl(int s, int cmd, int arg);

/**
 * Read an option, as getsockopt(2), at any level that the system has, and at SOL_OX.
 *
 * Returns 0.
 * Errors: those of getsockopt(2).
 */
int ox_getsockopt(int s, int level, int name, void *value, socklen_t *len);

/**
 * Set an option, as setsockopt(2), at any level that the system has, and at SOL_OX.
 *
 * Returns 0.
 * Errors: those of setsockopt(2).
 */
int ox_setsockopt(int s, int level, int name, const void *value, socklen_t len);

/**
 * The socket's own address, as getsockname(2). *len is the room at addr; on return it is
 * the address's true length, which may be more.
 *
 * Returns 0.
 * Errors: those of getsockname(2).
 */
int ox_getsockname(int s, struct sockaddr *addr, socklen_t *len);

/**
 * The peer's address, as getpeername(2); addr and len as in ox_getsockname.
 *
 * Returns 0.
 * Errors: those of getpeername(2).
 */
int ox_getpeername(int s, struct sockaddr *addr, socklen_t *len);

/**
 * Whether the next byte to be read is the one at the out-of-band mark, as sockatmark(3).
 *
 * Returns 1 or 0.
 * Errors: EBADF; those of the ioctl SIOCATMARK (for a type without such a mark ENOTTY, over
 * AF_UNIX EOPNOTSUPP).
 */
int ox_sockatmark(int s);

/**
 * How many bytes can be read without waiting, as the ioctl FIONREAD: on a stream, those that
 * have arrived; on a datagram socket, those of the next datagram, so that 0 means none or an
 * empty one.
 *
 * Returns the number of bytes.
 * Errors: EBADF; those of the ioctl FIONREAD (EINVAL for a listener).
 */
int ox_available(int s);

/* ----------------------------------------------------------------------------------------------
 * Waiting for several sockets at once.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: whichever of two sockets has something to read, for at most a second.
 *
 *     struct pollfd fds[2] = {{s, POLLIN, 0}, {other, POLLIN, 0}};
 *     if (ox_poll(fds, 2, 1000) > 0)
 *         for (int i = 0; i < 2; i++)
 *             if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
 *                 ox_read(fds[i].fd, buf, sizeof buf);
 */

/**
 * Wait until one of several sockets is ready, as poll(2). Each fd is a handle, or a plain
 * descriptor (below OX_HANDLE_MIN), or negative to be ignored. timeout is in milliseconds; 0 does
 * not wait; negative waits without end. A signal neither shortens the wait nor prolongs it; it
 * ends it with EINTR only if a handle among them is OX_INTERRUPTIBLE. Deadlines of the handles do
 * not apply.
 *
 * A dead handle, or one that is closed or released while it is waited for, is reported as
 * POLLNVAL. oxsock reads and writes the array itself: NULL gives EFAULT unless count is 0, and any
 * other pointer has to lead to count entries.
 *
 * Returns the number of entries whose revents is not 0; 0 at the end of the timeout.
 * Errors: those of poll(2).
 */
int ox_poll(struct pollfd *fds, nfds_t count, int timeout);

/* ----------------------------------------------------------------------------------------------
 * Time: a monotonic clock in microseconds, and deadlines on it.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: a request and its answer, both within two seconds.
 *
 *     ox_deadline(s, OX_BOTH, ox_now() + 2000000);
 *     int n = ox_write(s, "time?\n", 6);
 *     if (n > 0)
 *         n = ox_read(s, buf, sizeof buf);
 *     if (n == -ETIMEDOUT)
 *         puts("too late");
 */

/** The deadline that never comes. */
#define OX_FOREVER (-1)

/** For ox_deadline: accept, read, readv and everything named recv. */
#define OX_RECEIVING 1

/** For ox_deadline: connect, write, writev and everything named send. */
#define OX_SENDING 2

/** For ox_deadline: both sides. */
#define OX_BOTH 3

/**
 * The time now. Add to it to make a deadline.
 *
 * Returns microseconds of CLOCK_MONOTONIC, rounded down; never an error.
 */
int64_t ox_now(void);

/**
 * Set the deadline of one side of a socket, or of both (OX_RECEIVING, OX_SENDING, OX_BOTH),
 * as a point in time on the clock of ox_now. It holds for calls that start after this one,
 * until it is changed: OX_FOREVER takes it away, and 0, long past, means "do not wait".
 *
 * Past it a call that would have to wait returns ETIMEDOUT, or, on a stream, the count of
 * the bytes that it moved; never before it. What can be done without waiting is still done.
 * A non-blocking call returns EAGAIN as ever.
 *
 * ETIMEDOUT is also what the system returns, once, for a TCP connection whose peer has stopped
 * answering (keepalive, TCP_USER_TIMEOUT, retransmissions); after that the stream reads as if it
 * had ended. To tell the two apart: while ox_now() has not reached the deadline, or none is set,
 * ETIMEDOUT means a dead peer. Past the deadline ask ox_poll with timeout 0: it reports POLLHUP
 * for a dead connection, and does not for one that is merely late.
 *
 * Returns 0.
 * Errors: EBADF; EINVAL for another which, or a negative time that is not OX_FOREVER.
 */
int ox_deadline(int s, int which, int64_t deadline);

/* ----------------------------------------------------------------------------------------------
 * Descriptors: between handles and the file descriptors of the system.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: a socket that another library opened; and one to be watched by an epoll instance.
 *
 *     int s = ox_adopt(fd);
 *     struct epoll_event event;
 *     event.events = EPOLLIN;
 *     event.data.fd = s; // the handle comes back
 *     if (s >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, ox_fd(s), &event) < 0)
 *         perror("epoll_ctl");
 */

/**
 * The smallest handle. The descriptor of every handle is below it; see "Handles" in the
 * introduction.
 */
#define OX_HANDLE_MIN (1 << 20)

/**
 * Lend the descriptor under a handle, for a system call that oxsock does not have, for
 * epoll, or for SCM_RIGHTS. It stays oxsock's: do not close it, and do not use it after
 * ox_close.
 *
 * A handle that has been lent costs more. oxsock itself remembers whether the calls on a handle
 * wait, and for how long; but once its descriptor has been lent, others can change that. So a call
 * that has to wait first asks the system for O_NONBLOCK and the socket's timeouts: one or two
 * more system calls for each wait. O_NONBLOCK that is set through the descriptor then holds for
 * the handle's calls, too. The same is true of handles that were adopted or duplicated.
 *
 * Returns the descriptor.
 * Errors: EBADF.
 */
int ox_fd(int s);

/**
 * Take in a socket's descriptor, from accept(2), SCM_RIGHTS, a service manager. It is made
 * close-on-exec and belongs to the handle; do not use it any more. One that is not below
 * OX_HANDLE_MIN is replaced by one that is. On an error it still belongs to the caller, unchanged.
 *
 * Returns a handle.
 * Errors: EBADF; ENOTSOCK; EBUSY if the descriptor is under a handle already; EMFILE when
 * 2^20 handles are open, or no descriptor below OX_HANDLE_MIN is free; ENOMEM.
 */
int ox_adopt(int fd);

/**
 * End a handle and return its descriptor: it belongs to the caller from then on, still
 * close-on-exec, and the handle is dead as after ox_close. A thread that waits for the handle in
 * ox_poll does not prevent this, and gets POLLNVAL.
 *
 * Returns the descriptor.
 * Errors: EBADF; EBUSY while another thread is in a call on the handle (nothing has changed).
 */
int ox_release(int s);

/* ----------------------------------------------------------------------------------------------
 * Errors and version.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: what went wrong, for a person and for a log.
 *
 *     int n = ox_read(s, buf, sizeof buf);
 *     if (n < 0)
 *         fprintf(stderr, "cannot read: %s (%s)\n", ox_strerror(n), ox_errname(n));
 */

/** The version of the header; see ox_version for the version of the library. */
#define OX_VERSION_MAJOR 0

/** See OX_VERSION_MAJOR. */
#define OX_VERSION_MINOR 1

/** See OX_VERSION_MAJOR. */
#define OX_VERSION_PATCH 0

/**
 * What an error code means, in English, for people: "Connection refused". The code may be
 * given as it was returned (-ECONNREFUSED) or as errno has it.
 *
 * Returns a constant string; "Unknown error" for an unknown code, "Success" for 0.
 */
const char *ox_strerror(int code);

/**
 * An error code's name, for logs and for programs: "ECONNREFUSED". The code may be given as
 * it was returned or as errno has it.
 *
 * Returns a constant string; NULL for an unknown code, and for 0.
 */
const char *ox_errname(int code);

/**
 * The i-th error code that ox_errname knows, counted from 0, in ascending order of errno:
 * for bindings that want them all.
 *
 * Returns the code, negative; 0 past the last one, and for a negative i.
 */
int ox_error_at(int i);

/**
 * The version of the library, "MAJOR.MINOR.PATCH".
 *
 * Returns a constant string.
 */
const char *ox_version(void);

/**
 * A description of this header, and of what a user of sockets needs of the system's headers, as
 * JSON: for programs that make bindings, or bind at run time. It has the functions with their
 * parameters, results, errors and waits, the constants and structures, and the system's constants
 * and structures with their values on this platform. oxsock-api.json, which is installed, has the
 * documentation as well; its format is in oxsock-api.schema.json.
 *
 * Returns a constant string.
 */
const char *ox_api_json(void);

/* ----------------------------------------------------------------------------------------------
 * Addresses: endpoints as text and as values.
 * ----------------------------------------------------------------------------------------------
 *
 * An endpoint is a text that says where a socket is and of which kind it is:
 *
 *     tcp://HOST:PORT   udp://HOST:PORT   HOST:PORT (the same as tcp://)
 *     unix:NAME   unix-dgram:NAME   unix-seqpacket:NAME
 *
 * HOST is an IPv4 address, an IPv6 address in brackets ([::1], or with an interface, by name or
 * number: [fe80::1%eth0], in URLs [fe80::1%25eth0]), a host's name, or * for every address of this
 * machine. PORT is a number or a service's name. NAME is a path, or @ and a name in the abstract
 * namespace; in it, %3F is a question mark, %25 a percent sign, %00 a zero byte, and so on. A path
 * that a listener is to make may be followed by its permission bits: unix:/run/x.sock?mode=0660.
 * The manual page oxsock-endpoint(7) has the whole grammar.
 *
 * An address is an endpoint as a value, with no name that is still to be resolved. It has 144
 * bytes, which may be copied, kept anywhere, and compared with memcmp. If all bytes are zero, as
 * after memset, it is empty: no address. The text of an address reads back as the same address.
 *
 * Example: an address from its text, and the text of a socket's other end.
 *
 *     struct ox_address address;
 *     char peer[OX_TEXT_MAX];
 *     if (ox_address_parse(&address, "udp://[::1]:53") < 0)
 *         fprintf(stderr, "%s\n", ox_explanation());
 *     else if (ox_sendto_address(s, buf, sizeof buf, 0, &address) >= 0)
 *         printf("sent to port %d\n", ox_address_port(&address));
 *     if (ox_peer(s, peer, sizeof peer) > 0)
 *         printf("connected to %s\n", peer);
 *
 * Errors common to all that take an address: EINVAL for bytes that are not an address.
 */

/** Room for the text of any endpoint and its NUL. */
#define OX_TEXT_MAX 512

/** An address: opaque bytes, all zero if it is empty. */
struct ox_address {
    /**
     * For the library alone.
     */
    uint64_t opaque[18];
};

/**
 * The address that a text names: an endpoint with a numeric host and port, or a UNIX name
 * without permission bits. Names of hosts and services are an error: nothing is resolved. For
 * the host * it is [::]. On an error the address is left as it was.
 *
 * Returns 0. Errors: EINVAL for a text that is no such endpoint, ENAMETOOLONG for a UNIX name that
 * does not fit, ENODEV for an interface that does not exist, EMFILE, ENFILE or ENOMEM if the
 * system cannot be asked for its number; ox_explanation then says what is wrong and where.
 */
int ox_address_parse(struct ox_address *address, const char *text);

/**
 * Write an address's text, an endpoint, into size bytes at text; OX_TEXT_MAX is always enough.
 * The text is ASCII, whatever bytes are in a UNIX name.
 *
 * Returns the length of the text, without its NUL.
 * Errors: EINVAL for an empty address; ENOSPC if the text does not fit (then it is empty).
 */
int ox_address_text(const struct ox_address *address, char *text, size_t size);

/**
 * An address's family.
 *
 * Returns AF_INET, AF_INET6 or AF_UNIX; AF_UNSPEC, which is 0, if it is empty.
 */
int ox_address_family(const struct ox_address *address);

/**
 * The type of socket that an address is for.
 *
 * Returns SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET; 0 if it is empty.
 */
int ox_address_type(const struct ox_address *address);

/**
 * An address's port, in the machine's byte order.
 *
 * Returns the port, 0 to 65535.
 * Errors: EAFNOSUPPORT for a UNIX address, and for an empty one.
 */
int ox_address_port(const struct ox_address *address);

/**
 * Whether two addresses are the same: of the same type, at the same place. An IPv4 address is
 * not the same as its IPv6 form ([::ffff:192.0.2.1]); two empty ones are the same.
 *
 * Returns 1 or 0.
 */
int ox_address_equal(const struct ox_address *a, const struct ox_address *b);

/**
 * The address that a struct sockaddr of len bytes holds, as recvfrom(2) and the like give it,
 * for a type of socket: SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET. The flow label of an IPv6
 * address is not kept. On an error the address is left as it was.
 *
 * Returns 0. Errors: EAFNOSUPPORT for a family other than AF_INET, AF_INET6 and AF_UNIX;
 * ESOCKTNOSUPPORT for another type, or one that the family does not have; EINVAL if len is too
 * small for the family, or above that of a struct sockaddr_storage, or a UNIX name is longer than
 * a struct sockaddr_un holds.
 */
int ox_address_from_sockaddr(struct ox_address *address,
                             int socktype,
                             const struct sockaddr *addr,
                             socklen_t len);

/**
 * Store an address as a struct sockaddr for the system's calls. *len is the room at addr; a struct
 * sockaddr_storage has room for every address. On return it is the address's true length, which
 * may be more, and what did not fit is cut off, as in getsockname(2).
 *
 * Returns 0.
 * Errors: EINVAL for an empty address.
 */
int ox_address_to_sockaddr(const struct ox_address *address, struct sockaddr *addr, socklen_t *len);

/**
 * The endpoint of a UNIX socket at a path, for a type of socket (SOCK_STREAM, SOCK_DGRAM or
 * SOCK_SEQPACKET), written into size bytes at text; OX_TEXT_MAX is always enough. Whatever bytes
 * the path has, ox_dial and ox_listen_on read the same path from it; ?mode= may be put behind it.
 * The path "run/50%" of a stream socket gives "unix:run/50%25".
 *
 * Returns the length of the text, without its NUL.
 * Errors: EINVAL for an empty path; ENAMETOOLONG for one of more than 108 bytes; ESOCKTNOSUPPORT
 * for another type; ENOSPC if the text does not fit (then it is empty).
 */
int ox_endpoint_path(const char *path, int socktype, char *text, size_t size);

/**
 * A socket's own end as an endpoint, written into size bytes at text; OX_TEXT_MAX is always
 * enough. An IPv4 address that an IPv6 socket shows in its IPv6 form is written as the IPv4
 * address that it is. A UNIX socket that has no name gives "unix:" and nothing after it.
 *
 * Returns the length of the text, without its NUL.
 * Errors: those of getsockname(2); EAFNOSUPPORT, ESOCKTNOSUPPORT and EPROTONOSUPPORT for
 * sockets that endpoints do not name (raw ones, and other protocols); ENOSPC if the text does
 * not fit (then it is empty).
 */
int ox_local(int s, char *text, size_t size);

/**
 * A socket's other end as an endpoint, as ox_local.
 *
 * Returns the length of the text, without its NUL.
 * Errors: those of getpeername(2), ENOTCONN among them; else as ox_local.
 */
int ox_peer(int s, char *text, size_t size);

/**
 * Bind, as ox_bind, to an address.
 *
 * Returns 0.
 * Errors: those of bind(2); EINVAL also for an empty address.
 */
int ox_bind_address(int s, const struct ox_address *address);

/**
 * Connect, as ox_connect, to an address.
 *
 * Returns 0.
 * Errors: those of connect(2); EINVAL also for an empty address.
 */
int ox_connect_address(int s, const struct ox_address *address);

/**
 * Send, as ox_sendto, to an address.
 *
 * Returns the number of bytes taken.
 * Errors: those of send(2); EINVAL also for an empty address.
 */
int ox_sendto_address(int s, const void *buf, size_t len, int flags, const struct ox_address *to);

/**
 * Receive, as ox_recvfrom, and get the sender's address: an empty one if it has none. An IPv4
 * address that an IPv6 socket shows in its IPv6 form is given as the IPv4 address that it is; a
 * UDP socket takes it so in ox_sendto_address, too. src may be NULL.
 *
 * Returns the number of bytes; 0 at the end of a stream. With MSG_TRUNC, the true length of the
 * datagram.
 */
int ox_recvfrom_address(int s, void *buf, size_t len, int flags, struct ox_address *src);

/**
 * What was wrong with the text that this thread last gave to a function of oxsock's, in English,
 * with the number of bytes before the wrong part: "port 99999 at 14: above 65535"; or, after an
 * ox_dial, which address failed how: "tcp://[::1]:80: Network is unreachable; tcp://127.0.0.1:80:
 * Connection refused". It holds until the thread's next call that takes a text. It is cut off
 * after 511 bytes; where there is no memory for it, it is empty.
 *
 * Returns the thread's own string; an empty one if that call succeeded, or failed for a reason
 * that its error alone says.
 */
const char *ox_explanation(void);

/* ----------------------------------------------------------------------------------------------
 * Every day: dialling and listening.
 * ----------------------------------------------------------------------------------------------
 *
 * These functions choose what a program usually wants; the calls above set nothing unasked. An
 * endpoint is a text; see "Addresses". If it is malformed, or its names cannot be resolved,
 * ox_explanation says what is wrong.
 *
 * Example: a client, which has five seconds for everything.
 *
 *     int64_t deadline = ox_now() + 5000000;
 *     int s = ox_dial("localhost:7777", deadline);
 *     if (s < 0) {
 *         fprintf(stderr, "%s %s\n", ox_strerror(s), ox_explanation());
 *     } else {
 *         ox_deadline(s, OX_BOTH, deadline);
 *         ox_write(s, "hello\n", 6);
 *         ox_close(s);
 *     }
 *
 * Example: a server.
 *
 *     int client, listener = ox_listen_on("*:7777", 128); // IPv6 and IPv4
 *     while ((client = ox_accept(listener, NULL, NULL)) >= 0) {
 *         ox_write(client, "hello\n", 6);
 *         ox_close(client);
 *     }
 *
 * Names are resolved by the system's getaddrinfo(3), which has no deadline and which no signal
 * ends. So under a deadline, or while ox_interruptible is on, threads of oxsock's own call it,
 * with all signals blocked. When the deadline or a signal ends the call, such a thread is left
 * behind; it ends by itself when the system's resolver gives up. Otherwise the calling thread
 * resolves: with OX_FOREVER, and where no server has to be asked. That is so for numeric hosts and
 * ports, for names in /etc/hosts if nsswitch.conf(5) says that the system looks there first and,
 * having found it, nowhere else, and for services that it says are in files.
 *
 * exit(3) does not wait for such a thread; a process whose last thread leaves by pthread_exit(3)
 * does. dlclose leaves oxsock in memory from the first one on.
 *
 * Programs that fork: the thread does not exist in the child, though a close-on-exec socket of the
 * system's resolver may; and if the fork happens while it is inside getaddrinfo, the C library's
 * locks may stay taken in the child, which then can never resolve a name. So fork first, or call
 * exec in the child, or dial names with OX_FOREVER where forks may happen at any moment. Also,
 * unshare(2) of a user namespace and setns(2) into one fail with EINVAL while such a thread
 * exists.
 *
 * Errors common to all that take an endpoint: EINVAL if it is malformed; ENAMETOOLONG for a UNIX
 * name that does not fit; ENODEV for an interface that does not exist, EMFILE or ENFILE where
 * there is no descriptor left to ask the system about it.
 */

/** The host has no address of a family that the system can use. */
#define OX_EAI_ADDRFAMILY (-3001)

/** The name could not be resolved now; later it may be. */
#define OX_EAI_AGAIN (-3002)

/** The name could not be resolved: a server failed permanently, or sent a malformed answer. */
#define OX_EAI_FAIL (-3003)

/** The resolver does not support the family. */
#define OX_EAI_FAMILY (-3004)

/** The resolver had not enough memory. */
#define OX_EAI_MEMORY (-3005)

/** The name exists, but no address is known for it. */
#define OX_EAI_NODATA (-3006)

/** The host or the service is not known. */
#define OX_EAI_NONAME (-3007)

/** The service is not known for this type of socket. */
#define OX_EAI_SERVICE (-3008)

/**
 * Connect to an endpoint by the deadline, resolving names included. Every address of a name is
 * tried, IPv6 and IPv4 in turns, each a quarter of a second after the one before, or at once when
 * that has failed; the first connection wins, and the others are closed (RFC 8305). The system's
 * order decides which family begins. While the addresses of one family are known and those of the
 * other are not yet, the known ones are tried. If all fail, the error is the most informative one:
 * that a host refused rather than that another was unreachable; ox_explanation has all of them.
 *
 * The addresses 0.0.0.0 and [::] mean this machine, as with connect(2), also if a name resolves to
 * them, as in hosts files that block names.
 *
 * TCP sockets get TCP_NODELAY. Datagram sockets are connected to the first address that there is
 * a route to; a UNIX datagram socket also gets an abstract name of the system's choice, so that it
 * can be answered. A TCP socket that the system would connect to itself is refused.
 *
 * Returns the handle of a blocking socket without deadlines. Errors: ETIMEDOUT past the deadline
 * (a name is then not looked up, not even in a file); EINTR as ox_interruptible says; OX_EAI_AGAIN
 * and the others for a name that cannot be resolved; ENOMEM also where no thread can be started to
 * resolve it; EINVAL also for an endpoint that is for listeners only (*, ?mode=), and for a
 * negative deadline that is not OX_FOREVER; those of socket(2) and connect(2).
 */
int ox_dial(const char *endpoint, int64_t deadline);

/**
 * Begin to connect to an endpoint, and do not wait: for programs with an event loop of their own.
 * It has to be a numeric host and port or a UNIX socket. Resolve a name by ox_resolve before, and
 * dial the text of one of its addresses (ox_address_text). There is one attempt, at one address;
 * otherwise it is as ox_dial, except that a TCP socket which the system connects to itself is not
 * noticed.
 *
 * Poll the handle for POLLOUT, then read the option socket.error: 0 if it is connected. A failure
 * may also be returned at once.
 *
 * Returns the handle of a non-blocking socket (O_NONBLOCK) without deadlines.
 * Errors: EAGAIN if the queue of a UNIX listener is full; EINVAL also for an endpoint that is for
 * listeners only, or that has a name in it; those of socket(2) and connect(2), except EINPROGRESS.
 */
int ox_dial_start(const char *endpoint);

/**
 * Open a socket that listens at an endpoint, or, for datagrams, is bound to it. If the host is a
 * name, the first of its addresses that this machine has is used. backlog is that of listen(2);
 * datagram sockets ignore it. Port 0 lets the system choose, and so does "unix:" with no name;
 * ox_local tells what it has chosen.
 *
 * At * and [::] it serves IPv6 and IPv4; where the system has no IPv6, * is IPv4 alone. TCP
 * listeners can be started again at once (SO_REUSEADDR), and their connections get TCP_NODELAY.
 *
 * At a UNIX path, the file that a dead server left is replaced; that of a running one never is,
 * whether it has begun to listen or not. Of several servers that start at the same moment one
 * succeeds, if they are in one network namespace: the lock is an abstract name. A file that this
 * process may not write to is left alone, because it cannot be found out whether its server runs.
 * ?mode= gives the file exactly these permission bits, whatever the umask, and at no moment more.
 * The file goes away when the handle is closed by the process that made it, also where others share
 * the socket or have a duplicate, unless it is no longer that file. ox_release leaves it, and so
 * does a process that ends without closing. For a relative path the handle also holds a descriptor
 * of the current directory, so that the file is found from elsewhere.
 *
 * Returns the handle of a blocking socket.
 * Errors: EADDRINUSE if somebody else is there; ENOTSOCK if there is a file that is no socket;
 * EBUSY if another program holds, for some seconds, the abstract name that serves as the lock for
 * replacing the file (ox_explanation has it); EINTR as ox_interruptible says; ENOMEM also for more
 * than 4096 UNIX paths at once; OX_EAI_AGAIN and the others for a name that cannot be resolved;
 * those of socket(2), bind(2) and listen(2).
 */
int ox_listen_on(const char *endpoint, int backlog);

/**
 * Resolve an endpoint by the deadline, as ox_dial does: its addresses, in the order in which
 * ox_dial tries them; if the deadline comes before all are known, those that are. At most room of
 * them are stored at addresses.
 *
 * Returns how many there are, which may be more than room.
 * Errors: those of ox_dial that come before connecting.
 */
int ox_resolve(const char *endpoint, struct ox_address *addresses, size_t room, int64_t deadline);

/**
 * Take in a socket that a service manager passed to this process, as sd_listen_fds(3) says it
 * does (LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES): the i-th, counted from 0, of those with this
 * name, or of all if name is NULL. Each is handed out once, and only the first 1024 are. When the
 * first is handed out, all others are made close-on-exec, too.
 *
 * Returns a handle, as ox_adopt.
 * Errors: ENOENT if there is none, or if it has been handed out, or if not all of the descriptors
 * are open at the first call (then nothing is touched); those of ox_adopt.
 */
int ox_inherit(const char *name, int i);

/* ----------------------------------------------------------------------------------------------
 * Whole transfers: all of it, or an error and the true count of what did move.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: a message of known length, and how much of it arrived if it did not arrive whole.
 *
 *     size_t done;
 *     int error = ox_recv_all(s, buf, sizeof buf, ox_now() + 5000000, &done);
 *     if (error < 0)
 *         fprintf(stderr, "%s after %zu bytes\n", ox_strerror(error), done);
 *
 * These are for streams. They wait until their own deadline (on the clock of ox_now;
 * OX_FOREVER; 0 for "what can be done without waiting"), whatever ox_deadline, O_NONBLOCK and
 * the socket's timeouts say. Signals do not end them, except on handles with the option
 * OX_INTERRUPTIBLE.
 *
 * *done is the number of bytes that were moved, after success and after every error alike. done
 * may be NULL. The rest can be moved by another call that begins behind those bytes.
 *
 * Errors common to all: EBADF; EFAULT; EINVAL for a negative deadline that is not OX_FOREVER;
 * EOPNOTSUPP on a socket that is no stream; ETIMEDOUT past the deadline; ECANCELED when the
 * handle is closed meanwhile; those of send(2) and recv(2).
 */

/**
 * Send all of a buffer, of any length.
 *
 * Returns 0 when all has been taken by the system.
 * Errors also: EPIPE and ECONNRESET when the connection has ended.
 */
int ox_send_all(int s, const void *buf, size_t len, int64_t deadline, size_t *done);

/**
 * Receive until a buffer of any length is full.
 *
 * Returns 0 when it is.
 * Errors also: ENODATA when the stream ends before; ECONNRESET when it was reset.
 */
int ox_recv_all(int s, void *buf, size_t len, int64_t deadline, size_t *done);

/**
 * Receive from a stream up to the first byte that is delimiter, such as '\n', and with it, into a
 * buffer of len bytes. What comes behind it stays in the socket, for whichever call is next.
 *
 * It peeks at what has arrived before it receives it (MSG_PEEK), which costs one more system call
 * for each piece that arrives. The bytes of buf beyond *done may have been overwritten. No NUL is
 * appended.
 *
 * Returns 0 when the delimiter is the last of the *done bytes.
 * Errors also: EINVAL for a delimiter that is no byte (0 to 255), and on a socket whose
 * SO_PEEK_OFF is set; EMSGSIZE when there was none among len bytes, which have been received;
 * ENODATA when the stream ends before; ECONNRESET when it was reset.
 */
int ox_recv_until(int s, void *buf, size_t len, int delimiter, int64_t deadline, size_t *done);

/**
 * Send len bytes of the file fd, a plain descriptor, or all that it has if len is UINT64_MAX.
 * They begin at *offset, to which the number of bytes that were sent is added; or, if offset is
 * NULL, at the file's own position, which advances likewise.
 *
 * Returns 0 when all has been taken by the system.
 * Errors also: ENODATA when the file ends before len bytes; EPIPE and ECONNRESET when the
 * connection has ended; ESPIPE for a file without positions (a pipe, a socket); those of
 * pread(2).
 */
int ox_send_file(int s, int fd, int64_t *offset, uint64_t len, int64_t deadline, uint64_t *done);

/* ----------------------------------------------------------------------------------------------
 * Options by name: without levels, numbers, lengths and families.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: two options, and one that may not exist here.
 *
 *     int64_t rtt;
 *     ox_option_set(s, "tcp.nodelay", 1);
 *     int error = ox_option_set(s, "tcp.keepalive.idle", 60);
 *     if (error < 0)
 *         fprintf(stderr, "%s %s\n", ox_strerror(error), ox_explanation());
 *     if (ox_option_get(s, "tcp.info.rtt", &rtt) == 0)
 *         printf("round trip: %lld us\n", (long long)rtt);
 *
 * Names are words with dots between them, "tcp.nodelay"; ox_option_at lists all. A value is an
 * int64_t: a number, a length in bytes, or 1 and 0 for on and off. Those with other meanings:
 *
 * - socket.receive.timeout, socket.send.timeout: microseconds, 0 for none;
 * - socket.linger: seconds, -1 for off;
 * - socket.receive.buffer, socket.send.buffer: Linux doubles what is set, for its own use of
 *   it, and shows the double;
 * - socket.interface, ip.multicast.interface: the interface's index, 0 for any; on an IPv4 socket
 *   the second can only be set, because the system does not return it;
 * - socket.reuseport: several sockets at one port, which share what arrives; set it before
 *   ox_bind on all of them;
 * - tcp.keepalive.idle, tcp.keepalive.interval, tcp.deferaccept, tcp.linger: seconds;
 *   tcp.usertimeout: milliseconds;
 * - tcp.info...: figures of a connection, which can only be read: times in microseconds, rates
 *   in bytes per second, where the highest int64_t is "no limit". As long as there is none,
 *   tcp.info.rtt.least is 2^32 - 1, and tcp.info.slowstart 2^31 - 1.
 *
 * The names that begin with ip. are for IPv4 and IPv6 alike; on an IPv6 socket they hold for the
 * IPv4 that it carries too.
 */

/**
 * Set the option of this name.
 *
 * Returns 0.
 * Errors: ENOPROTOOPT for an unknown name (ox_explanation names the nearest), for an option
 * that can only be read, and for one that this socket does not have; EINVAL for a value out of
 * range; those of setsockopt(2).
 */
int ox_option_set(int s, const char *name, int64_t value);

/**
 * Read the option of this name into *value.
 *
 * Returns 0.
 * Errors: ENOPROTOOPT for an unknown name (ox_explanation names the nearest), and for an
 * option that this socket, or this system, does not have; those of getsockopt(2).
 */
int ox_option_get(int s, const char *name, int64_t *value);

/**
 * The name of the i-th option, counted from 0, in alphabetical order.
 *
 * Returns a constant string; NULL past the last one, and for a negative i.
 */
const char *ox_option_at(int i);

/* ----------------------------------------------------------------------------------------------
 * Passing: descriptors and handles over UNIX sockets, and who is at the other end.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: who is at the other end of a connection, and a descriptor for that process.
 *
 *     struct ox_credentials peer;
 *     if (ox_peer_credentials(s, &peer) == 0 && peer.uid == getuid())
 *         ox_send_descriptors(s, "log", 3, &fd, 1);
 *
 * The calls here that send and receive wait as all others do: for the deadlines of ox_deadline,
 * and O_NONBLOCK. Errors common to all: EBADF; EFAULT; EINVAL for a negative count; EOPNOTSUPP
 * on a socket that is not of the kind that a call is for; and those of sendmsg(2), recvmsg(2) and
 * getsockopt(2).
 */

/** The ids of a process. */
struct ox_credentials {
    /**
     * Its process id; 0 if the process is not visible in this pid namespace.
     */
    int32_t pid;
    /**
     * Its user id.
     */
    uint32_t uid;
    /**
     * Its group id.
     */
    uint32_t gid;
};

/**
 * Send bytes over a UNIX socket, and with the first of them count descriptors. They stay open
 * here; whoever receives them gets duplicates. On a stream, len must not be 0.
 *
 * Returns the number of bytes taken.
 * Errors also: EINVAL for more than 253 descriptors; EBADF also if one of them is not open.
 */
int ox_send_descriptors(int s, const void *buf, size_t len, const int *fds, int count);

/**
 * Receive bytes over a UNIX socket, and the descriptors that come with them, all close-on-exec.
 * *count is the room at fds; on return it is the number that arrived, which may be more: those for
 * which there was no room have been closed. A negative entry stands for all descriptors that the
 * system could not give to the process; its value is the reason: -EMFILE.
 *
 * On an error, no received descriptor stays open.
 *
 * Returns the number of bytes; 0 at the end of a stream.
 */
int ox_recv_descriptors(int s, void *buf, size_t len, int *fds, int *count);

/**
 * As ox_send_descriptors, with the sockets of count handles. They stay open here, and count as
 * shared from then on, as after ox_fd.
 *
 * Returns the number of bytes taken.
 * Errors also: EINVAL for more than 253 handles; EBADF also if one of them is dead; EMFILE if
 * there is no room for duplicates of their descriptors, which are made for the time of the call.
 */
int ox_send_handles(int s, const void *buf, size_t len, const int *handles, int count);

/**
 * As ox_recv_descriptors, with handles on the sockets that came. A negative entry may also stand
 * for one descriptor, which was closed because ox_adopt refused it: -ENOTSOCK if it is no socket.
 *
 * Returns the number of bytes; 0 at the end of a stream.
 */
int ox_recv_handles(int s, void *buf, size_t len, int *handles, int *count);

/**
 * Who the peer of a UNIX connection was when it connected, listened, or made the pair, as the
 * system has recorded it.
 *
 * Returns 0.
 * Errors also: ENOTCONN.
 */
int ox_peer_credentials(int s, struct ox_credentials *credentials);

/* ----------------------------------------------------------------------------------------------
 * Datagrams: how they arrived, which errors they met, multicast groups, ICMP echoes.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: answer a datagram from the address that it was sent to.
 *
 *     struct ox_arrival arrival;
 *     ox_arrivals(s, 1);
 *     if (ox_recv_arrival(s, buf, sizeof buf, 0, &arrival) >= 0)
 *         ox_send_reply(s, "got it", 6, 0, &arrival);
 *
 * The calls here that send and receive wait as all others do: for the deadlines of ox_deadline,
 * and O_NONBLOCK. Errors common to all: EBADF; EFAULT; EOPNOTSUPP on a socket that is not of the
 * kind that a call is for; and those of sendmsg(2), recvmsg(2), getsockopt(2) and setsockopt(2).
 */

/** In the flags of an arrival: the message was longer than the buffer, and was cut off. */
#define OX_ARRIVAL_CUT_OFF 1

/**
 * In the flags of an arrival: it was sent to a group or a broadcast address, and others may
 * have it too.
 */
#define OX_ARRIVAL_TO_MANY 2

/** In the origin of a report: this machine found the error, when the datagram was to be sent. */
#define OX_ERROR_LOCAL 1

/** In the origin of a report: another host found the error, and sent an ICMP message. */
#define OX_ERROR_ICMP 2

/** In the origin of a report: another host found the error, and sent an ICMPv6 message. */
#define OX_ERROR_ICMPV6 3

/**
 * How a datagram arrived. A field that is unknown, because ox_arrivals was not called or the
 * family does not have it, is an empty address, 0, or -1 where 0 is a valid value.
 */
struct ox_arrival {
    /**
     * Its sender. An IPv4 address that an IPv6 socket shows in its IPv6 form is given as the
     * IPv4 address that it is; likewise in destination.
     */
    struct ox_address sender;
    /**
     * The address that it was sent to, with the socket's own port.
     */
    struct ox_address destination;
    /**
     * When it reached this machine's kernel: nanoseconds of CLOCK_REALTIME.
     */
    int64_t time;
    /**
     * The index of the interface that it came in on.
     */
    uint32_t ifindex;
    /**
     * Its TTL, for IPv6 its hop limit, when it arrived; else -1.
     */
    int32_t ttl;
    /**
     * Its two ECN bits, 0 to 3; else -1.
     */
    int32_t ecn;
    /**
     * OX_ARRIVAL_CUT_OFF, OX_ARRIVAL_TO_MANY.
     */
    int32_t flags;
};

/** A report about an error that a datagram met. */
struct ox_error_report {
    /**
     * Who reported it, without a port; empty if that was this machine. An IPv4 address that an
     * IPv6 socket shows in its IPv6 form is given as the IPv4 address that it is; likewise in
     * destination.
     */
    struct ox_address reporter;
    /**
     * Where the datagram was to go.
     */
    struct ox_address destination;
    /**
     * The error, as an errno value: EHOSTUNREACH, ECONNREFUSED, EMSGSIZE and the like.
     */
    int32_t code;
    /**
     * OX_ERROR_LOCAL, OX_ERROR_ICMP, OX_ERROR_ICMPV6, or another SO_EE_ORIGIN_ value of the
     * system's.
     */
    int32_t origin;
    /**
     * The type of the ICMP message.
     */
    int32_t icmp_type;
    /**
     * Its code.
     */
    int32_t icmp_code;
    /**
     * The MTU that the datagram exceeds, with EMSGSIZE; otherwise it depends on the origin.
     */
    uint32_t info;
    /**
     * The TTL of the report, for IPv6 its hop limit, when it arrived; -1 if unknown.
     */
    int32_t ttl;
};

/**
 * Have the kernel report, for later datagrams, all that ox_recv_arrival returns; with on 0, stop
 * that.
 *
 * Returns 0.
 */
int ox_arrivals(int s, int on);

/**
 * Receive a datagram, as ox_recv, and get how it arrived. Descriptors that come with it are
 * closed.
 *
 * Returns the number of bytes. With MSG_TRUNC, the true length of the datagram.
 */
int ox_recv_arrival(int s, void *buf, size_t len, int flags, struct ox_arrival *arrival);

/**
 * Answer a datagram: to its sender, and from the address that it was sent to, so that the sender
 * recognises the answer. (If that is a group's address, from this machine's own.)
 *
 * Returns the number of bytes taken.
 * Errors also: EDESTADDRREQ if the sender has no address; EINVAL for bytes that are not an
 * arrival.
 */
int ox_send_reply(int s, const void *buf, size_t len, int flags, const struct ox_arrival *arrival);

/**
 * Queue the errors that datagrams of this IPv4 or IPv6 socket meet, for ox_recv_error; with on 0,
 * stop that. While it is on, each error is also returned by one call that sends or receives, even
 * on sockets that are not connected; see IP_RECVERR in ip(7).
 *
 * Returns 0.
 */
int ox_error_reports(int s, int on);

/**
 * Take the first error out of the queue that ox_error_reports has turned on: a report about it,
 * and at most len bytes of the part of the datagram that came back. Routers send 8 bytes back, or
 * more. It never waits; ox_poll reports POLLERR while there is an error.
 *
 * Returns the number of bytes.
 * Errors also: EAGAIN if there is none.
 */
int ox_recv_error(int s, void *buf, size_t len, struct ox_error_report *report);

/**
 * Join a multicast group: an IPv4 or IPv6 address as text, "239.1.2.3" or "ff02::114". iface
 * is a name or a number as text, or NULL to leave it to the system; source is the one sender to
 * receive from, an address as text, or NULL for all.
 *
 * Returns 0. Errors also: EINVAL for a text that is not an address, or not a group's
 * (ox_explanation tells which); ENODEV for an interface that does not exist, EMFILE or ENFILE if
 * there is no descriptor left to ask the system about it; EADDRINUSE if it is joined already.
 */
int ox_group_join(int s, const char *group, const char *iface, const char *source);

/**
 * Leave a multicast group that was joined with the same texts.
 *
 * Returns 0.
 * Errors also: as ox_group_join; EADDRNOTAVAIL if it is not joined.
 */
int ox_group_leave(int s, const char *group, const char *iface, const char *source);

/**
 * Open a socket for ICMP echoes ("ping"), for AF_INET or AF_INET6. It is one of the system's
 * ping sockets, which need no privilege, where net.ipv4.ping_group_range allows it; else a
 * raw one.
 *
 * Returns a handle.
 * Errors also: EACCES if neither is allowed; EAFNOSUPPORT for another family.
 */
int ox_echo_open(int family);

/**
 * Send an echo request with a sequence number and len bytes of payload. The port of the address
 * does not matter. The library chooses the identifier.
 *
 * Returns 0.
 * Errors also: EPROTONOSUPPORT on a socket that is not for echoes; EMSGSIZE.
 */
int ox_echo_send(int s,
                 const struct ox_address *to,
                 uint16_t sequence,
                 const void *payload,
                 size_t len);

/**
 * Receive the next reply to a request of this socket: its sender, which has no port, its
 * sequence number, len bytes of its payload, and its TTL, for IPv6 its hop limit, as it arrived
 * (-1 if unknown). sender, sequence and ttl may be NULL.
 *
 * If a host on the way reports that a request could not be delivered, that is an error of this
 * call: EHOSTUNREACH (also when its TTL has expired), ENETUNREACH, ECONNREFUSED and the like.
 * sender is then the host that reported it, and sequence the number of the request.
 *
 * Returns the length of the payload, which may be more than len.
 * Errors also: EPROTONOSUPPORT on a socket that is not for echoes; ENODATA after
 * ox_shutdown(s, SHUT_RD).
 */
int ox_echo_recv(int s,
                 struct ox_address *sender,
                 uint16_t *sequence,
                 void *payload,
                 size_t len,
                 int *ttl);

/* ----------------------------------------------------------------------------------------------
 * Failure on purpose: rules by which the system's calls fail, fall short or are interrupted.
 * ----------------------------------------------------------------------------------------------
 *
 * Example: the third call that receives finds its connection reset.
 *
 *     int rule = ox_fault("recv error=ECONNRESET nth=3");
 *     if (rule < 0)
 *         fprintf(stderr, "%s\n", ox_explanation());
 *     run_the_test();
 *     if (ox_fault_count(rule) != 1)
 *         puts("the program never got that far");
 *     ox_fault_remove(rule);
 *
 * A rule is a line of text: which calls, on which sockets, what goes wrong, and when.
 *
 *     CALL [on=ENDPOINT] FAULT [WHEN]
 *
 * CALL is the name of a system call that oxsock makes: socket, socketpair, bind, listen, accept,
 * connect, shutdown, close, send (all calls that send), recv (all calls that receive), poll,
 * option, fcntl, ioctl, name, event, file; or a direction: sending (send and connect), receiving
 * (recv and accept); or any of these; or resolve, which is the look-up of a name and not among
 * any.
 *
 * ENDPOINT is the socket's own address or its peer's; port 0 stands for every port, and the
 * host * for every host. local=ENDPOINT and peer=ENDPOINT look at one end only.
 *
 * FAULT is one of these. error=ECONNREFUSED, or any other error's name: the call fails with it.
 * interrupt: a signal interrupts it, once; made again it is let through. delay=5ms, delay=5us:
 * it begins so much later. reset: the connection is reset. short=N: a stream moves at most N
 * bytes. lose, double, truncate=N: a datagram is lost, comes twice, or is cut off after N bytes.
 *
 * WHEN is nth=N: the N-th of these calls only; from=N: all from the N-th on; chance=0.25 seed=7:
 * about a quarter of them, always the same ones for the same seed; or always, as without it.
 * Beside it, from=5s to=9s is a time, counted from when the first rule was added.
 *
 * Calls are counted by the rule, beginning with 1. One that would have to wait is made again and
 * counts once. Rules hold for calls that begin after them, on all handles of the process and of
 * its children, and are asked in their order; the first that applies decides. The variable
 * OXSOCK_FAULTS of the environment adds rules, with ; or a new line between them, before the
 * program's first socket is opened or taken in, its first name resolved, or its first rule added;
 * a set-uid program ignores it. Without rules, calls take no longer. See also oxsock-faults(7).
 */

/**
 * Add a rule: ox_fault("recv error=ECONNRESET nth=3").
 *
 * Returns the rule's number, above 0.
 * Errors: EINVAL for a text that is not a rule, and those of ox_address_parse for its endpoint;
 * ox_explanation then says what is wrong and where. ENOMEM.
 */
int ox_fault(const char *rule);

/**
 * Remove a rule, by its number, or with 0 all of them.
 *
 * Returns 0.
 * Errors: ENOENT if there is none of this number.
 */
int ox_fault_remove(int rule);

/**
 * How often a rule has applied.
 *
 * Returns the number of calls.
 * Errors: ENOENT if there is none of this number.
 */
int ox_fault_count(int rule);

/**
 * Write a rule's text into size bytes at text, in a form that is the same for all rules with the
 * same meaning; OX_TEXT_MAX is always enough.
 *
 * Returns the length of the text, without its NUL.
 * Errors: ENOENT if there is none of this number; ENOSPC if the text does not fit (then it is
 * empty).
 */
int ox_fault_text(int rule, char *text, size_t size);

/**
 * The number of the i-th rule, counted from 0, in the order in which they are asked.
 *
 * Returns the number; 0 past the last one, and for a negative i.
 */
int ox_fault_at(int i);

#ifdef __cplusplus
}
#endif

#endif /* OXSOCK_H */
