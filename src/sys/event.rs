//! A descriptor that polls readable while a count is above zero. A thread that is to be cancelled
//! must not end while it counts, so not by read and write of the C library.

use super::inject::{before, Call};
use super::{call::call, check, Fd};
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
    unsafe { call!(SYS_write, fd, &raw const one, 8usize) }.map(drop)
}

/// Count down.
pub fn lower(fd: Fd) -> Result<()> {
    let mut one: u64 = 0;
    // SAFETY: eight bytes are written to `one`.
    unsafe { call!(SYS_read, fd, &raw mut one, 8usize) }.map(drop)
}
