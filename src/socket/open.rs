//! Opening: sockets, pairs, descriptors that are taken in.

use super::table::{enter, Process, TABLE};
use super::{close, faults, interruptible, process};
use crate::error::{Error, Result};
use crate::handle::number::MIN;
use crate::handle::table::Reservation;
use crate::handle::{owned, Flags, Handle};
use crate::sys::{descriptor, option, socket, Fd, User};
use core::sync::atomic::Ordering;

/// A new socket.
pub fn open(domain: i32, type_: i32, protocol: i32) -> Result<Handle> {
    let place = reserve()?;
    let fd = socket::socket(domain, type_, protocol)?;
    install(place, fd, flags(domain, type_))
}

/// The same for a call that goes on to use it. ENOMEM if the calling thread could not: it could not
/// even close the socket.
pub fn open_to_use(domain: i32, type_: i32, protocol: i32) -> Result<Handle> {
    process::begin();
    drop(TABLE.enter_polling()?); // the thread keeps the record
    open(domain, type_, protocol)
}

/// Two connected sockets.
pub fn open_pair(domain: i32, type_: i32, protocol: i32, sv: User<[i32; 2]>) -> Result<i32> {
    let (first, second) = (reserve()?, reserve()?);
    let pair = socket::socketpair(domain, type_, protocol)?;
    if let Err(error) = option::check_writable(pair[0], sv) {
        for fd in pair {
            let _ = descriptor::close(fd);
        }
        return Err(error);
    }
    let flags = flags(domain, type_);
    let opened = install(first, pair[0], flags);
    let other = install(second, pair[1], flags);
    match (opened, other) {
        (Ok(first), Ok(second)) => {
            sv.write([first.number(), second.number()])?;
            Ok(0)
        }
        (Err(error), other) | (other, Err(error)) => {
            if let Ok(handle) = other {
                let _ = close::close(handle.number());
            }
            Err(error)
        }
    }
}

/// A slot for a socket that is about to be made. Reserved first, so that no socket is made in vain.
pub fn reserve() -> Result<Reservation<'static, Process>> {
    process::begin();
    faults::read_environment();
    let unfinished = &TABLE.unfinished;
    if unfinished.load(Ordering::Acquire) != 0 && unfinished.swap(0, Ordering::AcqRel) != 0 {
        close::finish_all();
    }
    TABLE.reserve()
}

/// Put a new socket in its slot. On an error it is closed.
pub fn install(place: Reservation<'_, Process>, fd: Fd, flags: Flags) -> Result<Handle> {
    if fd >= MIN {
        // The descriptor could be taken for a handle, and no lower number is free.
        let _ = descriptor::close(fd);
        return Err(Error::EMFILE);
    }
    owned::claim(fd);
    place.open(fd, flags | interruptible::default(), faults::late_flags)
}

/// The flags that follow from a socket's domain and type.
pub fn flags(domain: i32, type_: i32) -> Flags {
    let mut flags = match type_ & !libc::SOCK_NONBLOCK & !libc::SOCK_CLOEXEC {
        libc::SOCK_STREAM => Flags::STREAM,
        libc::SOCK_SEQPACKET => Flags::empty(),
        _ => Flags::CONNECTIONLESS,
    };
    flags.set(Flags::UNIX, domain == libc::AF_UNIX);
    flags.set(Flags::NONBLOCKING, type_ & libc::SOCK_NONBLOCK != 0);
    flags
}

/// Lend the descriptor.
pub fn lend(s: i32) -> Result<Fd> {
    let guard = enter(s)?;
    let fd = guard.fd()?;
    if !guard.flags().has(Flags::SHARED) {
        guard.slot().set(Flags::SHARED);
    }
    Ok(fd)
}

/// Take a descriptor in.
pub fn adopt(fd: Fd) -> Result<Handle> {
    faults::read_environment();
    let flags = flags(option::domain(fd)?, option::kind(fd)?);
    let place = reserve()?;
    let own = below_handles(fd)?;
    claim(own).inspect_err(|_| give_up(own, fd))?;
    give_up(fd, own);
    let flags = flags | Flags::SHARED | interruptible::default();
    place.open(own, flags, faults::late_flags)
}

fn claim(fd: Fd) -> Result<()> {
    if !owned::claim(fd) {
        return Err(Error::EBUSY);
    }
    descriptor::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) // the only descriptor flag
        .inspect_err(|_| owned::waive(fd))?;
    Ok(())
}

/// Close one of two descriptors, if they are two.
fn give_up(fd: Fd, other: Fd) {
    if fd != other {
        let _ = descriptor::close(fd);
    }
}

/// The descriptor; or, if its number could be taken for a handle, a duplicate with a lower one.
fn below_handles(fd: Fd) -> Result<Fd> {
    if fd < MIN {
        return Ok(fd);
    }
    let lower = descriptor::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0)?;
    if lower >= MIN {
        let _ = descriptor::close(lower);
        return Err(Error::EMFILE);
    }
    Ok(lower)
}
