//! Bytes and messages. Nothing here raises SIGPIPE, and descriptors that are received are
//! close-on-exec.

use super::{check, check_size, Fd, User};
use crate::error::Result;
use libc::{mmsghdr, msghdr, sockaddr, socklen_t, timespec};
use libc::{MSG_CMSG_CLOEXEC, MSG_NOSIGNAL};
use std::ffi::{c_int, c_uint};

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
    // SAFETY: the kernel checks both pointers.
    check_size(unsafe {
        libc::sendto(
            fd,
            buf.pointer().cast(),
            len,
            flags | MSG_NOSIGNAL,
            to.pointer(),
            tolen,
        )
    })
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
    // SAFETY: the kernel checks all three pointers.
    check_size(unsafe {
        libc::recvfrom(
            fd,
            buf.pointer().cast(),
            len,
            flags,
            from.pointer(),
            fromlen.pointer(),
        )
    })
}

/// read(2).
pub fn read(fd: Fd, buf: User<u8>, len: usize) -> Result<c_int> {
    // SAFETY: the kernel checks `buf`.
    check_size(unsafe { libc::read(fd, buf.pointer().cast(), len) })
}

/// sendmsg(2).
pub fn sendmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    // SAFETY: the kernel checks `msg`.
    check_size(unsafe { libc::sendmsg(fd, msg.pointer(), flags | MSG_NOSIGNAL) })
}

/// recvmsg(2).
pub fn recvmsg(fd: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    // SAFETY: the kernel checks `msg`.
    check_size(unsafe { libc::recvmsg(fd, msg.pointer(), flags | MSG_CMSG_CLOEXEC) })
}

/// Whether control messages came with a message that the kernel has received in this call.
pub fn has_control(msg: User<msghdr>) -> bool {
    msg.read_again().msg_controllen > 0
}

/// sendmmsg(2).
pub fn sendmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    // SAFETY: the kernel checks `msgs`.
    check(unsafe { libc::sendmmsg(fd, msgs.pointer(), count, flags | MSG_NOSIGNAL) })
}

/// recvmmsg(2), without its timeout, which does not bound the wait.
pub fn recvmmsg(fd: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let none: *mut timespec = std::ptr::null_mut();
    // SAFETY: the kernel checks `msgs`.
    check(unsafe { libc::recvmmsg(fd, msgs.pointer(), count, flags | MSG_CMSG_CLOEXEC, none) })
}
