//! sendfile and splice: moving bytes between descriptors without the program seeing them.

use crate::engine::{self, is_socket, outcome, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::{c_int, c_uint};
use libc::off_t;
use oxsock::sys::facts;
use oxsock::sys::inject::{Call, Named};

#[no_mangle]
pub unsafe extern "C" fn sendfile(to: c_int, from: c_int, at: *mut off_t, count: usize) -> isize {
    // SAFETY: the caller's arguments, here and below.
    let make = |count| unsafe { next::sendfile.get()(to, from, at, count) };
    send_file(to, count, &make)
}

#[no_mangle]
pub unsafe extern "C" fn sendfile64(to: c_int, from: c_int, at: *mut off_t, count: usize) -> isize {
    // SAFETY: the caller's arguments.
    let make = |count| unsafe { next::sendfile64.get()(to, from, at, count) };
    send_file(to, count, &make)
}

fn send_file(to: c_int, count: usize, make: &dyn Fn(usize) -> isize) -> isize {
    if !active() || !is_stream(to) {
        return make(count);
    }
    let act = Act::moving(Function::sendfile, Call::Send, to, count, 0);
    move_bytes(act, count, make)
}

#[no_mangle]
pub unsafe extern "C" fn splice(
    from: c_int,
    from_at: *mut off_t,
    to: c_int,
    to_at: *mut off_t,
    count: usize,
    flags: c_uint,
) -> isize {
    // SAFETY: the caller's arguments.
    let make = |count| unsafe { next::splice.get()(from, from_at, to, to_at, count, flags) };
    splice_by(from, to, count, &make)
}

pub fn splice_by(from: c_int, to: c_int, count: usize, make: &dyn Fn(usize) -> isize) -> isize {
    if !active() {
        return make(count);
    }
    let (fd, call) = if is_stream(to) {
        (to, Call::Send)
    } else if is_stream(from) {
        (from, Call::Recv)
    } else {
        return make(count);
    };
    let act = Act::moving(Function::splice, call, fd, count, 0);
    move_bytes(act, count, make)
}

/// Only streams: sendfile and splice cannot lose or duplicate a message.
fn is_stream(fd: c_int) -> bool {
    is_socket(fd) && facts::kind(fd) == Some(libc::SOCK_STREAM)
}

fn move_bytes(act: Act, count: usize, make: &dyn Fn(usize) -> isize) -> isize {
    let size = || Ok(count.min(c_int::MAX as usize));
    engine::transfer(act, Named::Nowhere, &size, &mut |most, _| {
        outcome(make(count.min(most)))
    })
}
