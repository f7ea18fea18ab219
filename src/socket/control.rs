//! Flags and names.

use super::handle::Handle;
use super::life::{enter, install, reserve};
use super::slot::Traits;
use super::switch::undisturbed;
use super::visit::Visit;
use crate::address::Address;
use crate::error::Result;
use crate::sys::{descriptor, socket, User};
use libc::{sockaddr, socklen_t};

/// fcntl(2).
pub fn fcntl(s: i32, command: i32, argument: i32) -> Result<i32> {
    let visit = enter(s)?;
    match command {
        libc::F_DUPFD | libc::F_DUPFD_CLOEXEC => duplicate(&visit, argument).map(Handle::number),
        libc::F_SETFD => {
            if argument & libc::FD_CLOEXEC == 0 {
                visit.slot().mark(Traits::SHARED); // with every child from now on
            }
            descriptor::fcntl(visit.fd(), command, argument)
        }
        libc::F_GETFL | libc::F_SETFL => {
            undisturbed(&visit, || descriptor::fcntl(visit.fd(), command, argument))
        }
        libc::F_GETOWN => descriptor::owner(visit.fd()),
        _ => descriptor::fcntl(visit.fd(), command, argument),
    }
}

/// A second handle on the same socket. Neither may shut it down any more.
fn duplicate(visit: &Visit<'_>, lowest: i32) -> Result<Handle> {
    let place = reserve()?;
    let fd = descriptor::fcntl(visit.fd(), libc::F_DUPFD_CLOEXEC, lowest)?;
    visit.slot().mark(Traits::SHARED);
    install(
        place,
        fd,
        visit.at_entry().only(Traits::INHERITED).and(Traits::SHARED),
    )
}

/// getsockname(2).
pub fn local_name(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<i32> {
    socket::local_name(enter(s)?.fd(), addr, len)
}

/// getpeername(2).
pub fn peer_name(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<i32> {
    socket::peer_name(enter(s)?.fd(), addr, len)
}

/// The address of the socket's own end.
pub fn local_address(s: i32) -> Result<Address> {
    socket::local_address(enter(s)?.fd())
}

/// The same of a datagram socket, of whatever protocol.
pub fn local_datagram_address(s: i32) -> Result<Address> {
    socket::local_datagram_address(enter(s)?.fd())
}

/// The address of the other end.
pub fn peer_address(s: i32) -> Result<Address> {
    socket::peer_address(enter(s)?.fd())
}

/// sockatmark(3).
pub fn at_mark(s: i32) -> Result<i32> {
    descriptor::at_mark(enter(s)?.fd())
}

/// How much can be read without waiting.
pub fn available(s: i32) -> Result<i32> {
    descriptor::available(enter(s)?.fd())
}
