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
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments, here and below.
        return unsafe { next::send.get()(fd, buf, len, flags) };
    }
    let act = Act::moving(Function::send, Call::Send, fd, len, flags);
    send_bytes(act, len, Named::Nowhere, &mut |most, more| {
        // SAFETY: the caller's arguments.
        unsafe { next::send.get()(fd, buf, len.min(most), flags | more) }
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
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::sendto.get()(fd, buf, len, flags, addr, addrlen) };
    }
    let act = Act::moving(Function::sendto, Call::Send, fd, len, flags);
    // SAFETY: the caller vouches for the address.
    let to = Named::At(unsafe { User::new(addr.cast_mut()) }, addrlen);
    send_bytes(act, len, to, &mut |most, more| {
        // SAFETY: the caller's arguments.
        unsafe { next::sendto.get()(fd, buf, len.min(most), flags | more, addr, addrlen) }
    })
}

#[no_mangle]
pub unsafe extern "C" fn write(fd: c_int, buf: *const c_void, len: usize) -> isize {
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::write.get()(fd, buf, len) };
    }
    let act = Act::moving(Function::write, Call::Send, fd, len, 0);
    send_bytes(act, len, Named::Nowhere, &mut |most, _| {
        // SAFETY: the caller's arguments.
        unsafe { next::write.get()(fd, buf, len.min(most)) }
    })
}

fn send_bytes(
    act: Act,
    len: usize,
    to: Named,
    make: &mut dyn FnMut(usize, c_int) -> isize,
) -> isize {
    let size = || Ok(len.min(c_int::MAX as usize));
    engine::transfer(act, to, &size, &mut |most, more| outcome(make(most, more)))
}
