//! Arrays of buffers, messages, and many messages in one call.

use crate::engine::{self, give, is_socket, outcome, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::{c_int, c_uint};
use libc::{iovec, mmsghdr, msghdr, timespec, MSG_DONTWAIT, MSG_WAITFORONE};
use oxsock::sys::clock;
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

#[no_mangle]
pub unsafe extern "C" fn sendmmsg(
    fd: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
) -> c_int {
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::sendmmsg.get()(fd, msgs, count, flags) };
    }
    // SAFETY: the caller vouches for the messages.
    let msgs = unsafe { User::new(msgs) };
    each(msgs, count, |_, msg| {
        send_message(Function::sendmmsg, fd, msg, flags)
    })
}

#[no_mangle]
pub unsafe extern "C" fn recvmmsg(
    fd: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
    timeout: *mut timespec,
) -> c_int {
    if !active() || !is_socket(fd) {
        // SAFETY: the caller's arguments.
        return unsafe { next::recvmmsg.get()(fd, msgs, count, flags, timeout) };
    }
    // SAFETY: the caller vouches for the messages and the time.
    let (msgs, span) = unsafe { (User::new(msgs), timeout.as_ref()) };
    let end = span.map(|span| clock::monotonic_micros() + micros(span));
    each(msgs, count, |done, msg| {
        let is_late = end.is_some_and(|end| clock::monotonic_micros() >= end);
        if done > 0 && is_late {
            return -1; // the kernel too looks at the time after a message only
        }
        let waits = done == 0 || flags & MSG_WAITFORONE == 0;
        let more = if waits { 0 } else { MSG_DONTWAIT };
        receive_message(Function::recvmmsg, fd, msg, flags & !MSG_WAITFORONE | more)
    })
}

fn micros(span: &timespec) -> i64 {
    span.tv_sec
        .saturating_mul(1_000_000)
        .saturating_add(span.tv_nsec / 1000)
}

/// Move one message after another, until one is not moved: how many were.
fn each(
    msgs: User<mmsghdr>,
    count: c_uint,
    mut one: impl FnMut(c_uint, User<msghdr>) -> isize,
) -> c_int {
    let most = count.min(libc::UIO_MAXIOV as c_uint);
    for done in 0..most {
        let place = msgs.skip(done as usize);
        // SAFETY: the thread's own errno.
        let before = unsafe { *libc::__errno_location() };
        let moved = one(done, place.cast());
        if moved < 0 && done > 0 {
            // SAFETY: as above; what went wrong is not told.
            unsafe { *libc::__errno_location() = before };
            return done as c_int;
        }
        if moved < 0 {
            return -1;
        }
        let noted = place.read().and_then(|mut message| {
            message.msg_len = moved as c_uint;
            place.write(message)
        });
        if let Err(error) = noted {
            return give(Err(error));
        }
    }
    most as c_int
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

fn send_limited(fd: c_int, msg: User<msghdr>, most: usize, flags: c_int) -> engine::Outcome {
    limited(msg, most, |msg| {
        // SAFETY: the caller vouches for the message; the kernel checks it.
        outcome(unsafe { next::sendmsg.get()(fd, msg.pointer(), flags) })
    })
}

fn receive_limited(fd: c_int, msg: User<msghdr>, most: usize, flags: c_int) -> engine::Outcome {
    limited(msg, most, |msg| {
        // SAFETY: as above.
        outcome(unsafe { next::recvmsg.get()(fd, msg.pointer(), flags) })
    })
}

fn act_of(function: Function, call: Call, fd: c_int, msg: User<msghdr>, flags: c_int) -> Act {
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
