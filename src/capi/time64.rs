//! The functions for programs with a 64-bit time_t on a 32-bit processor (`_TIME_BITS`). The header
//! declares them in place of the functions with the usual names.

use super::reply;
use crate::socket::batch;
use crate::sys::{Timespec, User};
use core::ffi::{c_int, c_uint};
use libc::{mmsghdr, timespec};

/// ox_recvmmsg.
#[no_mangle]
pub unsafe extern "C" fn ox_recvmmsg_time64(
    s: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
    timeout: *mut timespec,
) -> c_int {
    // SAFETY: the C caller answers for `msgs`, all that they point to, and `timeout`.
    let (msgs, timeout) = unsafe { (User::new(msgs), User::new(timeout)) };
    reply(batch::recv(s, msgs, count, flags, Timespec::wide(timeout)))
}
