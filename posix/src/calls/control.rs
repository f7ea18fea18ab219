//! Options and control. fcntl and ioctl are variadic in C; at most one word follows the command,
//! and is passed on unchanged.

use crate::engine::on_socket;
use crate::layout::Function;
use crate::{active, next, watches};
use core::ffi::{c_int, c_ulong, c_void};
use libc::socklen_t;
use oxsock::sys::inject::Call;
use oxsock::sys::{probe, User};

#[no_mangle]
pub unsafe extern "C" fn getsockopt(
    fd: c_int,
    level: c_int,
    name: c_int,
    value: *mut c_void,
    len: *mut socklen_t,
) -> c_int {
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { next::getsockopt.get()(fd, level, name, value, len) };
    on_socket(Function::getsockopt, Call::Option, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn setsockopt(
    fd: c_int,
    level: c_int,
    name: c_int,
    value: *const c_void,
    len: socklen_t,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::setsockopt.get()(fd, level, name, value, len) };
    on_socket(Function::setsockopt, Call::Option, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn fcntl(fd: c_int, command: c_int, argument: usize) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::fcntl.get()(fd, command, argument) };
    on_socket(Function::fcntl, Call::Fcntl, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn fcntl64(fd: c_int, command: c_int, argument: usize) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::fcntl64.get()(fd, command, argument) };
    on_socket(Function::fcntl, Call::Fcntl, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn ioctl(fd: c_int, request: c_ulong, argument: usize) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::ioctl.get()(fd, request, argument) };
    // SAFETY: as above.
    unsafe { ioctl_by(fd, request, argument, make) }
}

/// # Safety
///
/// The caller vouches for the argument.
pub unsafe fn ioctl_by(
    fd: c_int,
    request: c_ulong,
    argument: usize,
    make: impl FnMut() -> c_int,
) -> c_int {
    let result = on_socket(Function::ioctl, Call::Ioctl, fd, make);
    if active() && result == 0 && request == libc::FIONREAD {
        // SAFETY: the kernel has put a number there.
        let count = probe::read(unsafe { User::new(argument as *mut c_int) });
        if count.is_ok_and(|count| count > 0) {
            watches::show(fd);
        }
    }
    result
}
