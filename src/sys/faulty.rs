//! The transfers while there are fault rules: each can be cut short, repeated, or left out. A
//! transfer that no rule applies to is the same system call as without rules. Nothing here calls
//! malloc.

mod batch;
mod transfer;

use super::call::call;
use super::inject::{Call, Named};
use super::memory::Buffer;
use super::{object, padding, probe, Fd, User};
use crate::error::Result;
use batch::Batch;
use core::ffi::{c_int, c_uint};
use core::ptr;
use libc::{iovec, mmsghdr, msghdr, sockaddr, socklen_t};
use transfer::may_be_faulty;
pub use transfer::{will_be_made_again, Transfer, UNLIMITED};

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
        to: Named::At(to, tolen),
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
        to: Named::Nowhere,
        size: &|| Ok(0),
        make: &mut make,
    }
    .perform()
}

/// sendmsg(2) or recvmsg(2), of a socket or an object; perhaps a later one of several in a call.
#[cold]
#[inline(never)]
pub fn sendmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    message(Call::Send, fd, msg, flags, false, |transfer| {
        transfer.perform()
    })
}

/// recvmsg(2).
#[cold]
#[inline(never)]
pub fn recvmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    message(Call::Recv, fd, msg, flags, false, |transfer| {
        transfer.perform()
    })
}

/// One message of a socket or an object, sent or received, as `perform` does it.
fn message(
    call: Call,
    fd: Fd,
    msg: User<msghdr>,
    flags: c_int,
    is_later: bool,
    perform: impl FnOnce(&mut Transfer<'_>) -> Result<c_int>,
) -> Result<c_int> {
    let sends = call == Call::Send;
    let mut make = |most: usize, more: c_int| {
        let flags = flags | more;
        limited(call, msg, most, |msg| {
            let object = object::at(fd);
            if object.is_none() {
                padding::clear(msg);
            }
            match object {
                Some(object) if sends => object.send(msg, flags),
                Some(object) => object.recv(msg, flags),
                // SAFETY: the kernel checks `msg`.
                None if sends => unsafe { call!(SYS_sendmsg, fd, msg.pointer(), flags) },
                // SAFETY: the kernel checks `msg`.
                None => unsafe { call!(SYS_recvmsg, fd, msg.pointer(), flags) },
            }
        })
    };
    perform(&mut Transfer {
        call,
        fd,
        flags,
        is_later,
        to: if sends {
            Named::In(msg)
        } else {
            Named::Nowhere
        },
        size: &|| total(msg),
        make: &mut make,
    })
}

/// sendmmsg(2) or recvmmsg(2), made by `make`.
#[cold]
#[inline(never)]
pub fn batch(
    call: Call,
    fd: Fd,
    msgs: User<mmsghdr>,
    count: c_uint,
    flags: c_int,
    make: fn(Fd, User<mmsghdr>, c_uint, c_int) -> Result<c_int>,
) -> Result<c_int> {
    if count == 0 || !may_be_faulty(flags) {
        return make(fd, msgs, count, flags);
    }
    Batch {
        call,
        fd,
        msgs,
        count,
        flags,
        make,
    }
    .perform()
}

/// How many bytes a message holds.
pub fn total(msg: User<msghdr>) -> Result<usize> {
    let msg = probe::read(msg)?;
    let mut total = 0usize;
    for i in 0..count(&msg).min(libc::UIO_MAXIOV as usize) {
        total = total.saturating_add(probe::read(buffers(&msg).skip(i))?.iov_len);
    }
    Ok(total.min(c_int::MAX as usize))
}

/// How many buffers a message has; the field's type is not the same in all C libraries.
fn count(msg: &msghdr) -> usize {
    msg.msg_iovlen as _
}

fn buffers(msg: &msghdr) -> User<iovec> {
    // SAFETY: the message was vouched for with all that it points to.
    unsafe { User::new(msg.msg_iov) }
}

/// Make a call with the first so many bytes of a message's buffers.
pub fn limited(
    call: Call,
    msg: User<msghdr>,
    most: usize,
    make: impl FnOnce(User<msghdr>) -> Result<c_int>,
) -> Result<c_int> {
    const FEW: usize = 16;
    const NOTHING: iovec = iovec {
        iov_base: ptr::null_mut(),
        iov_len: 0,
    };
    if most == UNLIMITED {
        return make(msg);
    }
    let original = probe::read(msg)?;
    match count(&original) {
        count if count <= FEW => {
            let few = &mut [NOTHING; FEW][..count];
            limit(call, msg, original, few, most, make)
        }
        count if count <= libc::UIO_MAXIOV as usize => {
            let mut many = Buffer::zeroed(count)?;
            limit(call, msg, original, &mut many, most, make)
        }
        _ => make(msg), // the kernel refuses so many buffers
    }
}

/// The same with room for a copy of the array of the buffers.
fn limit(
    call: Call,
    msg: User<msghdr>,
    original: msghdr,
    parts: &mut [iovec],
    most: usize,
    make: impl FnOnce(User<msghdr>) -> Result<c_int>,
) -> Result<c_int> {
    let mut left = most;
    for (i, part) in parts.iter_mut().enumerate() {
        *part = probe::read(buffers(&original).skip(i))?;
        part.iov_len = part.iov_len.min(left);
        left -= part.iov_len;
    }
    if left == most && most > 0 {
        return make(msg); // the message is empty, and nothing can be cut off
    }
    let mut copy = original;
    copy.msg_iov = parts.as_mut_ptr();
    // SAFETY: `copy` and `parts` live until the call is over; the buffers were vouched for.
    let result = make(unsafe { User::new(&mut copy) })?;
    if call == Call::Recv {
        copy.msg_iov = original.msg_iov;
        probe::write(msg, copy)?;
    }
    Ok(result)
}
