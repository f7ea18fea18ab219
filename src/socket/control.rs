//! Calls about a socket that move no data: bind, listen, shutdown, fcntl, names.

use super::open::{install, reserve};
use super::table::enter;
use crate::address::Address;
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard, Handle, Target};
use crate::sys::descriptor::{self, Owned};
use crate::sys::{object, socket, Fd, User};
use libc::{sockaddr, socklen_t};

/// bind(2).
pub fn bind(s: i32, addr: User<sockaddr>, len: socklen_t) -> Result<i32> {
    socket::bind(enter(s)?.fd()?, addr, len)
}

/// bind(2), to an address of the library's own.
pub fn bind_to(s: i32, address: &Address) -> Result<i32> {
    socket::bind_to(enter(s)?.fd()?, address)
}

/// connect(2) of a datagram socket, which never waits, to an address of the library's own.
pub fn connect_to(s: i32, address: &Address) -> Result<i32> {
    socket::connect_at_once(enter(s)?.fd()?, address)
}

/// listen(2).
pub fn listen(s: i32, backlog: i32) -> Result<i32> {
    let guard = enter(s)?;
    let fd = guard.fd()?;
    forget_waits(&guard);
    socket::listen(fd, backlog)
}

/// The socket changes its role: whether earlier calls had to wait says nothing about later ones.
pub fn forget_waits(guard: &Guard<'_>) {
    if guard.flags().has(Flags::RECEIVE_WAITED) {
        guard.slot().clear(Flags::RECEIVE_WAITED);
    }
}

/// shutdown(2).
pub fn shutdown(s: i32, how: i32) -> Result<i32> {
    match enter(s)?.target() {
        Target::Descriptor(fd) => socket::shutdown(fd, how),
        Target::Object(number) => object::shutdown(number, how),
    }
}

/// fcntl(2).
pub fn fcntl(s: i32, command: i32, argument: i32) -> Result<i32> {
    let guard = enter(s)?;
    let Target::Descriptor(fd) = guard.target() else {
        return super::object::fcntl(&guard, command, argument);
    };
    let done = match command {
        libc::F_DUPFD | libc::F_DUPFD_CLOEXEC => {
            return duplicate(&guard, argument).map(Handle::number)
        }
        libc::F_SETFL => set_status(&guard, fd, argument)?,
        libc::F_SETFD => {
            let done = descriptor::fcntl(fd, command, argument)?;
            if argument & libc::FD_CLOEXEC == 0 {
                guard.slot().set(Flags::SHARED); // every child that execs inherits it from now on
            }
            done
        }
        libc::F_GETOWN => descriptor::owner(fd)?,
        _ if descriptor::takes_pointer(command) => return Err(Error::EFAULT),
        _ if descriptor::is_unknown(command) => return Err(Error::EINVAL),
        _ => descriptor::fcntl(fd, command, argument)?,
    };
    // If the handle was closed meanwhile, the result may be another file's under the same number.
    if guard.is_closed() {
        return Err(Error::EBADF);
    }
    Ok(done)
}

/// fcntl(F_SETFL). The handle notes O_NONBLOCK, so that its calls need not ask for it.
fn set_status(guard: &Guard<'_>, fd: Fd, status: i32) -> Result<i32> {
    let is_on = status & libc::O_NONBLOCK != 0;
    let before = guard.slot().state().has(Flags::NONBLOCKING);
    guard.slot().put(Flags::NONBLOCKING, is_on);
    let done = descriptor::fcntl(fd, libc::F_SETFL, status)
        .inspect_err(|_| guard.slot().put(Flags::NONBLOCKING, before))?;
    agree(guard, fd, is_on);
    Ok(done)
}

/// How often to try to switch O_NONBLOCK, which fails only by a fault rule.
const SWITCHING: u32 = 3;

/// Switch O_NONBLOCK, unless the program has set it otherwise on the handle.
pub fn switch(guard: &Guard<'_>, fd: Fd, is_on: bool) {
    // What the call did between cannot be undone, so a failure is retried, and then ignored.
    (0..SWITCHING).any(|_| descriptor::set_nonblocking(fd, is_on).is_ok());
    agree(guard, fd, is_on);
}

/// Another thread may have set O_NONBLOCK on the handle meanwhile. The handle's flag is the last
/// setting; make the descriptor agree with it.
fn agree(guard: &Guard<'_>, fd: Fd, mut is_on: bool) {
    while guard.slot().state().has(Flags::NONBLOCKING) != is_on {
        is_on = !is_on;
        (0..SWITCHING).any(|_| descriptor::set_nonblocking(fd, is_on).is_ok());
    }
}

/// A second handle on the same socket. Marked as shared, since neither handle sees what is set
/// through the other.
fn duplicate(guard: &Guard<'_>, lowest: i32) -> Result<Handle> {
    let place = reserve()?;
    let fd = duplicate_of(guard, lowest)?.into_fd();
    let flags = guard.flags().only(Flags::DUPLICATED) | Flags::SHARED;
    install(place, fd, flags)
}

/// A second descriptor of a handle's socket. EBADF if the handle is closed during the call: another
/// file may have been under the number then.
pub fn duplicate_of(guard: &Guard<'_>, lowest: Fd) -> Result<Owned> {
    let fd = descriptor::fcntl(guard.fd()?, libc::F_DUPFD_CLOEXEC, lowest).map(Owned::new)?;
    if guard.is_closed() {
        return Err(Error::EBADF);
    }
    guard.slot().set(Flags::SHARED);
    Ok(fd)
}

/// getsockname(2).
pub fn local_name(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<i32> {
    socket::local_name(enter(s)?.fd()?, addr, len)
}

/// getpeername(2).
pub fn peer_name(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<i32> {
    socket::peer_name(enter(s)?.fd()?, addr, len)
}

/// The address of the socket's own end.
pub fn local_address(s: i32) -> Result<Address> {
    socket::local_address(enter(s)?.fd()?)
}

/// The same for a datagram socket of any protocol.
pub fn local_datagram_address(s: i32) -> Result<Address> {
    socket::local_datagram_address(enter(s)?.fd()?)
}

/// The socket type of the senders that a handle receives from. IPv4 and IPv6 name a sender for
/// datagrams only.
pub fn sender_type(s: i32) -> Result<i32> {
    let flags = enter(s)?.flags();
    Ok(
        if !flags.has(Flags::UNIX) || flags.has(Flags::CONNECTIONLESS) {
            libc::SOCK_DGRAM
        } else if flags.has(Flags::STREAM) {
            libc::SOCK_STREAM
        } else {
            libc::SOCK_SEQPACKET
        },
    )
}

/// The address of the other end.
pub fn peer_address(s: i32) -> Result<Address> {
    socket::peer_address(enter(s)?.fd()?)
}

/// sockatmark(3).
pub fn at_mark(s: i32) -> Result<i32> {
    descriptor::at_mark(enter(s)?.fd()?)
}

/// How much can be read without waiting.
pub fn available(s: i32) -> Result<i32> {
    match enter(s)?.target() {
        Target::Descriptor(fd) => descriptor::available(fd),
        Target::Object(number) => object::available(number),
    }
}
