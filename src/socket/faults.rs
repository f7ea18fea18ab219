//! Rules for failure on purpose, and what they mean for sockets: while there are any, calls wait
//! in poll and not in the transfer, so that every attempt can be made to fail.

use super::life::{self, TABLE};
use super::slot::Traits;
use crate::error::Result;
use crate::fault;
use crate::sys::inject;

/// Add a rule: its number.
pub fn add(text: &[u8]) -> Result<i32> {
    let number = fault::add(text);
    life::mark_faulty(); // whether it was added or not: the environment's rules may have been
    number
}

/// Remove a rule, or with 0 all of them.
pub fn remove(number: i32) -> Result<i32> {
    let removed = fault::remove(number);
    if !inject::is_armed() {
        for (_, slot) in TABLE.slots() {
            slot.unmark(Traits::FAULTY);
        }
    }
    life::mark_faulty(); // another thread may just have added one
    removed.map(|()| 0)
}
