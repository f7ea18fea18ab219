//! Turns: what only one call at a time may do on a handle, or on a group of handles.
//!
//! No call waits for a turn here. A turn names the record of the call that has it. It is free when
//! that record is not inside the handle any more, so it is not lost with a call that was left by
//! longjmp, ended with its thread, or did not survive a fork.

use super::guard::Guard;
use core::sync::atomic::{AtomicU64, Ordering};

/// Which call has the turn: the handle's number, a count that makes each turn unique, and the
/// record's identifier + 1; 0 if no call has it.
pub struct Turn(AtomicU64);

const HOLDER: u64 = 0xFFFF;
const COUNT: u64 = 0xFFFF_0000;
const ONE: u64 = HOLDER + 1;
const NUMBER_SHIFT: u32 = 32;

impl Turn {
    /// A free turn.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Take it for a call; None while another thread's call has it. A call that was interrupted by
    /// the signal handler in which the caller runs loses it.
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
