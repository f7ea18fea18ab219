//! What differs where a handle names an object of this process and not a kernel socket: how bytes
//! are moved, and how the calls that wait for it are woken. All else is the same.

use super::open::reserve;
use super::table::TABLE;
use super::{failure, faults, interruptible, wakeup};
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard, Handle, Target};
use crate::sys::{message, object, transfer, User};
use libc::{mmsghdr, msghdr, sockaddr, socklen_t};

/// Give an object a handle. `flags` are like those of `open::flags` for a socket.
pub fn open(index: u32, flags: Flags) -> Result<Handle> {
    let flags = flags | Flags::OBJECT | interruptible::default();
    reserve()?.open(object::number(index), flags, faults::late_flags)
}

/// The readiness of a handle's object has changed, by a call on its peer: wake the calls that wait
/// for it.
pub fn changed(handle: i32) {
    if let Ok(guard) = TABLE.enter_within(handle) {
        wakeup::wake(&guard, guard.flags().has(Flags::POLLED));
    }
}

/// send(2), or sendto(2).
pub fn send(
    guard: &Guard<'_>,
    (buf, len): (User<u8>, usize),
    flags: i32,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> Result<i32> {
    let sent = match guard.target() {
        Target::Descriptor(fd) => transfer::send(fd, buf, len, flags, to, tolen),
        Target::Object(number) => message::with_one(buf, len, (to, tolen), |msg| {
            object::send(number, msg, flags)
        })
        .map(|(sent, _)| sent),
    };
    failure::told(guard, sent)
}

/// send(2) of bytes of the library's own.
pub fn send_own(guard: &Guard<'_>, bytes: &[u8], flags: i32) -> Result<i32> {
    match guard.target() {
        Target::Descriptor(fd) => failure::told(guard, transfer::send_own(fd, bytes, flags)),
        Target::Object(number) => object::send_own(number, bytes, flags),
    }
}

/// recv(2), or recvfrom(2).
pub fn recv(
    guard: &Guard<'_>,
    (buf, len): (User<u8>, usize),
    flags: i32,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
) -> Result<i32> {
    let number = match guard.target() {
        Target::Descriptor(fd) => {
            let received = transfer::recv(fd, buf, len, flags, from, fromlen);
            return received_or_told(guard, received, || len);
        }
        Target::Object(number) => number,
    };
    let room = if from.is_null() { 0 } else { fromlen.read()? };
    let recv = |msg| object::recv(number, msg, flags);
    let (received, named) = message::with_one(buf, len, (from, room), recv)?;
    if !from.is_null() {
        fromlen.write(named)?;
    }
    Ok(received)
}

/// 0 means the end of the stream, which a kept error may replace; but not if the buffers have no
/// room.
fn received_or_told(
    guard: &Guard<'_>,
    received: Result<i32>,
    room: impl FnOnce() -> usize,
) -> Result<i32> {
    match received {
        Ok(0) if room() == 0 => Ok(0),
        received => failure::told(guard, received),
    }
}

/// sendmsg(2).
pub fn sendmsg(guard: &Guard<'_>, msg: User<msghdr>, flags: i32) -> Result<i32> {
    match guard.target() {
        Target::Descriptor(fd) => failure::told(guard, transfer::sendmsg(fd, msg, flags)),
        Target::Object(number) => object::send(number, msg, flags),
    }
}

/// recvmsg(2).
pub fn recvmsg(guard: &Guard<'_>, msg: User<msghdr>, flags: i32) -> Result<i32> {
    match guard.target() {
        Target::Descriptor(fd) => {
            let received = transfer::recvmsg(fd, msg, flags);
            received_or_told(guard, received, || message::Buffers::of(msg).total())
        }
        Target::Object(number) => object::recv(number, msg, flags),
    }
}

/// sendmmsg(2).
pub fn sendmmsg(guard: &Guard<'_>, msgs: User<mmsghdr>, count: u32, flags: i32) -> Result<i32> {
    match guard.target() {
        Target::Descriptor(fd) => transfer::sendmmsg(fd, msgs, count, flags),
        Target::Object(number) => object::sendmmsg(number, msgs, count, flags),
    }
}

/// recvmmsg(2), without its timeout.
pub fn recvmmsg(guard: &Guard<'_>, msgs: User<mmsghdr>, count: u32, flags: i32) -> Result<i32> {
    match guard.target() {
        Target::Descriptor(fd) => transfer::recvmmsg(fd, msgs, count, flags),
        Target::Object(number) => object::recvmmsg(number, msgs, count, flags),
    }
}

/// fcntl(2) of O_NONBLOCK, which the handle itself keeps. EINVAL for all other commands.
pub fn fcntl(guard: &Guard<'_>, command: i32, argument: i32) -> Result<i32> {
    match command {
        libc::F_GETFL if guard.flags().has(Flags::NONBLOCKING) => {
            Ok(libc::O_RDWR | libc::O_NONBLOCK)
        }
        libc::F_GETFL => Ok(libc::O_RDWR),
        libc::F_SETFL => {
            let is_on = argument & libc::O_NONBLOCK != 0;
            guard.slot().put(Flags::NONBLOCKING, is_on);
            Ok(0)
        }
        _ => Err(Error::EINVAL),
    }
}
