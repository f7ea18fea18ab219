//! Time: a monotonic clock in microseconds, and deadlines on it.

use super::reply;
use crate::socket::deadline;
use crate::time;
use core::ffi::c_int;

/// The deadline that never comes.
pub const OX_FOREVER: i64 = -1;

/// For ox_deadline: accept, read, readv and everything named recv.
pub const OX_RECEIVING: c_int = 1;

/// For ox_deadline: connect, write, writev and everything named send.
pub const OX_SENDING: c_int = 2;

/// For ox_deadline: both sides.
pub const OX_BOTH: c_int = 3;

/// The time now. Add to it to make a deadline.
///
/// Returns microseconds of CLOCK_MONOTONIC, rounded down; never an error.
#[no_mangle]
pub extern "C" fn ox_now() -> i64 {
    time::now()
}

/// Set the deadline of one side of a socket, or of both (OX_RECEIVING, OX_SENDING, OX_BOTH),
/// as a point in time on the clock of ox_now. It holds for calls that start after this one,
/// until it is changed: OX_FOREVER takes it away, and 0, long past, means "do not wait".
///
/// Past it a call that would have to wait returns ETIMEDOUT, or, on a stream, the count of
/// the bytes that it moved; never before it. What can be done without waiting is still done.
/// A non-blocking call returns EAGAIN as ever.
///
/// Returns 0.
/// Errors: EBADF; EINVAL for another which, or a negative time that is not OX_FOREVER.
#[no_mangle]
pub extern "C" fn ox_deadline(s: c_int, which: c_int, deadline: i64) -> c_int {
    reply(deadline::set(s, which, deadline))
}
