//! Bytes and messages. Nothing here raises SIGPIPE.

use super::call::{call, call_unchecked, keeping, six, Argument};
use super::errno::decoded;
use super::inject::{armed, before, Call};
use super::{faulty, Fd, User};
use crate::error::Result;
use core::ffi::{c_int, c_uint};
use libc::{mmsghdr, msghdr, sockaddr, socklen_t, timespec};
use libc::{MSG_DONTWAIT, MSG_NOSIGNAL};

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
    decoded(send_directly(fd, &mut buf, &mut len, flags, to, tolen))
}

/// The same where no rule holds, as the kernel has it: an error is a negative number. The buffer is
/// handed back as it was; see `keeping`.
#[inline(always)]
pub fn send_directly(
    fd: Fd,
    buf: &mut User<u8>,
    len: &mut usize,
    flags: c_int,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> c_int {
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
    sent as c_int
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
    decoded(recv_directly(fd, &mut buf, &mut len, flags, from, fromlen))
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
) -> c_int {
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
    received as c_int
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
        return faulty::message(Call::Send, fd, msg, flags | MSG_NOSIGNAL, false);
    }
    decoded(sendmsg_directly(fd, msg, flags))
}

/// The same where no rule holds, as the kernel has it: an error is a negative number.
#[inline]
pub fn sendmsg_directly(fd: Fd, msg: User<msghdr>, flags: c_int) -> c_int {
    // SAFETY: the kernel checks `msg`.
    unsafe { call_unchecked!(SYS_sendmsg, fd, msg.pointer(), flags | MSG_NOSIGNAL) }
}

/// recvmsg(2).
#[inline]
pub fn recvmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    if armed() {
        return faulty::message(Call::Recv, fd, msg, flags, false);
    }
    decoded(recvmsg_directly(fd, msg, flags))
}

/// The same where no rule holds, as the kernel has it: an error is a negative number.
#[inline]
pub fn recvmsg_directly(fd: Fd, msg: User<msghdr>, flags: c_int) -> c_int {
    // SAFETY: the kernel checks `msg`.
    unsafe { call_unchecked!(SYS_recvmsg, fd, msg.pointer(), flags) }
}

/// Whether control messages came with a message that the kernel has received in this call.
pub fn has_control(msg: User<msghdr>) -> bool {
    msg.read_again().msg_controllen > 0
}

/// Clear some of the flags of a message that the kernel has filled in this call.
pub fn clear_flags(msg: User<msghdr>, flags: c_int) {
    let mut filled = msg.read_again();
    filled.msg_flags &= !flags;
    msg.write_again(filled);
}

/// How much of a message has been moved, as the kernel has noted in this call.
pub fn moved_of(msg: User<mmsghdr>) -> c_uint {
    msg.read_again().msg_len
}

/// sendmmsg(2).
pub fn sendmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let flags = flags | MSG_NOSIGNAL;
    if armed() && count > 0 && flags & MSG_DONTWAIT != 0 {
        return faulty::sendmmsg(fd, msgs, flags);
    }
    // SAFETY: the kernel checks `msgs`.
    unsafe { call!(SYS_sendmmsg, fd, msgs.pointer(), count, flags) }
}

/// Have the kernel look at a timeout of the caller's. EFAULT if it is not there to be read and
/// written.
pub fn check_timeout(fd: Fd, timeout: User<timespec>) -> Result<()> {
    // No message is asked for, and no error of the socket is taken.
    let flags = libc::MSG_ERRQUEUE | MSG_DONTWAIT;
    // SAFETY: the kernel checks `timeout`.
    unsafe { call!(SYS_recvmmsg, fd, 0usize, 0u32, flags, timeout.pointer()) }.map(drop)
}

/// recvmmsg(2), without its timeout, which does not bound the wait.
pub fn recvmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    if armed() && count > 0 && flags & MSG_DONTWAIT != 0 {
        return faulty::recvmmsg(fd, msgs, count, flags);
    }
    // SAFETY: the kernel checks `msgs`.
    unsafe { call!(SYS_recvmmsg, fd, msgs.pointer(), count, flags, 0usize) }
}
