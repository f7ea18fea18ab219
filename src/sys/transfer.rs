//! Transfers of bytes and messages. Nothing here raises SIGPIPE.

use super::call::{call, call_unchecked, keeping, six, Argument};
use super::errno::decoded;
use super::inject::{armed, before, Call};
use super::{faulty, padding, probe, Fd, User};
use crate::error::Result;
use core::ffi::{c_int, c_uint};
use core::mem::offset_of;
use libc::MSG_NOSIGNAL;
use libc::{mmsghdr, msghdr, sockaddr, socklen_t};

/// sendto(2); a null address makes it send(2).
#[inline]
pub fn send(
    fd: Fd,
    buf: User<u8>,
    len: usize,
    flags: c_int,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> Result<c_int> {
    if armed() {
        return faulty::send(fd, buf, len, flags | MSG_NOSIGNAL, to, tolen);
    }
    let (mut buf, mut len) = (buf, len);
    decoded(send_directly(fd, &mut buf, &mut len, flags, to, tolen) as c_int)
}

/// The same where no rule holds, as the kernel has it: an error is a negative number. The buffer is
/// returned unchanged; see `keeping`.
#[inline(always)]
pub fn send_directly(
    fd: Fd,
    buf: &mut User<u8>,
    len: &mut usize,
    flags: c_int,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> isize {
    let mut registers = six([
        fd.register(),
        buf.pointer().register(),
        *len,
        (flags | MSG_NOSIGNAL).register(),
        to.pointer().register(),
        tolen.register(),
    ]);
    // SAFETY: the kernel checks both pointers.
    let sent = unsafe { keeping(libc::SYS_sendto, &mut registers) };
    *buf = User::at(registers[1]);
    *len = registers[2];
    sent
}

/// send(2) of bytes of the library's own.
pub fn send_own(fd: Fd, bytes: &[u8], flags: c_int) -> Result<c_int> {
    // SAFETY: what is sent is only read, and the slice outlives the call.
    let buf = unsafe { User::new(bytes.as_ptr().cast_mut()) };
    send(fd, buf, bytes.len(), flags, User::null(), 0)
}

/// recvfrom(2); null pointers for the address make it recv(2).
#[inline]
pub fn recv(
    fd: Fd,
    buf: User<u8>,
    len: usize,
    flags: c_int,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
) -> Result<c_int> {
    if armed() {
        return faulty::recv(fd, buf, len, flags, from, fromlen);
    }
    let (mut buf, mut len) = (buf, len);
    decoded(recv_directly(fd, &mut buf, &mut len, flags, from, fromlen) as c_int)
}

/// The same where no rule holds, as `send_directly`.
#[inline(always)]
pub fn recv_directly(
    fd: Fd,
    buf: &mut User<u8>,
    len: &mut usize,
    flags: c_int,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
) -> isize {
    let mut registers = six([
        fd.register(),
        buf.pointer().register(),
        *len,
        flags.register(),
        from.pointer().register(),
        fromlen.pointer().register(),
    ]);
    // SAFETY: the kernel checks all three pointers.
    let received = unsafe { keeping(libc::SYS_recvfrom, &mut registers) };
    *buf = User::at(registers[1]);
    *len = registers[2];
    received
}

/// read(2).
pub fn read(fd: Fd, buf: User<u8>, len: usize) -> Result<c_int> {
    before(Call::Recv, fd)?;
    // SAFETY: the kernel checks `buf`.
    unsafe { call!(SYS_read, fd, buf.pointer(), len) }
}

/// sendmsg(2).
#[inline]
pub fn sendmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    if armed() {
        return faulty::sendmsg(fd, msg, flags | MSG_NOSIGNAL);
    }
    decoded(sendmsg_directly(fd, msg, flags) as c_int)
}

/// The same where no rule holds, as the kernel has it: an error is a negative number.
#[inline]
pub fn sendmsg_directly(fd: Fd, msg: User<msghdr>, flags: c_int) -> isize {
    padding::clear(msg);
    // SAFETY: the kernel checks `msg`.
    unsafe { call_unchecked!(SYS_sendmsg, fd, msg.pointer(), flags | MSG_NOSIGNAL) }
}

/// recvmsg(2).
#[inline]
pub fn recvmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    if armed() {
        return faulty::recvmsg(fd, msg, flags);
    }
    decoded(recvmsg_directly(fd, msg, flags) as c_int)
}

