//! Options: the system's, and those of oxsock's own.

use super::life::enter;
use super::slot::Traits;
use super::visit::Visit;
use crate::error::{Error, Result};
use crate::sys::{option, User};
use libc::socklen_t;

/// The level of oxsock's own options.
pub const LEVEL: i32 = 0x4F58;

/// Signals end calls.
pub const INTERRUPTIBLE: i32 = 1;

const INT: socklen_t = 4;

/// getsockopt(2).
pub fn get(s: i32, level: i32, name: i32, value: User<u8>, len: User<socklen_t>) -> Result<i32> {
    let visit = enter(s)?;
    if level == LEVEL {
        return get_own(&visit, name, value, len);
    }
    option::get(visit.fd(), level, name, value, len)
}

/// setsockopt(2).
pub fn set(s: i32, level: i32, name: i32, value: User<u8>, len: socklen_t) -> Result<i32> {
    let visit = enter(s)?;
    if level == LEVEL {
        return set_own(&visit, name, value, len);
    }
    note(&visit, level, name);
    option::set(visit.fd(), level, name, value, len)
}

/// getsockopt(2) for the library itself: how many bytes of the value were filled.
pub fn read(s: i32, level: i32, name: i32, value: &mut [u8]) -> Result<usize> {
    option::read(enter(s)?.fd(), level, name, value)
}

/// setsockopt(2) for the library itself.
pub fn write(s: i32, level: i32, name: i32, value: &[u8]) -> Result<()> {
    let visit = enter(s)?;
    note(&visit, level, name);
    option::write(visit.fd(), level, name, value)
}

/// Remember what the socket's calls have to know of an option that is being set.
fn note(visit: &Visit<'_>, level: i32, name: i32) {
    if (level, name) == (libc::SOL_SOCKET, libc::SO_RCVLOWAT) {
        visit.slot().mark(Traits::LOW_WATER);
    }
}

fn get_own(visit: &Visit<'_>, name: i32, value: User<u8>, len: User<socklen_t>) -> Result<i32> {
    if name != INTERRUPTIBLE {
        return Err(Error::ENOPROTOOPT);
    }
    let is_set = i32::from(visit.slot().state().has(Traits::INTERRUPTIBLE));
    let room = len.read()?;
    if (room as i32) < 0 {
        return Err(Error::EINVAL);
    }
    let length = room.min(INT);
    for (i, &byte) in is_set
        .to_ne_bytes()
        .iter()
        .take(length as usize)
        .enumerate()
    {
        value.skip(i).write(byte)?;
    }
    len.write(length)?;
    Ok(0)
}

fn set_own(visit: &Visit<'_>, name: i32, value: User<u8>, len: socklen_t) -> Result<i32> {
    if name != INTERRUPTIBLE {
        return Err(Error::ENOPROTOOPT);
    }
    if (len as i32) < INT as i32 {
        return Err(Error::EINVAL);
    }
    if value.cast::<i32>().read()? != 0 {
        visit.slot().mark(Traits::INTERRUPTIBLE);
    } else {
        visit.slot().unmark(Traits::INTERRUPTIBLE);
    }
    Ok(0)
}
