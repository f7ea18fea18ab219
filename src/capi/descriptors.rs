//! Descriptors: between handles and the file descriptors of the system.
//!
//! Example: a socket that another library opened; and one to be watched by an epoll instance.
//!
//!     int s = ox_adopt(fd);
//!     struct epoll_event event;
//!     event.events = EPOLLIN;
//!     event.data.fd = s; // the handle comes back
//!     if (s >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, ox_fd(s), &event) < 0)
//!         perror("epoll_ctl");

use super::reply;
use crate::socket::{close, open};
use core::ffi::c_int;

/// The smallest handle. The descriptor of every handle is below it; see "Handles" in the
/// introduction.
pub const OX_HANDLE_MIN: c_int = 1 << 20;

/// Lend the descriptor under a handle, for a system call that oxsock does not have, for
/// epoll, or for SCM_RIGHTS. It stays oxsock's: do not close it, and do not use it after
/// ox_close.
///
/// A handle that has been lent costs more. oxsock itself remembers whether the calls on a handle
/// wait, and for how long; but once its descriptor has been lent, others can change that. So a call
/// that has to wait first asks the system for O_NONBLOCK and the socket's timeouts: one or two
/// more system calls for each wait. O_NONBLOCK that is set through the descriptor then holds for
/// the handle's calls, too. The same is true of handles that were adopted or duplicated.
///
/// Returns the descriptor.
/// Errors: EBADF.
#[no_mangle]
pub extern "C" fn ox_fd(s: c_int) -> c_int {
    reply(open::lend(s))
}

/// Take in a socket's descriptor, from accept(2), SCM_RIGHTS, a service manager. It is made
/// close-on-exec and belongs to the handle; do not use it any more. One that is not below
/// OX_HANDLE_MIN is replaced by one that is. On an error it still belongs to the caller, unchanged.
///
/// Returns a handle.
/// Errors: EBADF; ENOTSOCK; EBUSY if the descriptor is under a handle already; EMFILE when
/// 2^20 handles are open, or no descriptor below OX_HANDLE_MIN is free; ENOMEM.
#[no_mangle]
pub extern "C" fn ox_adopt(fd: c_int) -> c_int {
    reply(open::adopt(fd))
}

/// End a handle and return its descriptor: it belongs to the caller from then on, still
/// close-on-exec, and the handle is dead as after ox_close. A thread that waits for the handle in
/// ox_poll does not prevent this, and gets POLLNVAL.
///
/// Returns the descriptor.
/// Errors: EBADF; EBUSY while another thread is in a call on the handle (nothing has changed).
#[no_mangle]
pub extern "C" fn ox_release(s: c_int) -> c_int {
    reply(close::release(s))
}
