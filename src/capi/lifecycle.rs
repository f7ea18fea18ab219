//! Lifecycle: from a socket's birth to its end.

use super::reply;
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
    reply(control::bind(s, addr, len))
}

/// Make a stream or seqpacket socket accept connections, as listen(2). Linux admits
/// backlog + 1 of them, and cuts the number to net.core.somaxconn without a word.
///
/// Returns 0.
/// Errors: those of listen(2).
#[no_mangle]
pub extern "C" fn ox_listen(s: c_int, backlog: c_int) -> c_int {
    reply(control::listen(s, backlog))
}

/// Take the next connection from a listener, waiting for one, as accept(2). The new socket
/// is close-on-exec, blocking whatever the listener is, and without deadlines. addr and len
/// may be null. The receiving deadline of s applies. A connection that the system reports as
/// dead before it was accepted (ECONNABORTED) is passed over; Linux hands out most of those, with
/// the bytes that came before, and the first call on them tells.
///
/// Returns the handle of the connection.
/// Errors: those of accept(2); EMFILE also when 2^20 handles are open (the connection then stays
/// in the queue, as it does for want of a descriptor); ETIMEDOUT past the deadline; ECANCELED when s is closed meanwhile.
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
/// It acts on the connection: every process that shares it sees it.
///
/// Returns 0.
/// Errors: those of shutdown(2).
#[no_mangle]
pub extern "C" fn ox_shutdown(s: c_int, how: c_int) -> c_int {
    reply(control::shutdown(s, how))
}

/// Close a handle. It is dead from here on, for good: whoever uses it gets EBADF, also when
/// its place has been taken by a new socket. Calls that are blocked on it in other threads
/// return ECANCELED (a transfer that moved bytes returns their count), and the descriptor is
/// given back when the last of them has left, so that none can reach another's socket.
/// A socket that another process or descriptor shares is not disturbed. For the one call
/// that cannot be woken without disturbing them, see "Fork" above.
///
/// Returns 0. The handle is dead also when an error of close(2) is returned.
/// Errors: EBADF; those of close(2).
#[no_mangle]
pub extern "C" fn ox_close(s: c_int) -> c_int {
    reply(close::close(s))
}
