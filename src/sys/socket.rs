//! Opening, binding, connecting, accepting, shutting down, and names.

use super::call::call;
use super::inject::{self, before, Call};
use super::{check, option, ring, sockaddr, Fd, User};
use crate::address::Address;
use crate::error::{Error, Result};
use core::ffi::c_int;
use libc::{socklen_t, SOCK_CLOEXEC};

/// A new socket, close-on-exec.
pub fn socket(domain: c_int, type_: c_int, protocol: c_int) -> Result<Fd> {
    before(Call::Socket, -1)?;
    // SAFETY: takes numbers only.
    unsafe { call!(SYS_socket, domain, type_ | SOCK_CLOEXEC, protocol) }
}

/// Two connected sockets, close-on-exec.
pub fn socketpair(domain: c_int, type_: c_int, protocol: c_int) -> Result<[Fd; 2]> {
    before(Call::Socketpair, -1)?;
    let mut pair = [-1; 2];
    // SAFETY: there is room for two.
    check(unsafe { libc::socketpair(domain, type_ | SOCK_CLOEXEC, protocol, pair.as_mut_ptr()) })?;
    Ok(pair)
}

/// bind(2).
pub fn bind(fd: Fd, addr: User<libc::sockaddr>, len: socklen_t) -> Result<c_int> {
    inject::before_bind(fd, addr, len)?;
    // SAFETY: the kernel checks `addr`.
    check(unsafe { libc::bind(fd, addr.pointer(), len) })
}

/// bind(2), to an address of the library's own.
pub fn bind_to(fd: Fd, address: &Address) -> Result<c_int> {
    let bytes = address.to_sockaddr();
    // SAFETY: so many bytes are there, and are only read.
    let addr = unsafe { User::new(bytes.as_ptr().cast_mut().cast()) };
    bind(fd, addr, bytes.len() as socklen_t)
}

/// listen(2).
pub fn listen(fd: Fd, backlog: c_int) -> Result<c_int> {
    before(Call::Listen, fd)?;
    // SAFETY: takes numbers only.
    check(unsafe { libc::listen(fd, backlog) })
}

/// accept4(2); the new socket is close-on-exec.
pub fn accept(fd: Fd, addr: User<libc::sockaddr>, len: User<socklen_t>) -> Result<Fd> {
    accept_by(fd, || accept4(fd, addr, len))
}

/// The same without waiting if that is needed, whether or not the listener has O_NONBLOCK: EAGAIN
/// if there is no connection. It may wait where the kernel has no such call. Whether it is needed
/// is asked after the delay of a fault rule.
pub fn accept_at_once(
    fd: Fd,
    addr: User<libc::sockaddr>,
    len: User<socklen_t>,
    is_needed: impl FnOnce() -> bool,
) -> Result<Fd> {
    accept_by(fd, || {
        let taken = is_needed().then(|| ring::accept(fd, addr, len)).flatten();
        taken.unwrap_or_else(|| accept4(fd, addr, len))
    })
}

fn accept_by(fd: Fd, make: impl FnOnce() -> Result<Fd>) -> Result<Fd> {
    if inject::armed() {
        return inject::accept(fd, make);
    }
    make()
}

fn accept4(fd: Fd, addr: User<libc::sockaddr>, len: User<socklen_t>) -> Result<Fd> {
    // SAFETY: the kernel checks both.
    unsafe { call!(SYS_accept4, fd, addr.pointer(), len.pointer(), SOCK_CLOEXEC) }
}

/// Whether `accept_at_once` never waits, as far as is known.
pub fn can_accept_at_once() -> bool {
    ring::may_be_there()
}

/// connect(2), which `make` makes, after the delay of a fault rule.
pub fn connect_by(
    fd: Fd,
    addr: User<libc::sockaddr>,
    len: socklen_t,
    make: impl FnOnce() -> Result<c_int>,
) -> Result<c_int> {
    if inject::armed() {
        return inject::connect(fd, addr, len, make);
    }
    make()
}

/// connect(2), to an address of the library's own.
pub fn connect_to(fd: Fd, address: &Address) -> Result<c_int> {
    let bytes = address.to_sockaddr();
    // SAFETY: so many bytes are there, and are only read.
    let addr = unsafe { User::new(bytes.as_ptr().cast_mut().cast()) };
    let len = bytes.len() as socklen_t;
    connect_by(fd, addr, len, || connect_again(fd, addr, len))
}

/// A second connect(2) on a socket that is being connected. It returns the result of the attempt,
/// if that is over, and settles the kernel's state. It is not subject to fault rules.
pub fn connect_again(fd: Fd, addr: User<libc::sockaddr>, len: socklen_t) -> Result<c_int> {
    // SAFETY: the kernel checks `addr`.
    unsafe { call!(SYS_connect, fd, addr.pointer(), len) }
}

