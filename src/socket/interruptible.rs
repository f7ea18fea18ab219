//! Whether signals end the calls on handles that are made from now on.

use crate::handle::Flags;
use core::sync::atomic::{AtomicBool, Ordering};

static DEFAULT: AtomicBool = AtomicBool::new(false);

/// The flag that a new handle is born with.
pub fn default() -> Flags {
    if DEFAULT.load(Ordering::Relaxed) {
        Flags::INTERRUPTIBLE
    } else {
        Flags::empty()
    }
}
