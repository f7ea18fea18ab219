//! The monotonic clock.

use super::call::call;
use crate::error::Error;

/// Microseconds of CLOCK_MONOTONIC, rounded down.
pub fn monotonic_micros() -> i64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `now` is valid for writing; this clock always exists, so the call cannot fail.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    now.tv_sec * 1_000_000 + now.tv_nsec / 1_000
}

/// Let so many microseconds pass, also when signals come.
pub fn sleep(micros: i64) {
    let mut left = libc::timespec {
        tv_sec: micros / 1_000_000,
        tv_nsec: micros % 1_000_000 * 1_000,
    };
    let place = &raw mut left;
    // SAFETY: the kernel reads what is to pass and writes what is left of it.
    while unsafe { call!(SYS_nanosleep, place, place) } == Err(Error::EINTR) {}
}
