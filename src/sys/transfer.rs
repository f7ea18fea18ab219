//! Bytes and messages. Nothing here raises SIGPIPE, and descriptors that are received are
//! close-on-exec.

use super::call::call;
use super::inject::{armed, before, Call};
use super::{faulty, padding, Fd, User};
use crate::error::{Error, Result};
use libc::{iovec, mmsghdr, msghdr, sockaddr, socklen_t};
use libc::{MSG_CMSG_CLOEXEC, MSG_DONTWAIT, MSG_NOSIGNAL};
use std::ffi::{c_int, c_uint};
use std::sync::atomic::{AtomicBool, Ordering};

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
    send_unjudged(fd, buf, len, flags, to, tolen)
}

/// The same where no rule holds.
#[inline(always)]
pub fn send_unjudged(
    fd: Fd,
    buf: User<u8>,
    len: usize,
    flags: c_int,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> Result<c_int> {
    let flags = flags | MSG_NOSIGNAL;
    // SAFETY: the kernel checks both pointers.
    unsafe {
        call!(
            SYS_sendto,
            fd,
            buf.pointer(),
            len,
            flags,
            to.pointer(),
            tolen
        )
    }
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
    recv_unjudged(fd, buf, len, flags, from, fromlen)
}

/// The same where no rule holds.
#[inline(always)]
pub fn recv_unjudged(
    fd: Fd,
    buf: User<u8>,
    len: usize,
    flags: c_int,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
) -> Result<c_int> {
    // SAFETY: the kernel checks all three pointers.
    unsafe {
        call!(
            SYS_recvfrom,
            fd,
            buf.pointer(),
            len,
            flags,
            from.pointer(),
            fromlen.pointer()
        )
    }
}

/// read(2).
pub fn read(fd: Fd, buf: User<u8>, len: usize) -> Result<c_int> {
    before(Call::Recv, fd)?;
    // SAFETY: the kernel checks `buf`.
    unsafe { call!(SYS_read, fd, buf.pointer(), len) }
}

/// readv(2), which blocks in the kernel: where there are rules, recvmsg is used.
pub fn readv(fd: Fd, iov: User<iovec>, count: c_int) -> Result<c_int> {
    // SAFETY: the kernel checks `iov`.
    unsafe { call!(SYS_readv, fd, iov.pointer(), count) }
}

/// The kernel has no writev without SIGPIPE.
pub(super) static OLD_KERNEL: AtomicBool = AtomicBool::new(false);

/// writev(2) without SIGPIPE, which Linux has since 6.18; none where it has not, or
/// where there are rules by which it may fail.
pub fn writev(fd: Fd, iov: User<iovec>, count: c_int, wait: bool) -> Option<Result<c_int>> {
    const RWF_NOSIGNAL: c_int = 0x100;
    if OLD_KERNEL.load(Ordering::Relaxed) || armed() {
        return None;
    }
    let flags = if wait {
        RWF_NOSIGNAL
    } else {
        RWF_NOSIGNAL | libc::RWF_NOWAIT
    };
    let here = usize::MAX; // -1: sockets have no position
                           // SAFETY: the kernel checks `iov`.
    let result = unsafe { call!(SYS_pwritev2, fd, iov.pointer(), count, here, here, flags) };
    // ENOSYS before Linux 4.6, which has no such call at all.
    if !matches!(result, Err(Error::EOPNOTSUPP | Error::ENOSYS)) {
        return Some(result);
    }
    OLD_KERNEL.store(true, Ordering::Relaxed);
    None
}

/// sendmsg(2).
#[inline]
pub fn sendmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    if armed() {
        return faulty::sendmsg(fd, msg, flags | MSG_NOSIGNAL);
    }
    sendmsg_unjudged(fd, msg, flags)
}

/// The same where no rule holds.
#[inline]
pub fn sendmsg_unjudged(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    padding::clear(msg);
    // SAFETY: the kernel checks `msg`.
    unsafe { call!(SYS_sendmsg, fd, msg.pointer(), flags | MSG_NOSIGNAL) }
}

/// recvmsg(2).
#[inline]
pub fn recvmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    if armed() {
        return faulty::recvmsg(fd, msg, flags | MSG_CMSG_CLOEXEC);
    }
    recvmsg_unjudged(fd, msg, flags)
}

/// The same where no rule holds.
#[inline]
pub fn recvmsg_unjudged(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    padding::clear(msg);
    // SAFETY: the kernel checks `msg`.
    unsafe { call!(SYS_recvmsg, fd, msg.pointer(), flags | MSG_CMSG_CLOEXEC) }
}

/// Whether control messages came with a message that the kernel has received in this call.
pub fn has_control(msg: User<msghdr>) -> bool {
    msg.read_again().msg_controllen > 0
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
    padding::clear_each(msgs, count);
    // SAFETY: the kernel checks `msgs`.
    unsafe { call!(SYS_sendmmsg, fd, msgs.pointer(), count, flags) }
}

/// recvmmsg(2), without its timeout, which does not bound the wait.
pub fn recvmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let flags = flags | MSG_CMSG_CLOEXEC;
    if armed() && count > 0 && flags & MSG_DONTWAIT != 0 {
        return faulty::recvmmsg(fd, msgs, count, flags);
    }
    padding::clear_each(msgs, count);
    // SAFETY: the kernel checks `msgs`.
    unsafe { call!(SYS_recvmmsg, fd, msgs.pointer(), count, flags, 0usize) }
}
