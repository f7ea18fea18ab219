//! Where programs choose the width of time_t (`_TIME_BITS`): the functions for those that have one
//! of 64 bits although the processor has 32. The header puts them in the place of their namesakes.

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
