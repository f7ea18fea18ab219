//! The transfers while there are rules by which they may fail: each made so that it can be cut
//! short, repeated, or left out. Nothing here takes memory.

use super::call::call;
use super::inject::{Call, Transfer};
use super::message::note_length;
use super::{object, Fd, User};
use crate::error::Result;
use libc::{iovec, mmsghdr, msghdr, sockaddr, socklen_t};
use std::ffi::{c_int, c_uint};

const UNLIMITED: usize = usize::MAX;

fn nowhere() -> (User<sockaddr>, socklen_t) {
    (User::null(), 0)
}

/// sendto(2).
#[cold]
#[inline(never)]
pub fn send(
    fd: Fd,
    buf: User<u8>,
    len: usize,
    flags: c_int,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> Result<c_int> {
    let mut make = |most: usize, more: c_int| {
        let flags = flags | more;
        // SAFETY: the kernel checks both pointers.
        unsafe {
            call!(
                SYS_sendto,
                fd,
                buf.pointer(),
                len.min(most),
                flags,
                to.pointer(),
                tolen
            )
        }
    };
    Transfer {
        call: Call::Send,
        fd,
        flags,
        is_later: false,
        to: (to, tolen),
        size: &|| Ok(len.min(c_int::MAX as usize)),
        make: &mut make,
    }
    .perform()
}

/// recvfrom(2).
#[cold]
#[inline(never)]
pub fn recv(
    fd: Fd,
    buf: User<u8>,
    len: usize,
    flags: c_int,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
) -> Result<c_int> {
    let mut make = |most: usize, more: c_int| {
        let flags = flags | more;
        // SAFETY: the kernel checks all three pointers.
        unsafe {
            call!(
                SYS_recvfrom,
                fd,
                buf.pointer(),
                len.min(most),
                flags,
                from.pointer(),
                fromlen.pointer()
            )
        }
    };
    Transfer {
        call: Call::Recv,
        fd,
        flags,
        is_later: false,
        to: nowhere(),
        size: &|| Ok(0),
        make: &mut make,
    }
    .perform()
}

/// sendmsg(2) or recvmsg(2), of a socket or an object; perhaps one of several in a call, and not the
/// first.
#[cold]
#[inline(never)]
pub fn message(
    call: Call,
    fd: Fd,
    msg: User<msghdr>,
    flags: c_int,
    is_later: bool,
) -> Result<c_int> {
    let sends = call == Call::Send;
    let mut make = |most: usize, more: c_int| {
        let flags = flags | more;
        limited(msg, most, |msg| match object::at(fd) {
            Some(object) if sends => object.send(msg, flags),
            Some(object) => object.recv(msg, flags),
            // SAFETY: the kernel checks `msg`.
            None if sends => unsafe { call!(SYS_sendmsg, fd, msg.pointer(), flags) },
            // SAFETY: the kernel checks `msg`.
            None => unsafe { call!(SYS_recvmsg, fd, msg.pointer(), flags) },
        })
    };
    Transfer {
        call,
        fd,
        flags,
        is_later,
        to: if sends { destination(msg) } else { nowhere() },
        size: &|| total(msg),
        make: &mut make,
    }
    .perform()
}

/// The first of the messages that sendmmsg(2) would send: one, if it was sent.
pub fn sendmmsg(fd: Fd, msgs: User<mmsghdr>, flags: c_int) -> Result<c_int> {
    let length = message(Call::Send, fd, msgs.cast(), flags, false)?;
    note_length(msgs, length)?;
    Ok(1)
}

/// recvmmsg(2): as many messages as are there, one by one.
pub fn recvmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let flags = flags & !libc::MSG_WAITFORONE;
    for i in 0..count {
        let place = msgs.skip(i as usize);
        match message(Call::Recv, fd, place.cast(), flags, i > 0) {
            Ok(length) => note_length(place, length)?,
            Err(_) if i > 0 => return Ok(i as c_int),
            Err(error) => return Err(error),
        }
    }
    Ok(count as c_int)
}

fn destination(msg: User<msghdr>) -> (User<sockaddr>, socklen_t) {
    let Ok(msg) = msg.read() else {
        return nowhere();
    };
    // SAFETY: the message was vouched for with all that it points to.
    (unsafe { User::new(msg.msg_name.cast()) }, msg.msg_namelen)
}

fn buffers(msg: &msghdr) -> User<iovec> {
    // SAFETY: the message was vouched for with all that it points to.
    unsafe { User::new(msg.msg_iov) }
}

/// How many bytes a message holds.
fn total(msg: User<msghdr>) -> Result<usize> {
    let msg = msg.read()?;
    let mut total = 0usize;
    for i in 0..msg.msg_iovlen.min(libc::UIO_MAXIOV as _) {
        total = total.saturating_add(buffers(&msg).skip(i).read()?.iov_len);
    }
    Ok(total.min(c_int::MAX as usize))
}

/// Make a call with the first so many bytes of a message's buffers.
fn limited(
    msg: User<msghdr>,
    most: usize,
    call: impl FnOnce(User<msghdr>) -> Result<c_int>,
) -> Result<c_int> {
    const PARTS: usize = 16; // what lies behind them is left out as well
    if most == UNLIMITED {
        return call(msg);
    }
    let original = msg.read()?;
    let mut parts = [iovec {
        iov_base: std::ptr::null_mut(),
        iov_len: 0,
    }; PARTS];
    let mut left = most;
    let mut copy = original;
    copy.msg_iovlen = copy.msg_iovlen.min(PARTS as _);
    copy.msg_iov = parts.as_mut_ptr();
    for (i, part) in parts.iter_mut().enumerate().take(copy.msg_iovlen) {
        *part = buffers(&original).skip(i).read()?;
        part.iov_len = part.iov_len.min(left);
        left -= part.iov_len;
    }
    if left == most && most > 0 {
        return call(msg); // nothing is in sight, and nothing can be cut off
    }
    // SAFETY: `copy` and `parts` live until the call is over; the buffers were vouched for.
    let result = call(unsafe { User::new(&mut copy) })?;
    let mut told = msg.read()?;
    told.msg_namelen = copy.msg_namelen;
    told.msg_controllen = copy.msg_controllen;
    told.msg_flags = copy.msg_flags;
    msg.write(told)?;
    Ok(result)
}
