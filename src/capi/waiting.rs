//! Waiting for several sockets at once.
//!
//! Example: whichever of two sockets has something to read, for at most a second.
//!
//!     struct pollfd fds[2] = {{s, POLLIN, 0}, {other, POLLIN, 0}};
//!     if (ox_poll(fds, 2, 1000) > 0)
//!         for (int i = 0; i < 2; i++)
//!             if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
//!                 ox_read(fds[i].fd, buf, sizeof buf);

use super::reply;
use crate::socket::poll;
use crate::sys::User;
use core::ffi::c_int;
use libc::{nfds_t, pollfd};

/// Wait until one of several sockets is ready, as poll(2). Each fd is a handle, or a plain
/// descriptor (below OX_HANDLE_MIN), or negative to be ignored. timeout is in milliseconds; 0 does
/// not wait; negative waits without end. A signal neither shortens the wait nor prolongs it; it
/// ends it with EINTR only if a handle among them is OX_INTERRUPTIBLE. Deadlines of the handles do
/// not apply.
///
/// A dead handle, or one that is closed or released while it is waited for, is reported as
/// POLLNVAL. oxsock reads and writes the array itself: NULL gives EFAULT unless count is 0, and any
/// other pointer has to lead to count entries.
///
/// Returns the number of entries whose revents is not 0; 0 at the end of the timeout.
/// Errors: those of poll(2).
#[no_mangle]
pub unsafe extern "C" fn ox_poll(fds: *mut pollfd, count: nfds_t, timeout: c_int) -> c_int {
    // SAFETY: the C caller answers for `fds`: `count` entries, its own to write.
    let fds = unsafe { User::new(fds) };
    reply(poll::poll(fds, count, timeout))
}
