//! The rules that oxsock-run was given, as they apply to this program.

use crate::layout::MOST_RULES;
use crate::program_word::Rule;
use crate::watches;
use core::ffi::c_int;
use core::sync::atomic::{AtomicU16, Ordering};
use oxsock::fault;
use oxsock::sys::inject::{self, Decision, Subject};
use oxsock::sys::secure;

/// By a rule's number in the library: its position in oxsock-run's list, from 1.
static PLACES: [AtomicU16; MOST_RULES + 1] = [const { AtomicU16::new(0) }; MOST_RULES + 1];

/// Add the rules that apply to a program of this name. Returns whether there are any.
pub fn add_all(text: &[u8], program: &[u8]) -> bool {
    let is_end = |byte: &u8| matches!(byte, b';' | b'\n');
    let is_rule = |rule: &&[u8]| !rule.iter().all(u8::is_ascii_whitespace);
    let mut any = false;
    for (i, rule) in text.split(is_end).filter(is_rule).enumerate() {
        let Some(rule) = Rule::split(rule).filter(|rule| rule.holds_in(program)) else {
            continue;
        };
        match fault::add(&rule.text()) {
            Ok(number) => {
                any = true;
                if let Some(place) = PLACES.get(number as usize) {
                    place.store(i as u16 + 1, Ordering::Relaxed);
                }
            }
            // oxsock-run has checked the rule, so memory has run out.
            Err(error) => secure::complain(format_args!(
                "oxsock-posix: a rule does not hold: error {}\n",
                error.code()
            )),
        }
    }
    any
}

/// A rule's position in oxsock-run's list.
pub fn place(number: c_int) -> u16 {
    let place = PLACES.get(number as usize);
    place.map_or(0, |place| place.load(Ordering::Relaxed))
}

/// Decide what happens to a call.
pub fn decide(subject: &Subject) -> Decision {
    let decision = inject::decide(subject);
    if !watches::forbid(subject, &decision) {
        return decision;
    }
    withdraw(subject, decision)
}

/// Have the rules not count a call that none of them struck after all.
pub fn withdraw(subject: &Subject, decision: Decision) -> Decision {
    inject::forget(subject, decision);
    Decision {
        rule: 0,
        fault: None,
        ..decision
    }
}
