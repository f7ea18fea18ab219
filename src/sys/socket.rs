//! A socket's life.

use super::call::call;
use super::{check, Fd, User};
use crate::error::Result;
use libc::{sockaddr, socklen_t, SOCK_CLOEXEC};
use std::ffi::c_int;

/// A new socket, close-on-exec.
pub fn socket(domain: c_int, type_: c_int, protocol: c_int) -> Result<Fd> {
    // SAFETY: takes numbers only.
    check(unsafe { libc::socket(domain, type_ | SOCK_CLOEXEC, protocol) })
}

/// Two connected ones, close-on-exec.
pub fn socketpair(domain: c_int, type_: c_int, protocol: c_int) -> Result<[Fd; 2]> {
    let mut pair = [-1; 2];
    // SAFETY: there is room for two.
    check(unsafe { libc::socketpair(domain, type_ | SOCK_CLOEXEC, protocol, pair.as_mut_ptr()) })?;
    Ok(pair)
}

/// bind(2).
pub fn bind(fd: Fd, addr: User<sockaddr>, len: socklen_t) -> Result<c_int> {
    // SAFETY: the kernel checks `addr`.
    check(unsafe { libc::bind(fd, addr.pointer(), len) })
}

/// listen(2).
pub fn listen(fd: Fd, backlog: c_int) -> Result<c_int> {
    // SAFETY: takes numbers only.
    check(unsafe { libc::listen(fd, backlog) })
}

/// accept4(2); the new socket is close-on-exec.
pub fn accept(fd: Fd, addr: User<sockaddr>, len: User<socklen_t>) -> Result<Fd> {
    // SAFETY: the kernel checks both.
    unsafe { call!(SYS_accept4, fd, addr.pointer(), len.pointer(), SOCK_CLOEXEC) }
}

/// connect(2).
pub fn connect(fd: Fd, addr: User<sockaddr>, len: socklen_t) -> Result<c_int> {
    // SAFETY: the kernel checks `addr`.
    unsafe { call!(SYS_connect, fd, addr.pointer(), len) }
}

/// shutdown(2).
pub fn shutdown(fd: Fd, how: c_int) -> Result<c_int> {
    // SAFETY: takes numbers only.
    check(unsafe { libc::shutdown(fd, how) })
}

/// getsockname(2).
pub fn local_name(fd: Fd, addr: User<sockaddr>, len: User<socklen_t>) -> Result<c_int> {
    // SAFETY: the kernel checks both.
    check(unsafe { libc::getsockname(fd, addr.pointer(), len.pointer()) })
}

/// getpeername(2).
pub fn peer_name(fd: Fd, addr: User<sockaddr>, len: User<socklen_t>) -> Result<c_int> {
    // SAFETY: the kernel checks both.
    check(unsafe { libc::getpeername(fd, addr.pointer(), len.pointer()) })
}
