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
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments, here and below.
        return unsafe { next::recv.get()(fd, buf, len, flags) };
    }
    let act = Act::moving(Function::recv, Call::Recv, fd, len, flags);
    receive_bytes(act, &mut |most, more| {
        // SAFETY: the caller's arguments.
        unsafe { next::recv.get()(fd, buf, len.min(most), flags | more) }
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
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::recvfrom.get()(fd, buf, len, flags, addr, addrlen) };
    }
    let act = Act::moving(Function::recvfrom, Call::Recv, fd, len, flags);
    receive_bytes(act, &mut |most, more| {
        // SAFETY: the caller's arguments.
        unsafe { next::recvfrom.get()(fd, buf, len.min(most), flags | more, addr, addrlen) }
    })
}

#[no_mangle]
pub unsafe extern "C" fn read(fd: c_int, buf: *mut c_void, len: usize) -> isize {
    // A read of nothing does not look at the socket.
    if !active() || len == 0 || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::read.get()(fd, buf, len) };
    }
    let act = Act::moving(Function::read, Call::Recv, fd, len, 0);
    receive_bytes(act, &mut |most, more| {
        let len = len.min(most);
        if more == 0 && len > 0 {
            // SAFETY: the caller's arguments.
            return unsafe { next::read.get()(fd, buf, len) };
        }
        let nowhere = ptr::null_mut();
        // SAFETY: the caller's arguments; the address is not wanted.
        unsafe { next::recvfrom.get()(fd, buf, len, more, nowhere, nowhere.cast()) }
    })
}

// What the headers make of them where the size of the buffer is known.

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

fn receive_bytes(act: Act, make: &mut dyn FnMut(usize, c_int) -> isize) -> isize {
    engine::transfer(act, Named::Nowhere, &|| Ok(0), &mut |most, more| {
        outcome(make(most, more))
    })
}
