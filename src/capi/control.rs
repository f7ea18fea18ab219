//! Control: options, flags, names.
//!
//! Example: the result of connecting a non-blocking socket, once ox_poll has reported POLLOUT.
//!
//!     int reason = 0;
//!     socklen_t size = sizeof reason;
//!     if (ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &reason, &size) == 0 && reason != 0)
//!         fprintf(stderr, "connecting failed: %s\n", ox_strerror(reason));

use super::{on, reply};
use crate::socket::{control, interruptible, option};
use crate::sys::User;
use core::ffi::{c_int, c_void};
use libc::{sockaddr, socklen_t};

/// The level of oxsock's own options in ox_getsockopt and ox_setsockopt.
pub const SOL_OX: c_int = 0x4F58;

/// Option at SOL_OX, an int; ox_interruptible sets its value for new handles. If it is 1, calls on
/// this handle return EINTR when a signal handler has run, instead of continuing. If it is 2, they
/// do so at least where the system's own calls would: after a handler that was installed without
/// SA_RESTART. A process with a single thread then waits in the system's own calls, which costs
/// less. Any other number except 0 means 1.
pub const OX_INTERRUPTIBLE: c_int = 1;

/// Set whether signals end calls, for the whole process: 1 or 2 for yes, 0 for no, which is the
/// default; any other number changes nothing. New handles have it as their OX_INTERRUPTIBLE. While
/// it is not 0, ox_dial, ox_resolve and ox_listen_on return EINTR when a signal handler has run
/// while they waited, whether it was installed with SA_RESTART or not. So Ctrl-C can end a program
/// that is dialling. Existing handles stay as they are.
///
/// A look-up that may have to ask a server is then done by a thread of oxsock's own, even without a
/// deadline, so that the call can end (see "Every day").
///
/// Returns the setting before: 0, 1 or 2.
#[no_mangle]
pub extern "C" fn ox_interruptible(on: c_int) -> c_int {
    interruptible::change(on)
}

/// Read or change what fcntl(2) knows about a socket: F_GETFL and F_SETFL (O_NONBLOCK),
/// F_GETFD and F_SETFD (FD_CLOEXEC), F_GETOWN and F_SETOWN, and any other command whose
/// argument is an int; a command that takes a pointer gives EFAULT. arg is ignored by commands
/// without argument.
///
/// F_DUPFD_CLOEXEC, and F_DUPFD likewise, give a new handle on the same socket, close-on-exec;
/// arg is the lowest descriptor to use for it. Closing either leaves the other open.
///
/// Returns what fcntl(2) returns. F_GETOWN gives a process group as a negative number, as
/// fcntl(2) does: set errno to 0 before the call to tell one from an error.
/// Errors: those of fcntl(2); EINVAL for an unknown command; for a new handle EMFILE also when 2^20
/// are open, and ENOMEM.
#[no_mangle]
pub extern "C" fn ox_fcntl(s: c_int, cmd: c_int, arg: c_int) -> c_int {
    reply(on(s, control::fcntl(s, cmd, arg)))
}

/// Read an option, as getsockopt(2), at any level that the system has, and at SOL_OX.
///
/// Returns 0.
/// Errors: those of getsockopt(2).
#[no_mangle]
pub unsafe extern "C" fn ox_getsockopt(
    s: c_int,
    level: c_int,
    name: c_int,
    value: *mut c_void,
    len: *mut socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write.
    let (value, len) = unsafe { (User::new(value.cast()), User::new(len)) };
    reply(on(s, option::get(s, level, name, value, len)))
}

/// Set an option, as setsockopt(2), at any level that the system has, and at SOL_OX.
///
/// Returns 0.
/// Errors: those of setsockopt(2).
#[no_mangle]
pub unsafe extern "C" fn ox_setsockopt(
    s: c_int,
    level: c_int,
    name: c_int,
    value: *const c_void,
    len: socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for `value`: `len` bytes, which are only read.
    let value = unsafe { User::new(value.cast_mut().cast()) };
    reply(on(s, option::set(s, level, name, value, len)))
}

/// The socket's own address, as getsockname(2). *len is the room at addr; on return it is
/// the address's true length, which may be more.
///
/// Returns 0.
/// Errors: those of getsockname(2).
#[no_mangle]
pub unsafe extern "C" fn ox_getsockname(
    s: c_int,
    addr: *mut sockaddr,
    len: *mut socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write, and only the kernel does.
    let (addr, len) = unsafe { (User::new(addr), User::new(len)) };
    reply(on(s, control::local_name(s, addr, len)))
}

/// The peer's address, as getpeername(2); addr and len as in ox_getsockname.
///
/// Returns 0.
/// Errors: those of getpeername(2).
#[no_mangle]
pub unsafe extern "C" fn ox_getpeername(
    s: c_int,
    addr: *mut sockaddr,
    len: *mut socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write, and only the kernel does.
    let (addr, len) = unsafe { (User::new(addr), User::new(len)) };
    reply(on(s, control::peer_name(s, addr, len)))
}

/// Whether the next byte to be read is the one at the out-of-band mark, as sockatmark(3).
///
/// Returns 1 or 0.
/// Errors: EBADF; those of the ioctl SIOCATMARK (for a type without such a mark ENOTTY, over
/// AF_UNIX EOPNOTSUPP).
#[no_mangle]
pub extern "C" fn ox_sockatmark(s: c_int) -> c_int {
    reply(on(s, control::at_mark(s)))
}

/// How many bytes can be read without waiting, as the ioctl FIONREAD: on a stream, those that
/// have arrived; on a datagram socket, those of the next datagram, so that 0 means none or an
/// empty one.
///
/// Returns the number of bytes.
/// Errors: EBADF; those of the ioctl FIONREAD (EINVAL for a listener).
#[no_mangle]
pub extern "C" fn ox_available(s: c_int) -> c_int {
    reply(on(s, control::available(s)))
}
