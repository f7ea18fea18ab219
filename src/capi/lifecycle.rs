//! Lifecycle: from a socket's opening to its closing.
//!
//! Example: a server for one client.
//!
//!     struct sockaddr_in at;
//!     memset(&at, 0, sizeof at);
//!     at.sin_family = AF_INET;
//!     at.sin_port = htons(7777);
//!     int listener = ox_socket(AF_INET, SOCK_STREAM, 0);
//!     int error = ox_bind(listener, (struct sockaddr *)&at, sizeof at);
//!     if (error == 0)
//!         error = ox_listen(listener, 16);
//!     int client = error < 0 ? error : ox_accept(listener, NULL, NULL);
//!     if (client < 0)
//!         fprintf(stderr, "port 7777: %s\n", ox_strerror(client));
//!     ox_close(client);
//!     ox_close(listener);

use super::{on, reply};
use crate::socket::{accept, close, connect, control, open};
use crate::sys::User;
use core::ffi::c_int;
use libc::{sockaddr, socklen_t};

/// Open a socket, as socket(2): any domain, type and protocol that the system has.
/// SOCK_NONBLOCK may be added to the type. The socket is always close-on-exec.
///
/// Returns a handle.
/// Errors: those of socket(2); EMFILE also when 2^20 handles are open.
#[no_mangle]
pub extern "C" fn ox_socket(domain: c_int, socktype: c_int, protocol: c_int) -> c_int {
    reply(open::open(domain, socktype, protocol))
}

/// Open two sockets connected to each other, as socketpair(2); both are close-on-exec.
/// Their handles are stored in sv[0] and sv[1]; on an error sv is left as it was.
///
/// Returns 0.
/// Errors: those of socketpair(2); EMFILE also when 2^20 handles are open.
#[no_mangle]
pub unsafe extern "C" fn ox_socketpair(
    domain: c_int,
    socktype: c_int,
    protocol: c_int,
    sv: *mut c_int,
) -> c_int {
    // SAFETY: the C caller answers for `sv`: two ints, its own to write.
    let sv = unsafe { User::new(sv.cast::<[c_int; 2]>()) };
    reply(open::open_pair(domain, socktype, protocol, sv))
}

/// Give a socket its own address, as bind(2).
/// An AF_UNIX address of length sizeof(sa_family_t) makes Linux choose an abstract name.
///
/// Returns 0.
/// Errors: those of bind(2).
#[no_mangle]
pub unsafe extern "C" fn ox_bind(s: c_int, addr: *const sockaddr, len: socklen_t) -> c_int {
    // SAFETY: the C caller answers for `addr`: `len` bytes, which only the kernel reads.
    let addr = unsafe { User::new(addr.cast_mut()) };
    reply(on(s, control::bind(s, addr, len)))
}

/// Make a stream or seqpacket socket accept connections, as listen(2). Linux queues up to
/// backlog + 1 of them, and silently limits backlog to net.core.somaxconn.
///
/// Returns 0.
/// Errors: those of listen(2).
#[no_mangle]
pub extern "C" fn ox_listen(s: c_int, backlog: c_int) -> c_int {
    reply(on(s, control::listen(s, backlog)))
}

