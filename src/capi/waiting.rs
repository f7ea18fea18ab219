//! Waiting for several sockets at once.

use super::reply;
use crate::socket::poll;
use crate::sys::User;
use core::ffi::c_int;
use libc::{nfds_t, pollfd};

/// Wait until one of several sockets is ready, as poll(2). Each fd is a handle, or a plain
/// descriptor (always below OX_HANDLE_MIN), or negative to be passed over. timeout is in
/// milliseconds; 0 does not wait; negative waits without end. A signal does not shorten the
/// wait nor prolong it; it ends it with EINTR only if a handle among them is
/// OX_INTERRUPTIBLE. Deadlines of the handles do not apply.
///
/// A dead handle, or one that is closed while it is waited for, is reported as POLLNVAL.
///
/// Returns the number of entries whose revents is not 0; 0 at the end of the timeout.
/// Errors: those of poll(2).
#[no_mangle]
pub unsafe extern "C" fn ox_poll(fds: *mut pollfd, count: nfds_t, timeout: c_int) -> c_int {
    // SAFETY: the C caller answers for `fds`: `count` entries, its own to write.
    let fds = unsafe { User::new(fds) };
    reply(poll::poll(fds, count, timeout))
}
