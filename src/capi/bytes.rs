//! Bytes and messages: sending and receiving.
//!
//! Example: read a request, and answer with two pieces in one call.
//!
//!     char request[4096];
//!     int n = ox_read(s, request, sizeof request);
//!     if (n == 0)
//!         puts("the peer has ended the connection");
//!     struct iovec pieces[2] = {{header, strlen(header)}, {body, strlen(body)}};
//!     if (n > 0)
//!         n = ox_writev(s, pieces, 2);
//!     if (n < 0)
//!         fprintf(stderr, "%s\n", ox_strerror(n)); // EPIPE and not SIGPIPE if the peer is gone
//!
//! All of these: flags go to the kernel as they are; no SIGPIPE is raised (EPIPE is returned);
//! an interrupted call continues; lengths above INT_MAX are cut to INT_MAX, so that the
//! transfer is merely short; a NULL buffer is EFAULT, unless its length is 0, or MSG_TRUNC makes
//! TCP discard the bytes.
//!
//! A call that must wait waits until the deadline of its side (see ox_deadline). On a stream,
//! one that moved something by then returns what it moved.
//!
//! Errors common to all: those of send(2) and recv(2); EAGAIN if the call must wait and the
//! socket, or the flag MSG_DONTWAIT, says not to; ETIMEDOUT past the deadline; ECANCELED when
//! the handle is closed meanwhile.

use super::reply;
use crate::socket::{batch, message, stream};
use crate::sys::{Timespec, User};
use core::ffi::{c_int, c_uint, c_void};
use libc::{iovec, mmsghdr, msghdr, size_t, sockaddr, socklen_t, timespec};

/// Receive, as read(2) does on a socket: ox_recv with no flags, except that a length of 0
/// returns 0 at once and leaves a waiting datagram in its queue.
///
/// Returns the number of bytes; 0 at the end of a stream.
#[no_mangle]
pub unsafe extern "C" fn ox_read(s: c_int, buf: *mut c_void, len: size_t) -> c_int {
    // SAFETY: the C caller answers for `buf`: `len` bytes, its own to write.
    let buf = unsafe { User::new(buf.cast()) };
    stream::read(s, buf, len)
}

/// Send, as write(2) does on a socket: ox_send with no flags. On a datagram socket a length
/// of 0 sends an empty datagram.
///
/// Returns the number of bytes taken.
#[no_mangle]
pub unsafe extern "C" fn ox_write(s: c_int, buf: *const c_void, len: size_t) -> c_int {
    // SAFETY: the C caller answers for `buf`: `len` bytes, which only the kernel reads.
    let buf = unsafe { User::new(buf.cast_mut().cast()) };
    stream::send(s, buf, len, 0)
}

/// Receive into several buffers, as readv(2). A total length of 0 returns 0 at once.
///
/// Returns the number of bytes; 0 at the end of a stream.
/// Errors also: EINVAL for a negative count, or one above IOV_MAX.
#[no_mangle]
pub unsafe extern "C" fn ox_readv(s: c_int, iov: *const iovec, iovcnt: c_int) -> c_int {
    // SAFETY: the C caller answers for `iov` and for the buffers that it names.
    let iov = unsafe { User::new(iov.cast_mut()) };
    reply(message::readv(s, iov, iovcnt))
}

/// Send from several buffers, as writev(2). A total length of 0 returns 0 and sends nothing.
///
/// Returns the number of bytes taken.
/// Errors also: EINVAL for a negative count, or one above IOV_MAX.
#[no_mangle]
pub unsafe extern "C" fn ox_writev(s: c_int, iov: *const iovec, iovcnt: c_int) -> c_int {
    // SAFETY: the C caller answers for `iov` and for the buffers that it names.
    let iov = unsafe { User::new(iov.cast_mut()) };
    reply(message::writev(s, iov, iovcnt))
}

/// Send, as send(2). A blocking stream takes all of the bytes before it returns, also when signal
/// handlers run meanwhile; but with MSG_ZEROCOPY, if SO_ZEROCOPY is set, it takes only what there
/// is room for, so that each call has one completion.
///
/// Returns the number of bytes taken.
#[no_mangle]
pub unsafe extern "C" fn ox_send(s: c_int, buf: *const c_void, len: size_t, flags: c_int) -> c_int {
    // SAFETY: the C caller answers for `buf`: `len` bytes, which only the kernel reads.
    let buf = unsafe { User::new(buf.cast_mut().cast()) };
    stream::send(s, buf, len, flags)
}

