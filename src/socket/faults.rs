//! Rules for failure on purpose, as far as sockets are concerned: while there are any, calls do not
//! take the short way, so that every attempt can be made to fail.

use super::table::TABLE;
use crate::error::Result;
use crate::fault;
use crate::handle::Flags;
use crate::sys::inject;

/// Add a rule. Returns its number.
pub fn add(text: &[u8]) -> Result<i32> {
    let number = fault::add(text);
    mark_all(); // also on an error: the rules of the environment may have been added
    number
}

/// Remove a rule, or with 0 all of them.
pub fn remove(number: i32) -> Result<i32> {
    let removed = fault::remove(number);
    if !inject::is_armed() {
        for (_, slot) in TABLE.slots.iter() {
            slot.clear(Flags::FAULTY);
        }
    }
    mark_all(); // another thread may have added a rule meanwhile
    removed.map(|()| 0)
}

/// Add the rules of the environment, the first time that this is called.
pub fn read_environment() {
    if fault::read_environment() {
        mark_all();
    }
}

/// If there are rules by which calls fail, mark the sockets that are open.
fn mark_all() {
    if !inject::is_armed() {
        return;
    }
    for (_, slot) in TABLE.slots.iter() {
        if slot.state().is_alive() {
            slot.set(Flags::FAULTY);
        }
    }
}

/// The flags for a socket that is opened while there are rules.
pub fn late_flags() -> Flags {
    if inject::is_armed() {
        Flags::FAULTY
    } else {
        Flags::empty()
    }
}
