//! Options: the system's, and those of oxsock's own.

use super::table::enter;
use super::wait::Side;
use super::{failure, interruptible};
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard};
use crate::sys::option::{self, Timeout};
use crate::sys::{Fd, User};
use libc::socklen_t;

/// The level of oxsock's own options.
pub const LEVEL: i32 = 0x4F58;

/// Which signals end calls.
pub const INTERRUPTIBLE: i32 = 1;

const INT: socklen_t = 4;

const ERROR: (i32, i32) = (libc::SOL_SOCKET, libc::SO_ERROR);

/// getsockopt(2).
pub fn get(s: i32, level: i32, name: i32, value: User<u8>, len: User<socklen_t>) -> Result<i32> {
    let guard = enter(s)?;
    if level == LEVEL {
        return get_own(&guard, name, value, len);
    }
    let done = option::get(descriptor(&guard)?, level, name, value, len)?;
    if (level, name) == ERROR && len.read()? == INT {
        let value = value.cast::<i32>();
        if let Some(error) = kept(&guard, value.read()?) {
            value.write(error)?;
        }
    }
    Ok(done)
}

/// SO_ERROR where the kernel has none: it may have reported the connection's error to a call that
/// returned a count instead.
fn kept(guard: &Guard<'_>, told: i32) -> Option<i32> {
    if told != 0 {
        return None;
    }
    failure::take(guard).map(Error::code)
}

/// setsockopt(2).
pub fn set(s: i32, level: i32, name: i32, value: User<u8>, len: socklen_t) -> Result<i32> {
    let guard = enter(s)?;
    if level == LEVEL {
        return set_own(&guard, name, value, len);
    }
    let done = option::set(descriptor(&guard)?, level, name, value, len)?;
    note(&guard, level, name, || option::is_negative(name, value));
    Ok(done)
}

/// getsockopt(2) for the library itself: how many bytes of the value were filled.
pub fn read(s: i32, level: i32, name: i32, value: &mut [u8]) -> Result<usize> {
    let guard = enter(s)?;
    let filled = option::read(descriptor(&guard)?, level, name, value)?;
    if let (ERROR, Some(told)) = ((level, name), value.first_chunk_mut()) {
        if let Some(error) = kept(&guard, i32::from_ne_bytes(*told)) {
            *told = error.to_ne_bytes();
        }
    }
    Ok(filled)
}

/// setsockopt(2) for the library itself.
pub fn write(s: i32, level: i32, name: i32, value: &[u8]) -> Result<()> {
    let guard = enter(s)?;
    option::write(descriptor(&guard)?, level, name, value)?;
    note(&guard, level, name, || false);
    Ok(())
}

/// The descriptor. An object has none of the system's options.
fn descriptor(guard: &Guard<'_>) -> Result<Fd> {
    guard.fd().map_err(|_| Error::ENOPROTOOPT)
}

/// Note in the flags which options have been set that the socket's calls have to know of. A
/// negative timeout is noted because it cannot be read back: the kernel reports it as no timeout.
fn note(guard: &Guard<'_>, level: i32, name: i32, is_negative: impl FnOnce() -> bool) {
    if level != libc::SOL_SOCKET {
        return;
    }
    if name == libc::SO_RCVLOWAT {
        guard.slot().set(Flags::LOW_WATER);
    }
    if name == libc::SO_PEEK_OFF {
        guard.slot().set(Flags::PEEK_OFFSET);
    }
    let side = match option::timeout_of(name) {
        Some(Timeout::Receiving) => Side::Receiving,
        Some(Timeout::Sending) => Side::Sending,
        None => return,
    };
    guard.slot().set(side.has_timeout());
    guard.slot().put(side.never_waits(), is_negative());
}

fn get_own(guard: &Guard<'_>, name: i32, value: User<u8>, len: User<socklen_t>) -> Result<i32> {
    if name != INTERRUPTIBLE {
        return Err(Error::ENOPROTOOPT);
    }
    let set = interruptible::value_of(guard.slot().state());
    let room = len.read()?;
    if (room as i32) < 0 {
        return Err(Error::EINVAL);
    }
    let length = room.min(INT);
    value.write_all(&set.to_ne_bytes()[..length as usize])?;
    len.write(length)?;
    Ok(0)
}

fn set_own(guard: &Guard<'_>, name: i32, value: User<u8>, len: socklen_t) -> Result<i32> {
    if name != INTERRUPTIBLE {
        return Err(Error::ENOPROTOOPT);
    }
    if (len as i32) < INT as i32 {
        return Err(Error::EINVAL);
    }
    let flags = interruptible::flags_of(value.cast::<i32>().read()?);
    for flag in [Flags::INTERRUPTIBLE, Flags::EVERY_SIGNAL] {
        guard.slot().put(flag, flags.contains(flag));
    }
    Ok(0)
}
