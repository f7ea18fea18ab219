//! A rule in use: its counts, and to which of its calls it applies.

use super::rule::{Pattern, When};
use crate::error::Error;
use crate::sys::inject::{Call, Fault};
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// A rule and its counts.
pub struct Rule {
    pub pattern: Pattern,
    /// How many calls it was asked about.
    asked: AtomicU64,
    /// To how many it applied.
    applied: AtomicU64,
    /// A bit for each kind of call that it has interrupted: the repeated call is let through.
    interrupted: AtomicU32,
    /// It has let the last call through for that reason.
    let_through: AtomicBool,
}

impl Rule {
    pub fn new(pattern: Pattern) -> Self {
        Self {
            pattern,
            asked: AtomicU64::new(0),
            applied: AtomicU64::new(0),
            interrupted: AtomicU32::new(0),
            let_through: AtomicBool::new(false),
        }
    }

    /// How often it has applied.
    pub fn count(&self) -> i32 {
        let applied = self.applied.load(Ordering::Relaxed);
        i32::try_from(applied).unwrap_or(i32::MAX)
    }

    fn interrupts(&self) -> bool {
        self.pattern.fault == Fault::Error(Error::EINTR)
    }

    /// Whether the last call was let through because the one before was interrupted.
    pub fn has_let_through(&self) -> bool {
        self.let_through.load(Ordering::Relaxed)
    }

    /// Whether it applies to the next call.
    pub fn applies(&self, call: Call) -> bool {
        let bit = 1 << call as u32;
        let again =
            self.interrupts() && self.interrupted.fetch_and(!bit, Ordering::Relaxed) & bit != 0;
        self.let_through.store(again, Ordering::Relaxed);
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let applies = !again && self.pattern.when.includes(number) && self.note_applied();
        if applies && self.interrupts() {
            self.interrupted.fetch_or(bit, Ordering::Relaxed);
        }
        applies
    }

    /// Count one more application; false if an N-th rule has applied already. If a call is
    /// forgotten while another thread's comes before it, its number goes to the next call.
    fn note_applied(&self) -> bool {
        let (success, failure) = (Ordering::Relaxed, Ordering::Relaxed);
        match self.pattern.when {
            When::Nth(_) => self
                .applied
                .compare_exchange(0, 1, success, failure)
                .is_ok(),
            _ => {
                self.applied.fetch_add(1, success);
                true
            }
        }
    }

    /// Undo the count of the last call, and of the decision, if the rule decided on it.
    pub fn forget(&self, call: Call, decided: bool) {
        let bit = 1 << call as u32;
        if self.let_through.swap(false, Ordering::Relaxed) {
            self.interrupted.fetch_or(bit, Ordering::Relaxed);
        }
        let number = take_one(&self.asked);
        if decided || self.has_delayed_in_vain(number) {
            self.interrupted.fetch_and(!bit, Ordering::Relaxed);
            take_one(&self.applied);
        }
    }

    /// Whether it has delayed a call with this number, which will be made again and be delayed
    /// again. A rule for the N-th call delays only once.
    fn has_delayed_in_vain(&self, number: u64) -> bool {
        let is_delay = matches!(self.pattern.fault, Fault::Delay(_));
        is_delay && !matches!(self.pattern.when, When::Nth(_)) && self.pattern.when.includes(number)
    }
}

/// Decrement a count, if it is not 0. Returns its previous value.
fn take_one(count: &AtomicU64) -> u64 {
    let order = Ordering::Relaxed;
    let less = |n: u64| n.checked_sub(1);
    count.fetch_update(order, order, less).unwrap_or(0)
}

impl When {
    /// Whether the call with this number, counted from 1, is among them.
    pub fn includes(self, number: u64) -> bool {
        match self {
            Self::Always => true,
            // Higher numbers, too, since another thread's call with that number may have been
            // forgotten.
            Self::Nth(nth) => number >= nth,
            Self::From(first) => number >= first,
            Self::Chance { billionths, seed } => {
                let drawn = (u128::from(splitmix(seed, number)) * 1_000_000_000) >> 64;
                drawn < u128::from(billionths)
            }
        }
    }
}

/// The number at a place of the sequence that a seed gives (SplitMix64).
fn splitmix(seed: u64, place: u64) -> u64 {
    let mut z = seed.wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_is_that_of_splitmix64() {
        let first: Vec<u64> = (1..=3).map(|place| splitmix(1234567, place)).collect();
        let known = [
            6457827717110365317,
            3203168211198807973,
            9817491932198370423,
        ];
        assert_eq!(first, known);
    }

    #[test]
    fn chance_is_met_about_as_often_as_it_says() {
        let when = When::Chance {
            billionths: 250_000_000,
            seed: 7,
        };
        let met = (1..=100_000).filter(|&n| when.includes(n)).count();
        assert!((24_500..25_500).contains(&met), "{met}");
        let never = When::Chance {
            billionths: 0,
            seed: 7,
        };
        let always = When::Chance {
            billionths: 1_000_000_000,
            seed: 7,
        };
        assert!((1..1000).all(|n| always.includes(n) && !never.includes(n)));
    }
}
