//! Failure on purpose: the rules that there are, and what they say about a call.
//!
//! Rules are asked in the order in which they were added; the first that strikes decides, but
//! for a delay, after which the next are asked. Which of its calls a rule strikes depends on
//! nothing but their number, so that a program which makes the same calls meets the same faults.
#![forbid(unsafe_code)]

mod draw;
mod parse;
mod rule;

pub use parse::parse;
pub use rule::{Calls, End, Pattern, Site, When};

use crate::error::{Error, Result};
use crate::explain::Explained;
use crate::sys::inject::{self, Fault, Judge, Subject, Verdict};
use crate::sys::snapshot::Snapshot;
use draw::Rule;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::Arc;

type Rules = Vec<Arc<Rule>>;

static RULES: Snapshot<Rules> = Snapshot::none();

static JUDGE: Judge = Judge { judge, forget };

/// Add the rule that a text describes: its number.
pub fn add(text: &[u8]) -> Result<i32, Explained> {
    static LAST: AtomicI32 = AtomicI32::new(0);
    let pattern = parse(text)?;
    let next = |last: i32| last.checked_add(1);
    let last = LAST.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
    let number = last.map_err(|_| Explained::new(Error::ENOSPC, "no numbers are left"))? + 1;
    let rule = Arc::new(Rule::new(number, pattern));
    change(|rules| {
        let mut rules = rules.to_vec();
        rules.push(rule.clone());
        Ok(rules)
    })
    .map_err(|error| Explained::new(error, "the rule was not added"))?;
    Ok(number)
}

/// Take one back, or with 0 all. ENOENT if there is none of this number.
pub fn remove(number: i32) -> Result<()> {
    change(|rules| {
        let others = rules.iter().filter(|rule| rule.number != number).cloned();
        let others: Rules = if number == 0 {
            Vec::new()
        } else {
            others.collect()
        };
        if number != 0 && others.len() == rules.len() {
            return Err(Error::ENOENT);
        }
        Ok(others)
    })
}

fn change(make: impl Fn(&[Arc<Rule>]) -> Result<Rules>) -> Result<()> {
    RULES.change(|rules| make(rules.map_or(&[], Vec::as_slice)))?;
    inject::arm(&JUDGE, || with_rules(|rules| !rules.is_empty()));
    Ok(())
}

/// How often a rule has struck.
pub fn count(number: i32) -> Result<i32> {
    find(number, Rule::count)
}

/// A rule's text.
pub fn text(number: i32) -> Result<String> {
    find(number, |rule| rule.pattern.to_string())
}

/// The number of the i-th rule; 0 past the last.
pub fn at(i: i32) -> i32 {
    let number = |rules: &[Arc<Rule>]| Some(rules.get(usize::try_from(i).ok()?)?.number);
    with_rules(number).unwrap_or(0)
}

fn find<T>(number: i32, ask: impl FnOnce(&Rule) -> T) -> Result<T> {
    with_rules(|rules| {
        let rule = rules.iter().find(|rule| rule.number == number);
        rule.map(|rule| ask(rule)).ok_or(Error::ENOENT)
    })
}

fn with_rules<T>(look: impl FnOnce(&[Arc<Rule>]) -> T) -> T {
    RULES.read(|rules| look(rules.map_or(&[], Vec::as_slice)))
}

fn judge(subject: &Subject) -> Verdict {
    let mut verdict = Verdict::default();
    with_rules(|rules| {
        for rule in rules.iter().filter(|rule| rule.pattern.matches(subject)) {
            if !rule.strikes(subject.call) {
                continue;
            }
            if let Fault::Delay(micros) = rule.pattern.fault {
                verdict.delay = verdict.delay.saturating_add(micros);
                continue;
            }
            verdict.fault = Some(rule.pattern.fault);
            verdict.rule = rule.number;
            break;
        }
    });
    verdict
}

/// The rules that were asked have not been. A delay has happened all the same.
fn forget(subject: &Subject, verdict: Verdict) {
    with_rules(|rules| {
        for rule in rules {
            let is_delay = matches!(rule.pattern.fault, Fault::Delay(_));
            if !is_delay && rule.pattern.may_match(subject) {
                rule.forget(subject.call, verdict.rule == rule.number);
            }
            if verdict.rule == rule.number {
                break;
            }
        }
    });
}
