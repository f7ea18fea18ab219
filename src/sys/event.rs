//! A descriptor that polls readable once it has been raised: a timer that has run out.
//!
//! It is a timer and not an eventfd because a descriptor's number may be another file's by the
//! time it is raised: programs close descriptors that they do not know, with closefrom(3) or
//! close_range(2). The calls here do nothing to a file that is no timer.

use super::inject::{before, Call};
use super::{check, Fd};
use crate::error::Result;
use core::mem::MaybeUninit;
use core::ptr;
use libc::{itimerspec, timespec};

/// A new one, not raised.
pub fn open() -> Result<Fd> {
    before(Call::Event, -1)?;
    let flags = libc::TFD_CLOEXEC | libc::TFD_NONBLOCK;
    // SAFETY: takes numbers only.
    check(unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, flags) })
}

/// Have it poll readable from here on: whether it is such a descriptor.
pub fn raise(fd: Fd) -> bool {
    const NEVER: timespec = timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let soon = timespec {
        tv_nsec: 1,
        ..NEVER
    };
    let once = itimerspec {
        it_interval: NEVER,
        it_value: soon,
    };
    // SAFETY: the kernel reads `once`.
    unsafe { libc::timerfd_settime(fd, 0, &once, ptr::null_mut()) == 0 }
}

/// Whether it is such a descriptor.
pub fn is_one(fd: Fd) -> bool {
    let mut left = MaybeUninit::<itimerspec>::uninit();
    // SAFETY: there is room for what the call tells.
    unsafe { libc::timerfd_gettime(fd, left.as_mut_ptr()) == 0 }
}
