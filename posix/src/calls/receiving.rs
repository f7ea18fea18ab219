//! Receiving bytes.

use crate::engine::{self, is_socket, outcome, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::{c_int, c_void};
use core::ptr;
use libc::{sockaddr, socklen_t};
use oxsock::sys::inject::{Call, Named};

#[no_mangle]
pub unsafe extern "C" fn recv(fd: c_int, buf: *mut c_void, len: usize, flags: c_int) -> isize {
    receive_by(Function::recv, fd, len, flags, &mut |len, flags| {
        // SAFETY: the caller's arguments, here and below.
        unsafe { next::recv.get()(fd, buf, len, flags) }
    })
}

#[no_mangle]
pub unsafe extern "C" fn recvfrom(
    fd: c_int,
    buf: *mut c_void,
    len: usize,
    flags: c_int,
    addr: *mut sockaddr,
    addrlen: *mut socklen_t,
) -> isize {
    receive_by(Function::recvfrom, fd, len, flags, &mut |len, flags| {
        // SAFETY: the caller's arguments.
        unsafe { next::recvfrom.get()(fd, buf, len, flags, addr, addrlen) }
    })
}

/// Receive by `make`, which takes the length and the flags.
pub fn receive_by(
    function: Function,
    fd: c_int,
    len: usize,
    flags: c_int,
    make: &mut dyn FnMut(usize, c_int) -> isize,
) -> isize {
    if !active() || !is_socket(fd) {
        return make(len, flags);
    }
    let act = Act::moving(function, Call::Recv, fd, len, flags);
    engine::transfer(act, Named::Nowhere, &|| Ok(0), &mut |most, more| {
        outcome(make(len.min(most), flags | more))
    })
}

#[no_mangle]
pub unsafe extern "C" fn read(fd: c_int, buf: *mut c_void, len: usize) -> isize {
    let nowhere = ptr::null_mut();
    // SAFETY: the caller's arguments.
    let make = |len| unsafe { next::read.get()(fd, buf, len) };
    let with_flags = |len, flags| {
        // SAFETY: the caller's arguments; the address is not wanted.
        unsafe { next::recvfrom.get()(fd, buf, len, flags, nowhere, nowhere.cast()) }
    };
    read_by(fd, len, &make, &with_flags)
}

/// Receive by `make`, or by `with_flags` where the call needs flags.
pub fn read_by(
    fd: c_int,
    len: usize,
    make: &dyn Fn(usize) -> isize,
    with_flags: &dyn Fn(usize, c_int) -> isize,
) -> isize {
    // A read of length 0 does not touch the socket.
    if !active() || len == 0 || !is_socket(fd) {
        return make(len);
    }
    let act = Act::moving(Function::read, Call::Recv, fd, len, 0);
    engine::transfer(act, Named::Nowhere, &|| Ok(0), &mut |most, more| {
        let is_plain = more == 0 && most > 0;
        let len = len.min(most);
        outcome(if is_plain {
            make(len)
        } else {
            with_flags(len, more)
        })
    })
}

// What the headers call instead where the size of the buffer is known (_FORTIFY_SOURCE).

#[no_mangle]
pub unsafe extern "C" fn __recv_chk(
    fd: c_int,
    buf: *mut c_void,
    len: usize,
    room: usize,
    flags: c_int,
) -> isize {
    if !active() || len > room {
        // SAFETY: the caller's arguments.
        return unsafe { next::recv_chk.get()(fd, buf, len, room, flags) };
    }
    // SAFETY: the caller's arguments.
    unsafe { recv(fd, buf, len, flags) }
}

#[no_mangle]
pub unsafe extern "C" fn __recvfrom_chk(
    fd: c_int,
    buf: *mut c_void,
    len: usize,
    room: usize,
    flags: c_int,
    addr: *mut sockaddr,
    addrlen: *mut socklen_t,
) -> isize {
    if !active() || len > room {
        // SAFETY: the caller's arguments.
        return unsafe { next::recvfrom_chk.get()(fd, buf, len, room, flags, addr, addrlen) };
    }
    // SAFETY: the caller's arguments.
    unsafe { recvfrom(fd, buf, len, flags, addr, addrlen) }
}

#[no_mangle]
pub unsafe extern "C" fn __read_chk(fd: c_int, buf: *mut c_void, len: usize, room: usize) -> isize {
    if !active() || len > room {
        // SAFETY: the caller's arguments.
        return unsafe { next::read_chk.get()(fd, buf, len, room) };
    }
    // SAFETY: the caller's arguments.
    unsafe { read(fd, buf, len) }
}
