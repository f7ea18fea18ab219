//! Birth and death.

use super::handle::Handle;
use super::slot::{Entry, State, Traits};
use super::table::{Outside, Reservation, Table};
use super::visit::Visit;
use super::{faults, fork, interruptible, owned, path, wakeup};
use crate::error::{Error, Result};
use crate::sys::{descriptor, option, socket, Fd, User};
use libc::{sockaddr, socklen_t};

/// The table of this process.
#[cfg(not(loom))]
pub static TABLE: Table = Table::new(Outside {
    close: give_back,
    calm: wakeup::calm,
});

/// A table for builds under loom, whose atomics cannot be made at compile time.
#[cfg(loom)]
pub static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| {
    Table::new(Outside {
        close: give_back,
        calm: wakeup::calm,
    })
});

fn give_back(fd: Fd) -> Result<i32> {
    owned::waive(fd);
    descriptor::close(fd)
}

/// A new socket.
pub fn open(domain: i32, type_: i32, protocol: i32) -> Result<Handle> {
    let place = reserve()?;
    let fd = socket::socket(domain, type_, protocol)?;
    install(place, fd, traits(domain, type_))
}

/// Two connected ones.
pub fn open_pair(domain: i32, type_: i32, protocol: i32, sv: User<[i32; 2]>) -> Result<i32> {
    let (first, second) = (reserve()?, reserve()?);
    let pair = socket::socketpair(domain, type_, protocol)?;
    let traits = traits(domain, type_);
    let first = install(first, pair[0], traits)?;
    let second = install(second, pair[1], traits)?;
    sv.write([first.number(), second.number()])
        .inspect_err(|_| {
            for handle in [first, second] {
                let _ = close(handle.number());
            }
        })?;
    Ok(0)
}

/// A place for a socket that is about to be made: first, so that none is made for nothing.
pub fn reserve() -> Result<Reservation<'static>> {
    fork::watch();
    faults::read_environment();
    TABLE.reserve()
}

/// Put a new socket in its place.
pub fn install(place: Reservation<'_>, fd: Fd, traits: Traits) -> Result<Handle> {
    owned::claim(fd);
    place.open(fd, traits.and(interruptible::default()), late_traits)
}

/// What goes on in the process that a new socket has to be marked with.
fn late_traits() -> Traits {
    fork::late_traits().and(faults::late_traits())
}

/// What a socket's domain and type tell.
pub fn traits(domain: i32, type_: i32) -> Traits {
    let kind = match type_ & !libc::SOCK_NONBLOCK & !libc::SOCK_CLOEXEC {
        libc::SOCK_STREAM => Traits::STREAM,
        libc::SOCK_SEQPACKET => Traits::NONE,
        _ => Traits::CONNECTIONLESS,
    };
    let patience = match domain {
        libc::AF_INET | libc::AF_INET6 => Traits::NONE,
        // A datagram's sender waits for its peer's queue, not for its own.
        libc::AF_UNIX if kind == Traits::CONNECTIONLESS => Traits::PATIENT_SENDER,
        libc::AF_UNIX => Traits::NONE,
        // Netlink, packet and others: shutdown does nothing.
        _ => Traits::PATIENT_RECEIVER.and(Traits::PATIENT_SENDER),
    };
    kind.and(patience)
}

/// Enter a handle for something that does not wait.
pub fn enter(s: i32) -> Result<Visit<'static>> {
    TABLE.enter(s, Entry::Quiet)
}

/// bind(2).
pub fn bind(s: i32, addr: User<sockaddr>, len: socklen_t) -> Result<i32> {
    socket::bind(enter(s)?.fd(), addr, len)
}

/// listen(2).
pub fn listen(s: i32, backlog: i32) -> Result<i32> {
    socket::listen(enter(s)?.fd(), backlog)
}

/// shutdown(2).
pub fn shutdown(s: i32, how: i32) -> Result<i32> {
    socket::shutdown(enter(s)?.fd(), how)
}

/// End a handle.
pub fn close(s: i32) -> Result<i32> {
    let visit = enter(s)?;
    if visit.at_entry().has(Traits::PATH) {
        path::remove(s); // while the socket is alive, so that nobody else can have replaced it
    }
    visit.close(wake)
}

/// Wake the calls that are inside a handle that has just died.
fn wake(visit: &Visit<'_>, before: State) {
    let other_quiet_ones = before.count(Entry::Quiet) > 1;
    if other_quiet_ones && wakeup::raise() {
        visit.slot().mark(Traits::RAISED);
    }
    if before.count(Entry::Direct) > 0 && !is_shared(before) {
        let _ = socket::shutdown(visit.fd(), libc::SHUT_RDWR);
    }
}

/// Whether shutting the socket down would disturb somebody else. Lending alone does not tell,
/// and calls that block directly began before it.
fn is_shared(state: State) -> bool {
    state.has(Traits::SHARED) || state.has(Traits::FORKED) && fork::has_children()
}

/// Lend the descriptor.
pub fn lend(s: i32) -> Result<Fd> {
    let visit = enter(s)?;
    visit.slot().mark(Traits::LENT);
    Ok(visit.fd())
}

/// Take a descriptor in.
pub fn adopt(fd: Fd) -> Result<Handle> {
    let traits = traits(option::domain(fd)?, option::kind(fd)?);
    let place = reserve()?;
    if !owned::claim(fd) {
        return Err(Error::EBUSY);
    }
    descriptor::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) // the one flag that there is
        .inspect_err(|_| owned::waive(fd))?;
    let traits = traits.and(Traits::SHARED).and(interruptible::default());
    place.open(fd, traits, late_traits)
}

/// How often to try to release a handle before it counts as busy: a late call on the handle that
/// had the place before may be looking in.
const LOOKS: u32 = 100;

/// End a handle and hand its descriptor out.
pub fn release(s: i32) -> Result<Fd> {
    for _ in 1..LOOKS {
        match try_to_release(s) {
            Err(Error::EBUSY) => std::thread::yield_now(),
            result => return result,
        }
    }
    try_to_release(s)
}

fn try_to_release(s: i32) -> Result<Fd> {
    let visit = enter(s)?;
    let has_path = visit.at_entry().has(Traits::PATH);
    let fd = visit.detach()?;
    owned::waive(fd);
    if has_path {
        path::forget(s);
    }
    Ok(fd)
}
