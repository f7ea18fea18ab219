//! Rules for failure on purpose, and what they mean for sockets: while there are any, calls wait
//! in poll and not in the transfer, so that every attempt can be made to fail.

use super::table::TABLE;
use crate::error::Result;
use crate::explain::Explained;
use crate::fault;
use crate::handle::Flags;
use crate::sys::{inject, secure};
use std::sync::atomic::{AtomicBool, Ordering};

/// Add a rule: its number.
pub fn add(text: &[u8]) -> Result<i32> {
    read_environment();
    Ok(add_rule(text)?)
}

fn add_rule(text: &[u8]) -> Result<i32, Explained> {
    let number = fault::add(text)?;
    mark_all();
    Ok(number)
}

fn mark_all() {
    for (_, slot) in TABLE.slots() {
        if slot.state().is_alive() {
            slot.set(Flags::FAULTY);
        }
    }
}

/// Take a rule back, or with 0 all of them.
pub fn remove(number: i32) -> Result<i32> {
    read_environment();
    fault::remove(number)?;
    if !inject::is_armed() {
        for (_, slot) in TABLE.slots() {
            slot.clear(Flags::FAULTY);
        }
        if inject::is_armed() {
            mark_all(); // another thread has just added one
        }
    }
    Ok(0)
}

/// What a socket that is opened while there are rules has to be marked with.
pub fn late_flags() -> Flags {
    if inject::is_armed() {
        Flags::FAULTY
    } else {
        Flags::empty()
    }
}

/// Add the rules of the environment, the first time that this is called.
pub fn read_environment() {
    static READ: AtomicBool = AtomicBool::new(false);
    if READ.load(Ordering::Relaxed) || READ.swap(true, Ordering::AcqRel) {
        return;
    }
    let Some(rules) = secure::variable(c"OXSOCK_FAULTS") else {
        return;
    };
    let is_end = |byte: &u8| matches!(byte, b';' | b'\n');
    for rule in rules.split(is_end) {
        if rule.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Err(wrong) = add_rule(rule) {
            // Nobody has asked, so nobody can be answered; but a typing error has to be seen.
            secure::complain(&format!("oxsock: OXSOCK_FAULTS: {wrong}\n"));
        }
    }
}
