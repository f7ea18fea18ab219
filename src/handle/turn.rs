//! Turns: what one call at a time does on a handle, or on a group of handles.
//!
//! Nobody waits for a turn here. Whoever has it is named by its record, so that a turn is not lost
//! with a call that was left by a jump, ended with its thread, or stayed behind at a fork: it is
//! free when its record is not inside that handle any more.

use super::guard::Guard;
use core::sync::atomic::{AtomicU64, Ordering};

/// Whose turn it is: the handle's number, a count that makes each turn unique, and the record's
/// identifier + 1; 0 for nobody.
pub struct Turn(AtomicU64);

const HOLDER: u64 = 0xFFFF;
const COUNT: u64 = 0xFFFF_0000;
const ONE: u64 = HOLDER + 1;
const NUMBER_SHIFT: u32 = 32;

impl Turn {
    /// Nobody's.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Take it for a call; none while another has it. One that the caller, in a signal handler, has
    /// interrupted loses it.
    pub fn take(&self, guard: &Guard<'_>) -> Option<Taken<'_>> {
        let present = self.0.load(Ordering::SeqCst);
        let holder = (present & HOLDER) as u32;
        if holder != 0 && guard.is_inside_elsewhere((present >> NUMBER_SHIFT) as i32, holder - 1) {
            return None;
        }
        let count = ((present & COUNT) + ONE) & COUNT;
        let number = u64::from(guard.number() as u32) << NUMBER_SHIFT;
        let mine = number | count | u64::from(guard.record_id() + 1);
        let order = Ordering::SeqCst;
        let taken = self.0.compare_exchange(present, mine, order, order);
        taken.is_ok().then_some(Taken { turn: self, mine })
    }
}

impl Default for Turn {
    fn default() -> Self {
        Self::new()
    }
}

/// A turn that is given back when this is dropped, unless it has been taken away.
pub struct Taken<'a> {
    turn: &'a Turn,
    mine: u64,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let (mine, order) = (self.mine, Ordering::SeqCst);
        let free = mine & !HOLDER;
        let _ = self.turn.0.compare_exchange(mine, free, order, order);
    }
}
