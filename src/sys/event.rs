//! A descriptor that polls readable once it has been raised: a timerfd that has expired.
//!
//! It is a timerfd and not an eventfd because the descriptor's number may be another file's by the
//! time it is raised: programs close descriptors that they do not know, with closefrom(3) or
//! close_range(2). The calls here fail on a file that is no timerfd, and a timerfd of the program's
//! is recognized.

use super::descriptor::Owned;
use super::inject::{before, Call};
use super::{check, Fd};
use crate::error::{Error, Result};
use core::mem::MaybeUninit;
use core::ptr;
use libc::{itimerspec, timespec};

/// What such a descriptor is for. One kind is not taken for the other.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Waking the calls that poll it beside their sockets.
    Waking = 314_159_265,
    /// Waking the calls that wait on the set of a handle that is closed.
    Closing = 271_828_182,
}

/// A new one, not raised.
pub fn open(kind: Kind) -> Result<Fd> {
    before(Call::Event, -1)?;
    let flags = libc::TFD_CLOEXEC | libc::TFD_NONBLOCK;
    // SAFETY: takes numbers only.
    let new = Owned::new(check(unsafe {
        libc::timerfd_create(libc::CLOCK_MONOTONIC, flags)
    })?);
    set(new.fd(), NEVER, kind)?;
    Ok(new.into_fd())
}

/// Make it readable from now on, unless it is no such descriptor.
pub fn raise(fd: Fd, kind: Kind) {
    let soon = timespec {
        tv_nsec: 1,
        ..NEVER
    };
    if is_one(fd, kind) == Ok(true) {
        let _ = set(fd, soon, kind);
    }
}

/// Whether it is such a descriptor, and not a file of the program's, which may be a timerfd, too.
/// An error if the kernel refuses the question, as in a sandbox.
pub fn is_one(fd: Fd, kind: Kind) -> Result<bool> {
    let mut left = MaybeUninit::<itimerspec>::uninit();
    // SAFETY: there is room for what the call tells.
    match check(unsafe { libc::timerfd_gettime(fd, left.as_mut_ptr()) }) {
        Err(Error::EBADF | Error::EINVAL) => Ok(false),
        Err(error) => Err(error),
        Ok(_) => {
            // SAFETY: the call succeeded, so it has filled it.
            let interval = unsafe { left.assume_init() }.it_interval;
            let mark = mark(kind);
            Ok((interval.tv_sec, interval.tv_nsec) == (mark.tv_sec, mark.tv_nsec))
        }
    }
}

const NEVER: timespec = timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

/// Set the time after which it expires.
fn set(fd: Fd, soon: timespec, kind: Kind) -> Result<()> {
    let value = itimerspec {
        it_interval: mark(kind),
        it_value: soon,
    };
    // SAFETY: the kernel reads `value`.
    check(unsafe { libc::timerfd_settime(fd, 0, &value, ptr::null_mut()) }).map(drop)
}

/// The interval of the timer, 34 years or more. It distinguishes such a descriptor from the
/// program's timers and from those of another copy of the library.
fn mark(kind: Kind) -> timespec {
    static HERE: u8 = 0;
    let place = (&raw const HERE as usize >> 4) & 0x0FFF_FFFF;
    timespec {
        tv_sec: ((1 << 30) + place) as _, // not the same type in all C libraries
        tv_nsec: kind as _,
    }
}