/// The same where no rule holds, as the kernel has it: an error is a negative number.
#[inline]
pub fn recvmsg_directly(fd: Fd, msg: User<msghdr>, flags: c_int) -> isize {
    padding::clear(msg);
    // SAFETY: the kernel checks `msg`.
    unsafe { call_unchecked!(SYS_recvmsg, fd, msg.pointer(), flags) }
}

/// Whether control messages came with a message that the kernel has received in this call.
pub fn has_control(msg: User<msghdr>) -> bool {
    msg.read_again().msg_controllen > 0
}

/// Whether control messages were cut off for lack of room (MSG_CTRUNC) in a message that the kernel
/// has received in this call.
pub fn is_control_cut(msg: User<msghdr>) -> bool {
    msg.read_again().msg_flags & libc::MSG_CTRUNC != 0
}

/// A message's room for control messages. EFAULT if the message cannot be read.
pub fn control_room(msg: User<msghdr>) -> Result<usize> {
    Ok(probe::read(msg)?.msg_controllen as _)
}

/// Restore the room for control messages of a message that the kernel has filled in this call.
pub fn set_control_room(msg: User<msghdr>, room: usize) {
    let mut filled = msg.read_again();
    filled.msg_controllen = room as _; // the type is not the same in all C libraries
    let place = msg.cast::<u8>().skip(offset_of!(msghdr, msg_controllen));
    place.cast().write_again(filled.msg_controllen);
}

/// Let a message of the library's own use the room for control messages of one that the kernel has
/// filled in this call.
pub fn share_control(msg: User<msghdr>, own: User<msghdr>, room: usize) {
    let mut rest = own.read_again();
    rest.msg_control = msg.read_again().msg_control;
    own.write_again(rest);
    set_control_room(own, room);
}

/// Store the length of the control messages that came with the library's message, if any did, and
/// add its flags.
pub fn note_control(msg: User<msghdr>, own: User<msghdr>) {
    let own = own.read_again();
    let place = msg.cast::<u8>();
    if own.msg_controllen > 0 {
        let place = place.skip(offset_of!(msghdr, msg_controllen)).cast();
        place.write_again(own.msg_controllen);
    }
    let place = place.skip(offset_of!(msghdr, msg_flags)).cast::<c_int>();
    place.write_again(place.read_again() | own.msg_flags);
}

/// Clear some of the flags of a message that the kernel has filled in this call. Only the flags are
/// written, as by the kernel.
pub fn clear_flags(msg: User<msghdr>, flags: c_int) {
    let place = msg.cast::<u8>().skip(offset_of!(msghdr, msg_flags));
    let place = place.cast::<c_int>();
    place.write_again(place.read_again() & !flags);
}

/// How much of a message has been moved, as the kernel has stored in this call.
pub fn moved_of(msg: User<mmsghdr>) -> c_uint {
    msg.read_again().msg_len
}

/// Store how much of a message has been moved. EFAULT, although it was moved, if that cannot be
/// stored.
pub fn note_moved(msg: User<mmsghdr>, moved: c_int) -> Result<()> {
    let place = msg.cast::<u8>().skip(offset_of!(mmsghdr, msg_len));
    probe::write(place.cast::<c_uint>(), moved as c_uint)
}

/// sendmmsg(2).
pub fn sendmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let make = |fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int| {
        padding::clear_each(msgs, count);
        // SAFETY: the kernel checks `msgs`.
        unsafe { call!(SYS_sendmmsg, fd, msgs.pointer(), count, flags) }
    };
    let flags = flags | MSG_NOSIGNAL;
    if armed() {
        return faulty::batch(Call::Send, fd, msgs, count, flags, make);
    }
    make(fd, msgs, count, flags)
}

/// recvmmsg(2), without its timeout, which does not bound the wait.
pub fn recvmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let make = |fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int| {
        padding::clear_each(msgs, count);
        // SAFETY: the kernel checks `msgs`.
        unsafe { call!(SYS_recvmmsg, fd, msgs.pointer(), count, flags, 0usize) }
    };
    if armed() {
        return faulty::batch(Call::Recv, fd, msgs, count, flags, make);
    }
    make(fd, msgs, count, flags)
}
