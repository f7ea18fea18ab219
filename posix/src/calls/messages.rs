//! Arrays of buffers, and messages.

use crate::engine::{self, is_socket, outcome, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::c_int;
use libc::{iovec, msghdr, off_t, MSG_DONTWAIT, RWF_NOWAIT};
use oxsock::sys::faulty::{limited, total};
use oxsock::sys::inject::{Call, Named};
use oxsock::sys::User;

/// Moves a message; takes it and the flags.
pub type MoveMessage<'a> = &'a dyn Fn(User<msghdr>, c_int) -> isize;

/// Moves an array of buffers; takes it and its length.
pub type MoveBuffers<'a> = &'a dyn Fn(*const iovec, c_int) -> isize;

/// The C library's sendmsg or recvmsg.
pub fn message_of(call: Call, fd: c_int) -> impl Fn(User<msghdr>, c_int) -> isize {
    // SAFETY: the caller vouches for the message; the kernel checks it.
    move |msg, flags| unsafe {
        match call {
            Call::Send => next::sendmsg.get()(fd, msg.pointer(), flags),
            _ => next::recvmsg.get()(fd, msg.pointer(), flags),
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn sendmsg(fd: c_int, msg: *const msghdr, flags: c_int) -> isize {
    let (function, call) = (Function::sendmsg, Call::Send);
    // SAFETY: the caller vouches for the message, here and below.
    let msg = unsafe { User::new(msg.cast_mut()) };
    message_by(function, call, fd, msg, flags, &message_of(call, fd))
}

#[no_mangle]
pub unsafe extern "C" fn recvmsg(fd: c_int, msg: *mut msghdr, flags: c_int) -> isize {
    let (function, call) = (Function::recvmsg, Call::Recv);
    // SAFETY: the caller vouches for the message.
    let msg = unsafe { User::new(msg) };
    message_by(function, call, fd, msg, flags, &message_of(call, fd))
}

pub fn message_by(
    function: Function,
    call: Call,
    fd: c_int,
    msg: User<msghdr>,
    flags: c_int,
    make: MoveMessage<'_>,
) -> isize {
    if !active() || !is_socket(fd) {
        return make(msg, flags);
    }
    let act = act_of(function, call, fd, msg, flags);
    engine::transfer(act, named(call, msg), &|| total(msg), &mut |most, more| {
        limited(call, msg, most, |msg| outcome(make(msg, flags | more)))
    })
}

#[no_mangle]
pub unsafe extern "C" fn writev(fd: c_int, iov: *const iovec, count: c_int) -> isize {
    // SAFETY: the caller's arguments, here and below.
    let make = |iov, count| unsafe { next::writev.get()(fd, iov, count) };
    let (function, call) = (Function::writev, Call::Send);
    let with_flags = message_of(call, fd);
    buffers_by(function, call, fd, (iov, count), 0, &make, &with_flags)
}

#[no_mangle]
pub unsafe extern "C" fn readv(fd: c_int, iov: *const iovec, count: c_int) -> isize {
    // SAFETY: the caller's arguments.
    let make = |iov, count| unsafe { next::readv.get()(fd, iov, count) };
    let (function, call) = (Function::readv, Call::Recv);
    let with_flags = message_of(call, fd);
    buffers_by(function, call, fd, (iov, count), 0, &make, &with_flags)
}

#[no_mangle]
pub unsafe extern "C" fn pwritev2(
    fd: c_int,
    iov: *const iovec,
    count: c_int,
    at: off_t,
    flags: c_int,
) -> isize {
    // SAFETY: the caller's arguments.
    let make = |iov, count| unsafe { next::pwritev2.get()(fd, iov, count, at, flags) };
    let (function, call) = (Function::pwritev2, Call::Send);
    let with_flags = message_of(call, fd);
    let (array, place) = ((iov, count), (at, flags));
    placed_by(function, call, fd, array, place, &make, &with_flags)
}

#[no_mangle]
pub unsafe extern "C" fn preadv2(
    fd: c_int,
    iov: *const iovec,
    count: c_int,
    at: off_t,
    flags: c_int,
) -> isize {
    // SAFETY: the caller's arguments.
    let make = |iov, count| unsafe { next::preadv2.get()(fd, iov, count, at, flags) };
    let (function, call) = (Function::preadv2, Call::Recv);
    let with_flags = message_of(call, fd);
    let (array, place) = ((iov, count), (at, flags));
    placed_by(function, call, fd, array, place, &make, &with_flags)
}

// What the headers call instead with large file support. On 64-bit processors they are the same.

#[no_mangle]
pub unsafe extern "C" fn pwritev64v2(
    fd: c_int,
    iov: *const iovec,
    count: c_int,
    at: off_t,
    flags: c_int,
) -> isize {
    // SAFETY: the caller's arguments.
    unsafe { pwritev2(fd, iov, count, at, flags) }
}

#[no_mangle]
pub unsafe extern "C" fn preadv64v2(
    fd: c_int,
    iov: *const iovec,
    count: c_int,
    at: off_t,
    flags: c_int,
) -> isize {
    // SAFETY: the caller's arguments.
    unsafe { preadv2(fd, iov, count, at, flags) }
}

/// pwritev2 or preadv2. On a socket only the offset -1 is valid.
pub fn placed_by(
    function: Function,
    call: Call,
    fd: c_int,
    (iov, count): (*const iovec, c_int),
    (at, flags): (off_t, c_int),
    make: MoveBuffers<'_>,
    with_flags: MoveMessage<'_>,
) -> isize {
    const NO_PLACE: off_t = -1;
    if at != NO_PLACE {
        return make(iov, count);
    }
    let waits = flags & RWF_NOWAIT == 0;
    let flags = if waits { 0 } else { MSG_DONTWAIT };
    buffers_by(function, call, fd, (iov, count), flags, make, with_flags)
}

/// Moves buffers by `make`, or by `with_flags` where the call needs flags.
pub fn buffers_by(
    function: Function,
    call: Call,
    fd: c_int,
    (iov, count): (*const iovec, c_int),
    flags: c_int,
    make: MoveBuffers<'_>,
    with_flags: MoveMessage<'_>,
) -> isize {
    if !active() || !is_socket(fd) || !is_count(count) {
        return make(iov, count);
    }
    let mut msg = message(iov, count);
    // SAFETY: `msg` lives until the call is over; the caller vouches for the buffers.
    let user = unsafe { User::new(&mut msg) };
    let act = act_of(function, call, fd, user, flags);
    engine::transfer(act, Named::Nowhere, &|| total(user), &mut |most, more| {
        limited(call, user, most, |user| {
            if more != 0 || most == 0 {
                return outcome(with_flags(user, flags | more));
            }
            let msg = user.read()?;
            outcome(make(msg.msg_iov, count))
        })
    })
}

pub fn act_of(function: Function, call: Call, fd: c_int, msg: User<msghdr>, flags: c_int) -> Act {
    let asked = total(msg).unwrap_or(0);
    Act::moving(function, call, fd, asked, flags)
}

/// The address that a message is sent to.
pub fn named(call: Call, msg: User<msghdr>) -> Named {
    match call {
        Call::Send => Named::In(msg),
        _ => Named::Nowhere,
    }
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
