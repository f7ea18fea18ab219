//! Arrays of buffers, and messages.

use crate::engine::{self, is_socket, outcome, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::c_int;
use libc::{iovec, msghdr};
use oxsock::sys::faulty::{limited, total, UNLIMITED};
use oxsock::sys::inject::{Call, Named};
use oxsock::sys::User;

#[no_mangle]
pub unsafe extern "C" fn sendmsg(fd: c_int, msg: *const msghdr, flags: c_int) -> isize {
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments, here and below.
        return unsafe { next::sendmsg.get()(fd, msg, flags) };
    }
    // SAFETY: the caller vouches for the message.
    let msg = unsafe { User::new(msg.cast_mut()) };
    send_message(Function::sendmsg, fd, msg, flags)
}

#[no_mangle]
pub unsafe extern "C" fn recvmsg(fd: c_int, msg: *mut msghdr, flags: c_int) -> isize {
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::recvmsg.get()(fd, msg, flags) };
    }
    // SAFETY: the caller vouches for the message.
    receive_message(Function::recvmsg, fd, unsafe { User::new(msg) }, flags)
}

#[no_mangle]
pub unsafe extern "C" fn writev(fd: c_int, iov: *const iovec, count: c_int) -> isize {
    if !active() || !is_socket(fd) || !is_count(count) {
        // SAFETY: the caller's arguments.
        return unsafe { next::writev.get()(fd, iov, count) };
    }
    let mut msg = message(iov, count);
    // SAFETY: `msg` lives until the call is over; the caller vouches for the buffers.
    let user = unsafe { User::new(&mut msg) };
    let act = act_of(Function::writev, Call::Send, fd, user, 0);
    let to = Named::Nowhere;
    engine::transfer(act, to, &|| total(user), &mut |most, more| {
        if most == UNLIMITED && more == 0 {
            // SAFETY: the caller's arguments.
            return outcome(unsafe { next::writev.get()(fd, iov, count) });
        }
        send_limited(fd, user, most, more)
    })
}

#[no_mangle]
pub unsafe extern "C" fn readv(fd: c_int, iov: *const iovec, count: c_int) -> isize {
    if !active() || !is_socket(fd) || !is_count(count) {
        // SAFETY: the caller's arguments.
        return unsafe { next::readv.get()(fd, iov, count) };
    }
    let mut msg = message(iov, count);
    // SAFETY: `msg` lives until the call is over; the caller vouches for the buffers.
    let user = unsafe { User::new(&mut msg) };
    let act = act_of(Function::readv, Call::Recv, fd, user, 0);
    engine::transfer(act, Named::Nowhere, &|| Ok(0), &mut |most, more| {
        if most == UNLIMITED && more == 0 {
            // SAFETY: the caller's arguments.
            return outcome(unsafe { next::readv.get()(fd, iov, count) });
        }
        receive_limited(fd, user, most, more)
    })
}

fn send_message(function: Function, fd: c_int, msg: User<msghdr>, flags: c_int) -> isize {
    let act = act_of(function, Call::Send, fd, msg, flags);
    let to = Named::In(msg);
    engine::transfer(act, to, &|| total(msg), &mut |most, more| {
        send_limited(fd, msg, most, flags | more)
    })
}

fn receive_message(function: Function, fd: c_int, msg: User<msghdr>, flags: c_int) -> isize {
    let act = act_of(function, Call::Recv, fd, msg, flags);
    engine::transfer(act, Named::Nowhere, &|| Ok(0), &mut |most, more| {
        receive_limited(fd, msg, most, flags | more)
    })
}

pub(super) fn send_limited(
    fd: c_int,
    msg: User<msghdr>,
    most: usize,
    flags: c_int,
) -> engine::Outcome {
    limited(msg, most, |msg| {
        // SAFETY: the caller vouches for the message; the kernel checks it.
        outcome(unsafe { next::sendmsg.get()(fd, msg.pointer(), flags) })
    })
}

pub(super) fn receive_limited(
    fd: c_int,
    msg: User<msghdr>,
    most: usize,
    flags: c_int,
) -> engine::Outcome {
    limited(msg, most, |msg| {
        // SAFETY: as above.
        outcome(unsafe { next::recvmsg.get()(fd, msg.pointer(), flags) })
    })
}

pub(super) fn act_of(
    function: Function,
    call: Call,
    fd: c_int,
    msg: User<msghdr>,
    flags: c_int,
) -> Act {
    let asked = total(msg).unwrap_or(0);
    Act::moving(function, call, fd, asked, flags)
}

fn is_count(count: c_int) -> bool {
    (1..=libc::UIO_MAXIOV).contains(&count)
}

/// A message of these buffers, without address and control messages.
fn message(iov: *const iovec, count: c_int) -> msghdr {
    // SAFETY: all zero is a message of nothing.
    let mut msg: msghdr = unsafe { core::mem::zeroed() };
    msg.msg_iov = iov.cast_mut();
    msg.msg_iovlen = count as usize as _;
    msg
}
