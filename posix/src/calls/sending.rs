//! Sending bytes.

use crate::engine::{self, is_socket, outcome, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::{c_int, c_void};
use libc::{sockaddr, socklen_t};
use oxsock::sys::inject::{Call, Named};
use oxsock::sys::User;

#[no_mangle]
pub unsafe extern "C" fn send(fd: c_int, buf: *const c_void, len: usize, flags: c_int) -> isize {
    let (function, to) = (Function::send, Named::Nowhere);
    send_by(function, fd, len, flags, to, &mut |len, flags| {
        // SAFETY: the caller's arguments, here and below.
        unsafe { next::send.get()(fd, buf, len, flags) }
    })
}

#[no_mangle]
pub unsafe extern "C" fn sendto(
    fd: c_int,
    buf: *const c_void,
    len: usize,
    flags: c_int,
    addr: *const sockaddr,
    addrlen: socklen_t,
) -> isize {
    // SAFETY: the caller vouches for the address.
    let to = Named::At(unsafe { User::new(addr.cast_mut()) }, addrlen);
    send_by(Function::sendto, fd, len, flags, to, &mut |len, flags| {
        // SAFETY: the caller's arguments.
        unsafe { next::sendto.get()(fd, buf, len, flags, addr, addrlen) }
    })
}

#[no_mangle]
pub unsafe extern "C" fn write(fd: c_int, buf: *const c_void, len: usize) -> isize {
    let (function, to) = (Function::write, Named::Nowhere);
    send_by(function, fd, len, 0, to, &mut |len, _| {
        // SAFETY: the caller's arguments.
        unsafe { next::write.get()(fd, buf, len) }
    })
}

/// Send by `make`, which takes the length and the flags.
pub fn send_by(
    function: Function,
    fd: c_int,
    len: usize,
    flags: c_int,
    to: Named,
    make: &mut dyn FnMut(usize, c_int) -> isize,
) -> isize {
    if !active() || !is_socket(fd) {
        return make(len, flags);
    }
    let act = Act::moving(function, Call::Send, fd, len, flags);
    let size = || Ok(len.min(c_int::MAX as usize));
    engine::transfer(act, to, &size, &mut |most, more| {
        outcome(make(len.min(most), flags | more))
    })
}
