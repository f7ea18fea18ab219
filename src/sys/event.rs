//! A descriptor that polls readable while a count is above zero.

use super::inject::{before, Call};
use super::{check, check_size, Fd};
use crate::error::Result;

/// A new one, at zero.
pub fn open() -> Result<Fd> {
    before(Call::Event, -1)?;
    // SAFETY: takes numbers only.
    check(unsafe {
        libc::eventfd(
            0,
            libc::EFD_CLOEXEC | libc::EFD_NONBLOCK | libc::EFD_SEMAPHORE,
        )
    })
}

/// Count up.
pub fn raise(fd: Fd) -> Result<()> {
    let one: u64 = 1;
    // SAFETY: eight bytes are read from `one`.
    check_size(unsafe { libc::write(fd, (&raw const one).cast(), 8) }).map(drop)
}

/// Count down.
pub fn lower(fd: Fd) -> Result<()> {
    let mut one: u64 = 0;
    // SAFETY: eight bytes are written to `one`.
    check_size(unsafe { libc::read(fd, (&raw mut one).cast(), 8) }).map(drop)
}
