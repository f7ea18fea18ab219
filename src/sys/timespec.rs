//! The caller's `struct timespec`.

use super::call::call;
use super::{probe, Fd, User};
use crate::error::{Error, Result};
use libc::{timespec, MSG_DONTWAIT, MSG_ERRQUEUE};

/// A `struct timespec` to be read and written, or none. 32-bit programs have two formats of it.
#[derive(Clone, Copy)]
pub enum Timespec {
    /// 32 bits each.
    Narrow(User<[i32; 2]>),
    /// 64 bits each. In 32-bit programs half of the second field is padding.
    Wide(User<[i64; 2]>),
}

impl Timespec {
    /// With the default time_t. It has 64 bits in musl; in glibc it has 32 on older 32-bit
    /// processors.
    pub fn usual(place: User<timespec>) -> Self {
        const IS_NARROW: bool = cfg!(all(
            target_env = "gnu",
            target_pointer_width = "32",
            not(target_arch = "riscv32")
        ));
        if IS_NARROW {
            return Self::Narrow(place.cast());
        }
        Self::wide(place)
    }

    /// With a time_t of 64 bits.
    pub fn wide(place: User<timespec>) -> Self {
        Self::Wide(place.cast())
    }

    /// Whether there is none.
    pub fn is_none(self) -> bool {
        match self {
            Self::Narrow(place) => place.is_null(),
            Self::Wide(place) => place.is_null(),
        }
    }

    /// Have the kernel check it. EFAULT if it cannot be read.
    pub fn check(self, fd: Fd) -> Result<()> {
        // This asks for no message, and does not take the socket's error.
        let flags = MSG_ERRQUEUE | MSG_DONTWAIT;
        let none = &raw const flags; // not null, because emulators check it
                                     // SAFETY: the kernel checks the place.
        let checked = unsafe {
            match self {
                Self::Narrow(place) => {
                    call!(
                        SYS_recvmmsg_time32,
                        fd,
                        0usize,
                        0u32,
                        flags,
                        place.pointer()
                    )
                }
                Self::Wide(place) => {
                    call!(SYS_recvmmsg, fd, none, 0u32, flags, place.pointer())
                }
            }
        };
        checked.map(drop)
    }

    /// In microseconds, rounded up, so that a wait is not too short. EINVAL if it is no valid time.
    pub fn micros(self) -> Result<i64> {
        let [seconds, nanos] = match self {
            Self::Narrow(place) => place.read()?.map(i64::from),
            Self::Wide(place) => {
                let [seconds, nanos] = place.read()?;
                [seconds, nanos as isize as i64]
            }
        };
        micros(seconds, nanos)
    }

    /// Store a span that is not longer than the one it replaces. EFAULT if it cannot be written.
    pub fn put(self, micros: i64) -> Result<()> {
        let span = [micros / 1_000_000, micros % 1_000_000 * 1_000];
        match self {
            Self::Narrow(place) => probe::write(place, span.map(|part| part as i32)),
            Self::Wide(place) => probe::write(place, span),
        }
    }
}

fn micros(seconds: i64, nanos: i64) -> Result<i64> {
    if seconds < 0 || !(0..1_000_000_000).contains(&nanos) {
        return Err(Error::EINVAL);
    }
    let micros = seconds.saturating_mul(1_000_000);
    Ok(micros.saturating_add((nanos + 999) / 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_rounded_up() {
        assert_eq!(micros(0, 0), Ok(0));
        assert_eq!(micros(0, 1), Ok(1));
        assert_eq!(micros(0, 1_000), Ok(1));
        assert_eq!(micros(2, 999_999_999), Ok(3_000_000));
        assert_eq!(micros(i64::MAX, 0), Ok(i64::MAX));
    }

    #[test]
    fn a_bad_timeout_is_refused() {
        for (seconds, nanos) in [(-1, 0), (0, -1), (0, 1_000_000_000)] {
            assert_eq!(micros(seconds, nanos), Err(Error::EINVAL));
        }
    }
}