/// Receive, as recv(2). Descriptors that come with the bytes are lost; with MSG_WAITALL on a UNIX
/// stream the call may go on past them, and past bytes of another sender, where the system's call
/// would end.
///
/// Returns the number of bytes; 0 at the end of a stream. With MSG_TRUNC, the true length of
/// the datagram.
#[no_mangle]
pub unsafe extern "C" fn ox_recv(s: c_int, buf: *mut c_void, len: size_t, flags: c_int) -> c_int {
    // SAFETY: the C caller answers for `buf`: `len` bytes, its own to write.
    let buf = unsafe { User::new(buf.cast()) };
    stream::recv(s, buf, len, flags)
}

/// Send to an address, as sendto(2). On a connected socket to may be NULL.
///
/// Returns the number of bytes taken.
#[no_mangle]
pub unsafe extern "C" fn ox_sendto(
    s: c_int,
    buf: *const c_void,
    len: size_t,
    flags: c_int,
    to: *const sockaddr,
    tolen: socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for `buf` and `to`, which only the kernel reads.
    let (buf, to) = unsafe { (User::new(buf.cast_mut().cast()), User::new(to.cast_mut())) };
    stream::send_to(s, buf, len, flags, to, tolen)
}

/// Receive, and get the sender's address, as recvfrom(2). src and srclen may be NULL. *srclen is
/// the room at src; on return it is the address's true length, which may be more.
///
/// Returns the number of bytes; 0 at the end of a stream. With MSG_TRUNC, the true length of
/// the datagram.
#[no_mangle]
pub unsafe extern "C" fn ox_recvfrom(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    flags: c_int,
    src: *mut sockaddr,
    srclen: *mut socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for all three: its own to write, and only the kernel does.
    let (buf, src, srclen) = unsafe { (User::new(buf.cast()), User::new(src), User::new(srclen)) };
    stream::recv_from(s, buf, len, flags, src, srclen)
}

/// Send a message, as sendmsg(2): address, buffers and control messages in one. Descriptors
/// in an SCM_RIGHTS control message are plain descriptors (see ox_fd), not handles.
///
/// Returns the number of bytes taken.
#[no_mangle]
pub unsafe extern "C" fn ox_sendmsg(s: c_int, msg: *const msghdr, flags: c_int) -> c_int {
    // SAFETY: the C caller answers for `msg` and for all that it points to.
    let msg = unsafe { User::new(msg.cast_mut()) };
    reply(message::send(s, msg, flags))
}

/// Receive a message, as recvmsg(2): address, buffers and control messages in one. Descriptors that
/// arrive in it are plain descriptors, always close-on-exec (as if with MSG_CMSG_CLOEXEC), ready
/// for ox_adopt. On a UNIX stream, a call ends after bytes that came with descriptors, also with
/// MSG_WAITALL; and, if credentials come with all bytes (SO_PASSCRED), after the last bytes of one
/// sender.
///
/// Returns the number of bytes; 0 at the end of a stream.
#[no_mangle]
pub unsafe extern "C" fn ox_recvmsg(s: c_int, msg: *mut msghdr, flags: c_int) -> c_int {
    // SAFETY: the C caller answers for `msg` and for all that it points to.
    let msg = unsafe { User::new(msg) };
    reply(message::recv(s, msg, flags))
}

/// Send several messages, as sendmmsg(2). Each msg_len is set to the bytes taken.
///
/// Returns the number of messages sent. After the first, an error ends the call early and is
/// not reported. Sending the next message again returns it if it persists. One that the system
/// reports only once, such as ECONNREFUSED on a connected UDP socket, is lost; under a deadline, or
/// in a process with several threads, it does not even end the call.
#[no_mangle]
pub unsafe extern "C" fn ox_sendmmsg(
    s: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
) -> c_int {
    // SAFETY: the C caller answers for `msgs` and for all that they point to.
    let msgs = unsafe { User::new(msgs) };
    reply(batch::send(s, msgs, count, flags))
}

/// Receive several messages, as recvmmsg(2), waiting for all of them; with MSG_WAITFORONE, for the
/// first. timeout may be NULL. It limits the whole wait, and contains the time left afterwards.
/// (Linux itself checks it only after a message has arrived, and so can wait without end; this
/// function does not.)
///
/// Returns the number of messages received.
/// Errors also: EAGAIN when the timeout ends and none has arrived; EINVAL for a bad timeout.
#[no_mangle]
pub unsafe extern "C" fn ox_recvmmsg(
    s: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
    timeout: *mut timespec,
) -> c_int {
    // SAFETY: the C caller answers for `msgs`, all that they point to, and `timeout`.
    let (msgs, timeout) = unsafe { (User::new(msgs), User::new(timeout)) };
    reply(batch::recv(s, msgs, count, flags, Timespec::usual(timeout)))
}