/// Take the next connection from a listener, waiting for one, as accept(2). The new socket is
/// close-on-exec, blocking whatever the listener is, and without deadlines. addr and len may be
/// NULL. The receiving deadline of s applies. A connection that the system reports as dead before
/// it was accepted (ECONNABORTED) is skipped. Linux returns most of those as connections, with the
/// bytes that came before, and the first call on them returns the error.
///
/// In a process with several threads, and under a deadline, it takes a connection only when poll
/// has reported one, and the threads of the process take turns. Another process that shares the
/// listener may be quicker then; the call goes on waiting. For that it needs an accept that does
/// not wait, which oxsock takes from io_uring(7) where it knows that the listener is shared: it was
/// adopted, lent or duplicated, or the process has called fork(3) or is the child of one.
///
/// Where the system has none (Linux before 6.10, or where io_uring is disabled), and in a process
/// with a seccomp filter, which could kill it for the attempt, a call whose connection another
/// process has taken waits in accept4(2) for the next one, and the deadline and ox_close take effect
/// only when that comes. Processes there do better to set O_NONBLOCK on the listener, which all of
/// them share and oxsock does not touch, and to wait in ox_poll; ox_accept returns EAGAIN if another
/// was quicker.
///
/// Returns the handle of the connection.
/// Errors: those of accept(2); EMFILE also when 2^20 handles are open (the connection then stays
/// in the queue, as it does when there is no descriptor left); ETIMEDOUT past the deadline;
/// ECANCELED when s is closed meanwhile.
#[no_mangle]
pub unsafe extern "C" fn ox_accept(s: c_int, addr: *mut sockaddr, len: *mut socklen_t) -> c_int {
    // SAFETY: the C caller answers for both: its own to write, and only the kernel does.
    let (addr, len) = unsafe { (User::new(addr), User::new(len)) };
    reply(accept::accept(s, addr, len))
}

/// Connect a socket, as connect(2); for datagram sockets, set the one peer to send to and to
/// receive from. An address of family AF_UNSPEC dissolves a datagram socket's connection.
/// The sending deadline of s applies. A signal does not interrupt the attempt.
///
/// In a process with several threads, and under a deadline, a blocking socket has O_NONBLOCK for
/// the moment in which the attempt begins, which others that share the socket can see.
///
/// On a non-blocking socket: EINPROGRESS; ox_poll then reports POLLOUT, and SO_ERROR holds
/// the result. AF_UNIX instead gives EAGAIN while the listener's queue is full.
///
/// Returns 0.
/// Errors: those of connect(2); ETIMEDOUT past the deadline (the attempt goes on in the
/// kernel until the socket is closed); ECANCELED when s is closed meanwhile.
#[no_mangle]
pub unsafe extern "C" fn ox_connect(s: c_int, addr: *const sockaddr, len: socklen_t) -> c_int {
    // SAFETY: the C caller answers for `addr`: `len` bytes, which only the kernel reads.
    let addr = unsafe { User::new(addr.cast_mut()) };
    reply(connect::connect(s, addr, len))
}

/// End one direction of a connection or both (SHUT_RD, SHUT_WR, SHUT_RDWR), as shutdown(2).
/// It acts on the connection, for every process that shares it. Calls that wait on the socket end as
/// the system's do; but one that waits for room on a UNIX socket notices only within 0.1 s, since
/// poll(2) does not tell of it.
///
/// Returns 0.
/// Errors: those of shutdown(2).
#[no_mangle]
pub extern "C" fn ox_shutdown(s: c_int, how: c_int) -> c_int {
    reply(on(s, control::shutdown(s, how)))
}

/// Close a handle. It is dead from here on, for good: calls on it return EBADF, also when new
/// sockets have been opened since. Calls that wait on it in other threads return ECANCELED (a
/// transfer that moved bytes returns their count). A socket that another process or descriptor
/// shares is not disturbed.
///
/// The socket has been closed when this returns, so that a listener can be opened again at the same
/// address.
/// (Where another thread waits for it in ox_poll, it is closed as soon as that thread has woken.)
/// The number of its descriptor is free when this returns, unless a thread stays inside a call for
/// more than 0.1 s; then it is freed when that thread leaves, and no call reaches another socket
/// under that number.
///
/// In a process with a single thread a call without a deadline waits in the system's own call. A
/// signal handler that closes its handle ends it with ECANCELED, with SA_RESTART and without. One
/// case is not covered: a handler installed with SA_RESTART that interrupts such a call and starts
/// a thread (POSIX does not allow pthread_create in handlers). If that thread closes the handle,
/// the call returns at the next signal or arrival.
///
/// Returns 0. The handle is dead also when an error of close(2) is returned.
/// Errors: EBADF; those of close(2).
#[no_mangle]
pub extern "C" fn ox_close(s: c_int) -> c_int {
    reply(close::close(s))
}
