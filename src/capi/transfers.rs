//! Whole transfers: all of it, or an error and the true count of what did move.
//!
//! Example: a message of known length, and how much of it arrived if it did not arrive whole.
//!
//!     size_t done;
//!     int error = ox_recv_all(s, buf, sizeof buf, ox_now() + 5000000, &done);
//!     if (error < 0)
//!         fprintf(stderr, "%s after %zu bytes\n", ox_strerror(error), done);
//!
//! These are for streams. They wait until their own deadline (on the clock of ox_now;
//! OX_FOREVER; 0 for "what can be done without waiting"), whatever ox_deadline, O_NONBLOCK and
//! the socket's timeouts say. Signals do not end them, except on handles with the option
//! OX_INTERRUPTIBLE.
//!
//! *done is the number of bytes that were moved, after success and after every error alike. done
//! may be NULL. The rest can be moved by another call that begins behind those bytes.
//!
//! Errors common to all: EBADF; EFAULT; EINVAL for a negative deadline that is not OX_FOREVER;
//! EOPNOTSUPP on a socket that is no stream; ETIMEDOUT past the deadline; ECANCELED when the
//! handle is closed meanwhile; those of send(2) and recv(2).

use super::{on, reply};
use crate::everyday::whole;
use crate::sys::User;
use core::ffi::{c_int, c_void};
use libc::size_t;

/// Send all of a buffer, of any length.
///
/// Returns 0 when all has been taken by the system.
/// Errors also: EPIPE and ECONNRESET when the connection has ended.
#[no_mangle]
pub unsafe extern "C" fn ox_send_all(
    s: c_int,
    buf: *const c_void,
    len: size_t,
    deadline: i64,
    done: *mut size_t,
) -> c_int {
    // SAFETY: the C caller answers for `buf`: `len` bytes, which only the kernel reads; and for
    // `done`, its own to write.
    let (buf, done) = unsafe { (User::new(buf.cast_mut().cast()), User::new(done)) };
    reply(whole::send_all(s, buf, len, deadline, done))
}

/// Receive until a buffer of any length is full.
///
/// Returns 0 when it is.
/// Errors also: ENODATA when the stream ends before; ECONNRESET when it was reset.
#[no_mangle]
pub unsafe extern "C" fn ox_recv_all(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    deadline: i64,
    done: *mut size_t,
) -> c_int {
    // SAFETY: the C caller answers for both: `len` bytes, and a count, its own to write.
    let (buf, done) = unsafe { (User::new(buf.cast()), User::new(done)) };
    reply(whole::recv_all(s, buf, len, deadline, done))
}

/// Receive from a stream up to the first byte that is delimiter, such as '\n', and with it, into a
/// buffer of len bytes. What comes behind it stays in the socket, for whichever call is next.
///
/// It peeks at what has arrived before it receives it (MSG_PEEK), which costs one more system call
/// for each piece that arrives. The bytes of buf beyond *done may have been overwritten. No NUL is
/// appended.
///
/// Returns 0 when the delimiter is the last of the *done bytes.
/// Errors also: EINVAL for a delimiter that is no byte (0 to 255), and on a socket whose
/// SO_PEEK_OFF is set; EMSGSIZE when there was none among len bytes, which have been received;
/// ENODATA when the stream ends before; ECONNRESET when it was reset.
#[no_mangle]
pub unsafe extern "C" fn ox_recv_until(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    delimiter: c_int,
    deadline: i64,
    done: *mut size_t,
) -> c_int {
    // SAFETY: the C caller answers for both: `len` bytes, and a count, its own to write.
    let (buf, done) = unsafe { (User::new(buf.cast()), User::new(done)) };
    reply(whole::recv_until(s, buf, len, delimiter, deadline, done))
}

/// Send len bytes of the file fd, a plain descriptor, or all that it has if len is UINT64_MAX.
/// They begin at *offset, to which the number of bytes that were sent is added; or, if offset is
/// NULL, at the file's own position, which advances likewise.
///
/// Returns 0 when all has been taken by the system.
/// Errors also: ENODATA when the file ends before len bytes; EPIPE and ECONNRESET when the
/// connection has ended; ESPIPE for a file without positions (a pipe, a socket); those of
/// pread(2).
#[no_mangle]
pub unsafe extern "C" fn ox_send_file(
    s: c_int,
    fd: c_int,
    offset: *mut i64,
    len: u64,
    deadline: i64,
    done: *mut u64,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write.
    let (offset, done) = unsafe { (User::new(offset), User::new(done)) };
    reply(on(s, whole::send_file(s, fd, offset, len, deadline, done)))
}