/// The same, to an address of the library's own.
pub fn connect_again_to(fd: Fd, address: &Address) -> Result<c_int> {
    let bytes = address.to_sockaddr();
    // SAFETY: so many bytes are there, and are only read.
    let addr = unsafe { User::new(bytes.as_ptr().cast_mut().cast()) };
    connect_again(fd, addr, bytes.len() as socklen_t)
}

/// The same, where the address is not known any more. The kernel ignores it.
pub fn connect_again_anywhere(fd: Fd) -> Result<c_int> {
    let mut anywhere: libc::sockaddr = libc::sockaddr {
        sa_family: libc::AF_INET as _,
        sa_data: [0; 14],
    };
    // SAFETY: it is there, and is only read.
    let addr = unsafe { User::new(&raw mut anywhere) };
    connect_again(fd, addr, size_of::<libc::sockaddr>() as socklen_t)
}

/// Reset a socket whose attempt has failed, so that it can be connected again.
pub fn disconnect(fd: Fd) {
    let mut nothing: libc::sockaddr = libc::sockaddr {
        sa_family: libc::AF_UNSPEC as _,
        sa_data: [0; 14],
    };
    // SAFETY: it is there, and is only read.
    let addr = unsafe { User::new(&raw mut nothing) };
    let _ = connect_again(fd, addr, size_of::<libc::sockaddr>() as socklen_t);
}

/// connect(2) to an address of the library's own, on a socket whose connect does not wait.
/// Restarted after a signal.
pub fn connect_at_once(fd: Fd, address: &Address) -> Result<c_int> {
    loop {
        match connect_to(fd, address) {
            Err(Error::EINTR) => {}
            result => return result,
        }
    }
}

/// shutdown(2).
pub fn shutdown(fd: Fd, how: c_int) -> Result<c_int> {
    before(Call::Shutdown, fd)?;
    // SAFETY: takes numbers only.
    check(unsafe { libc::shutdown(fd, how) })
}

/// getsockname(2).
pub fn local_name(fd: Fd, addr: User<libc::sockaddr>, len: User<socklen_t>) -> Result<c_int> {
    before(Call::Name, fd)?;
    // SAFETY: the kernel checks both.
    check(unsafe { libc::getsockname(fd, addr.pointer(), len.pointer()) })
}

/// getpeername(2).
pub fn peer_name(fd: Fd, addr: User<libc::sockaddr>, len: User<socklen_t>) -> Result<c_int> {
    before(Call::Name, fd)?;
    // SAFETY: the kernel checks both.
    check(unsafe { libc::getpeername(fd, addr.pointer(), len.pointer()) })
}

/// The address of the socket's own end, as a value.
pub fn local_address(fd: Fd) -> Result<Address> {
    before(Call::Name, fd)?;
    // SAFETY: `name` gives room for as much as it says.
    named(fd, |addr, len| unsafe { libc::getsockname(fd, addr, len) })
}

/// The address of the other end.
pub fn peer_address(fd: Fd) -> Result<Address> {
    before(Call::Name, fd)?;
    // SAFETY: `name` gives room for as much as it says.
    named(fd, |addr, len| unsafe { libc::getpeername(fd, addr, len) })
}

/// The address of a datagram socket's own end, of whatever protocol.
pub fn local_datagram_address(fd: Fd) -> Result<Address> {
    before(Call::Name, fd)?;
    // SAFETY: `name` gives room for as much as it says.
    name(libc::SOCK_DGRAM, |addr, len| unsafe {
        libc::getsockname(fd, addr, len)
    })
}

fn named(
    fd: Fd,
    ask: impl FnOnce(*mut libc::sockaddr, *mut socklen_t) -> c_int,
) -> Result<Address> {
    let address = name(option::kind(fd)?, ask)?;
    if is_usual(address.family(), option::protocol(fd)?) {
        return Ok(address);
    }
    Err(Error::EPROTONOSUPPORT)
}

fn name(
    type_: c_int,
    ask: impl FnOnce(*mut libc::sockaddr, *mut socklen_t) -> c_int,
) -> Result<Address> {
    let mut bytes = [0u8; sockaddr::ROOM];
    let mut len = bytes.len() as socklen_t;
    check(ask(bytes.as_mut_ptr().cast(), &mut len))?;
    let bytes = bytes.get(..len as usize).ok_or(Error::EINVAL)?;
    Address::from_sockaddr(type_, bytes)
}

/// Whether it is a protocol that endpoints can name.
fn is_usual(family: c_int, protocol: c_int) -> bool {
    const USUAL: [c_int; 4] = [
        libc::IPPROTO_TCP,
        libc::IPPROTO_MPTCP,
        libc::IPPROTO_UDP,
        libc::IPPROTO_UDPLITE,
    ];
    family == libc::AF_UNIX || USUAL.contains(&protocol)
}
