//! Failure on purpose: the present rules, and what they decide about a call.
//!
//! Rules are asked in the order in which they were added; the first that applies decides, except
//! that after a delay the next ones are asked, too. To which calls a rule applies depends only on
//! the calls' numbers, so that a program which makes the same calls meets the same faults.
#![forbid(unsafe_code)]

mod active;
mod parse;
mod rule;

pub use parse::parse;
pub use rule::{Calls, End, Pattern, Site, When, Window};

use crate::error::{Error, Result};
use crate::explain::Explained;
use crate::sys::clock;
use crate::sys::inject::{self, Decider, Decision, Fault, Subject};
use crate::sys::list::List;
use crate::sys::{process, secure, thread, unload};
use crate::time;
use active::Rule;
use core::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

static RULES: List<Rule> = List::empty();

static START: AtomicI64 = AtomicI64::new(0);

static DECIDER: Decider = Decider { decide, forget };

/// Add the rule that a text describes. Returns its number.
pub fn add(text: &[u8]) -> Result<i32> {
    read_environment();
    Ok(add_rule(text)?)
}

// Neither is inlined: the call that reads the environment would have the stack of all at once.
#[inline(never)]
fn add_rule(text: &[u8]) -> Result<i32, Explained> {
    parse(text).and_then(add_parsed)
}

#[inline(never)]
fn add_parsed(pattern: Pattern) -> Result<i32, Explained> {
    unload::watch();
    start_at(clock::monotonic_micros());
    inject::arm(&DECIDER);
    RULES.add(Rule::new(pattern)).map_err(|error| {
        inject::disarm();
        Explained::new(error, "the rule was not added")
    })
}

/// Start the clock of the rules' times at this point, unless it has been started; microseconds of
/// the monotonic clock.
pub fn start_at(micros: i64) {
    let order = Ordering::Relaxed;
    let _ = START.compare_exchange(0, micros, order, order);
}

/// The microseconds since then.
fn elapsed() -> i64 {
    clock::monotonic_micros() - START.load(Ordering::Relaxed)
}

/// Remove one, or with 0 all. ENOENT if there is none of this number.
pub fn remove(number: i32) -> Result<()> {
    read_environment();
    if number == 0 {
        RULES.iter().for_each(|rule| _ = remove_rule(rule.number()));
        return Ok(());
    }
    remove_rule(number)
}

fn remove_rule(number: i32) -> Result<()> {
    if !RULES.remove(number) {
        return Err(Error::ENOENT);
    }
    inject::disarm();
    Ok(())
}

/// The thread that reads the environment; before and after that, one of two constants.
static READER: AtomicUsize = AtomicUsize::new(NOBODY_YET);
const NOBODY_YET: usize = 0;
const DONE: usize = usize::MAX;

/// Add the rules of the environment, the first time that this is called. Returns whether it was the
/// first.
pub fn read_environment() -> bool {
    READER.load(Ordering::Acquire) != DONE && read_environment_now()
}

#[cold]
#[inline(never)]
fn read_environment_now() -> bool {
    let (success, failure) = (Ordering::AcqRel, Ordering::Acquire);
    if let Err(reader) = READER.compare_exchange(NOBODY_YET, thread::own(), success, failure) {
        await_reader(reader);
        return false;
    }
    if let Some(rules) = secure::variable(c"OXSOCK_FAULTS") {
        add_rules(rules);
    }
    READER.store(DONE, Ordering::Release);
    true
}

/// Wait until another thread has read the rules; but not for a call that this signal handler has
/// interrupted, which cannot go on meanwhile. In a child that was forked during the reading that
/// thread does not exist, so the wait is limited.
fn await_reader(reader: usize) {
    const PATIENCE: i64 = 1_000_000;
    if reader == thread::own() {
        return;
    }
    let end = time::ahead(PATIENCE);
    while READER.load(Ordering::Acquire) != DONE {
        if time::is_past(end) {
            READER.store(DONE, Ordering::Release);
        }
        process::give_way();
    }
}

fn add_rules(rules: &[u8]) {
    let is_end = |byte: &u8| matches!(byte, b';' | b'\n');
    for rule in rules.split(is_end) {
        if rule.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Err(wrong) = add_rule(rule) {
            // There is no caller to return the error to, but a typing error must be noticed.
            secure::complain(format_args!("oxsock: OXSOCK_FAULTS: {wrong}\n"));
        }
    }
}

/// Before the library is unloaded: free the rules. No call asks for them any more.
pub fn unload() {
    RULES.unload();
}

/// How often a rule has applied.
pub fn count(number: i32) -> Result<i32> {
    let rule = RULES.get(number).ok_or(Error::ENOENT)?;
    Ok(rule.count())
}

/// What a rule says, which can be written as its text.
pub fn pattern(number: i32) -> Result<Pattern> {
    let rule = RULES.get(number).ok_or(Error::ENOENT)?;
    Ok(rule.pattern.clone())
}

/// The number of the i-th rule; 0 past the last.
pub fn at(i: i32) -> i32 {
    let rule = usize::try_from(i).ok().and_then(|i| RULES.iter().nth(i));
    rule.map_or(0, |rule| rule.number())
}

fn decide(subject: &Subject) -> Decision {
    let mut decision = Decision::default();
    for rule in RULES.iter() {
        if !rule.pattern.matches(subject) {
            continue;
        }
        if !rule.applies(subject.call) {
            decision.is_exempt |= rule.has_let_through();
            continue;
        }
        if let Fault::Delay(micros) = rule.pattern.fault {
            decision.delay = decision.delay.saturating_add(micros);
            decision.delayed_by = rule.number();
            continue;
        }
        decision.fault = Some(rule.pattern.fault);
        decision.rule = rule.number();
        break;
    }
    decision
}

/// The call that rules were asked about has not been made.
fn forget(subject: &Subject, decision: Decision) {
    for rule in RULES.iter() {
        if rule.pattern.may_match(subject) {
            rule.forget(subject.call, decision.rule == rule.number());
        }
        if decision.rule == rule.number() {
            break;
        }
    }
}
