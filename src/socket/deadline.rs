//! Deadlines of the two sides.

use super::life::enter;
use super::wait::Side;
use crate::error::{Error, Result};
use crate::time::FOREVER;
use std::sync::atomic::Ordering;

/// The bits of `which`.
pub const RECEIVING: i32 = 1;
/// See `RECEIVING`.
pub const SENDING: i32 = 2;
/// See `RECEIVING`.
pub const BOTH: i32 = 3;

/// Set one or both for the calls to come.
pub fn set(s: i32, which: i32, when: i64) -> Result<i32> {
    let visit = enter(s)?;
    if when < FOREVER || !(RECEIVING..=BOTH).contains(&which) {
        return Err(Error::EINVAL);
    }
    for (bit, side) in [(RECEIVING, Side::Receiving), (SENDING, Side::Sending)] {
        if which & bit != 0 {
            visit
                .slot()
                .deadline(side as usize)
                .store(when, Ordering::Relaxed);
            if when == FOREVER {
                visit.slot().unmark(side.has_deadline());
            } else {
                visit.slot().mark(side.has_deadline());
            }
        }
    }
    Ok(0)
}

/// The receiving side's.
pub fn receiving(s: i32) -> Result<i64> {
    let visit = enter(s)?;
    if !visit.at_entry().has(Side::Receiving.has_deadline()) {
        return Ok(FOREVER);
    }
    let place = visit.slot().deadline(Side::Receiving as usize);
    Ok(place.load(Ordering::Relaxed))
}
