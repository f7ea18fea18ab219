//! Whether signals end the calls on handles that are made from now on, and those that make them
//! and take time.

use crate::handle::Flags;
use core::sync::atomic::{AtomicBool, Ordering};

static DEFAULT: AtomicBool = AtomicBool::new(false);

/// Change it with 0 or 1, or ask with another number: what it was before.
pub fn change(on: i32) -> i32 {
    let before = match on {
        0 | 1 => DEFAULT.swap(on == 1, Ordering::Relaxed),
        _ => is_on(),
    };
    i32::from(before)
}

/// Whether they do.
pub fn is_on() -> bool {
    DEFAULT.load(Ordering::Relaxed)
}

/// The flag that a new handle is born with.
pub fn default() -> Flags {
    if is_on() {
        Flags::INTERRUPTIBLE
    } else {
        Flags::empty()
    }
}
