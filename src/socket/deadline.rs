//! Deadlines of the two sides.

use super::table::enter;
use super::wait::Side;
use crate::error::{Error, Result};
use crate::time::FOREVER;
use core::sync::atomic::Ordering;

/// The bits of `which`.
pub const RECEIVING: i32 = 1;
/// See `RECEIVING`.
pub const SENDING: i32 = 2;
/// See `RECEIVING`.
pub const BOTH: i32 = 3;

/// Set the deadline of one side or both, for later calls.
pub fn set(s: i32, which: i32, when: i64) -> Result<i32> {
    let guard = enter(s)?;
    if when < FOREVER || !(RECEIVING..=BOTH).contains(&which) {
        return Err(Error::EINVAL);
    }
    for (bit, side) in [(RECEIVING, Side::Receiving), (SENDING, Side::Sending)] {
        if which & bit == 0 {
            continue;
        }
        let deadline = guard.slot().deadline(side as usize);
        deadline.store(when, Ordering::Relaxed);
        let is_set = guard.flags().has(side.has_deadline());
        if is_set != (when != FOREVER) {
            guard.slot().put(side.has_deadline(), when != FOREVER);
        }
    }
    Ok(0)
}

/// The receiving side's deadline.
pub fn receiving(s: i32) -> Result<i64> {
    let guard = enter(s)?;
    if !guard.flags().has(Side::Receiving.has_deadline()) {
        return Ok(FOREVER);
    }
    let place = guard.slot().deadline(Side::Receiving as usize);
    Ok(place.load(Ordering::Relaxed))
}
