//! Descriptors whose next message has been received once, and stays in the queue, by a rule that
//! doubles it.
//!
//! The table has a place for each remainder of a descriptor's number. A message of a descriptor
//! whose place another has taken is not doubled.

use super::Fd;
use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

const NONE: Fd = -1;

static DUPLICATES: [AtomicI32; 256] = [const { AtomicI32::new(NONE) }; 256];

fn place(fd: Fd) -> &'static AtomicI32 {
    &DUPLICATES[fd as usize % DUPLICATES.len()]
}

/// A message has been received and is still in the queue.
pub(super) fn remember(fd: Fd) {
    place(fd).store(fd, Relaxed);
}

/// Forget it. Returns whether there was one.
pub fn forget(fd: Fd) -> bool {
    let forgotten = place(fd).compare_exchange(fd, NONE, Relaxed, Relaxed);
    forgotten.is_ok()
}

/// There are no rules any more.
pub(super) fn forget_all() {
    for place in &DUPLICATES {
        place.store(NONE, Relaxed);
    }
}

/// Whether the next message may be doubled: it is no duplicate itself, and the place is vacant.
pub fn is_possible(fd: Fd) -> bool {
    !forget(fd) && place(fd).load(Relaxed) == NONE
}
