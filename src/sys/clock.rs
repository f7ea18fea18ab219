//! The monotonic clock, and spans of time.

use super::call::call;
use crate::error::Error;
use crate::time::FOREVER;

/// A span of time in the kernel's format, the same on every machine: `struct __kernel_timespec`.
#[repr(C)]
pub struct Span {
    seconds: i64,
    nanoseconds: i64,
}

impl Span {
    /// So many microseconds.
    pub fn of(micros: i64) -> Self {
        Self {
            seconds: micros / 1_000_000,
            nanoseconds: micros % 1_000_000 * 1_000,
        }
    }
}

/// Microseconds of CLOCK_MONOTONIC, rounded down.
#[allow(clippy::useless_conversion)] // the fields are shorter on other targets
pub fn monotonic_micros() -> i64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `now` is valid for writing; this clock always exists, so the call cannot fail.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    i64::from(now.tv_sec) * 1_000_000 + i64::from(now.tv_nsec) / 1_000
}

/// Microseconds from now to a deadline; `FOREVER` is returned as it is.
pub fn until(deadline: i64) -> i64 {
    match deadline {
        // Not read for 0: reading the clock takes longer than polling a socket.
        FOREVER | 0 => deadline,
        _ => (deadline - monotonic_micros()).max(0),
    }
}

/// Sleep for so many microseconds, also when signals come.
pub fn sleep(micros: i64) {
    let mut left = Span::of(micros);
    let place = &raw mut left;
    let clock = libc::CLOCK_MONOTONIC;
    // SAFETY: the kernel reads what is to pass and writes what is left of it.
    while unsafe { call!(SYS_clock_nanosleep, clock, 0, place, place) } == Err(Error::EINTR) {}
}
