//! Which descriptors are under a handle, so that none gets under two.

use super::handle::PLACES;
use crate::sys::Fd;
use std::sync::atomic::{AtomicU64, Ordering};

/// A bit for each descriptor; the system gives none as high as a handle unless told to, and
/// then they are not watched.
static OWNED: [AtomicU64; (PLACES / 64) as usize] =
    [const { AtomicU64::new(0) }; (PLACES / 64) as usize];

/// Note a descriptor as owned: whether it was not before.
pub fn claim(fd: Fd) -> bool {
    place(fd).is_none_or(|(word, bit)| word.fetch_or(bit, Ordering::AcqRel) & bit == 0)
}

/// Note it as not owned any more.
pub fn waive(fd: Fd) {
    if let Some((word, bit)) = place(fd) {
        word.fetch_and(!bit, Ordering::AcqRel);
    }
}

fn place(fd: Fd) -> Option<(&'static AtomicU64, u64)> {
    let fd = usize::try_from(fd).ok()?;
    OWNED.get(fd / 64).map(|word| (word, 1 << (fd % 64)))
}
