//! Descriptors: between handles and the file descriptors of the system.

use super::reply;
use crate::socket::{close, open};
use core::ffi::c_int;

/// The smallest handle. Every plain descriptor is below it.
pub const OX_HANDLE_MIN: c_int = 1 << 20;

/// Lend the descriptor under a handle, for a system call that oxsock does not have, for
/// epoll, or for SCM_RIGHTS. It stays oxsock's: do not close it, and do not use it after
/// ox_close. From here on oxsock takes it that others may hold the socket too, and ox_close
/// wakes calls without shutting it down; but a call that was already blocked is woken by that.
///
/// Returns the descriptor.
/// Errors: EBADF.
#[no_mangle]
pub extern "C" fn ox_fd(s: c_int) -> c_int {
    reply(open::lend(s))
}

/// Take in a socket's descriptor, from accept(2), SCM_RIGHTS, a service manager. It is made
/// close-on-exec and belongs to the handle; do not use it any more. On an error it is still
/// the caller's, as it was.
///
/// Returns a handle.
/// Errors: EBADF; ENOTSOCK; EBUSY if the descriptor is under a handle already; EMFILE when
/// 2^20 handles are open.
#[no_mangle]
pub extern "C" fn ox_adopt(fd: c_int) -> c_int {
    reply(open::adopt(fd))
}

/// End a handle and hand its descriptor out: it is the caller's from here on, still
/// close-on-exec, and the handle is dead as after ox_close.
///
/// Returns the descriptor.
/// Errors: EBADF; EBUSY while another thread is in a call on the handle (nothing has changed).
#[no_mangle]
pub extern "C" fn ox_release(s: c_int) -> c_int {
    reply(close::release(s))
}
