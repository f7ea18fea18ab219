//! Which descriptors belong to a handle, so that none belongs to two.

use super::number::PLACES;
use crate::sys::Fd;
use core::sync::atomic::{AtomicU64, Ordering};

/// A bit for each descriptor below the lowest handle. The kernel gives higher ones only on request;
/// they are not recorded.
static OWNED: [AtomicU64; (PLACES / 64) as usize] =
    [const { AtomicU64::new(0) }; (PLACES / 64) as usize];

/// Note a descriptor as owned. Returns whether it was not before.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_descriptor_is_claimed_once_until_it_is_waived() {
        let high = PLACES as Fd - 300; // those below may be real
        let all = || high..PLACES as Fd;
        assert!(all().all(claim));
        assert!(!all().any(claim));
        waive(high + 100);
        assert!(claim(high + 100));
        all().for_each(waive);
        assert!(all().all(claim));
    }

    #[test]
    fn what_no_descriptor_can_be_is_not_watched() {
        for fd in [-1, Fd::MIN, PLACES as Fd, Fd::MAX] {
            assert!(claim(fd) && claim(fd), "{fd}");
        }
    }
}
