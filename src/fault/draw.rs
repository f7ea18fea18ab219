//! A rule at work: which of its calls it strikes.

use super::rule::{Pattern, When};
use crate::error::Error;
use crate::sys::inject::{Call, Fault};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// A rule, and what has come of it.
pub struct Rule {
    pub number: i32,
    pub pattern: Pattern,
    /// How many calls it was asked about.
    asked: AtomicU64,
    /// How many it struck.
    struck: AtomicU64,
    /// A bit for each kind of call that it has interrupted, which is let through when it is made
    /// again.
    interrupted: AtomicU32,
    /// It has let the last call through for that.
    let_through: AtomicBool,
}

impl Rule {
    pub fn new(number: i32, pattern: Pattern) -> Self {
        Self {
            number,
            pattern,
            asked: AtomicU64::new(0),
            struck: AtomicU64::new(0),
            interrupted: AtomicU32::new(0),
            let_through: AtomicBool::new(false),
        }
    }

    /// How often it has struck.
    pub fn count(&self) -> i32 {
        let struck = self.struck.load(Ordering::Relaxed);
        i32::try_from(struck).unwrap_or(i32::MAX)
    }

    /// Whether it strikes the next call.
    pub fn strikes(&self, call: Call) -> bool {
        let interrupts = self.pattern.fault == Fault::Error(Error::EINTR);
        let bit = 1 << call as u32;
        let again = interrupts && self.interrupted.fetch_and(!bit, Ordering::Relaxed) & bit != 0;
        self.let_through.store(again, Ordering::Relaxed);
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let strikes = !again && self.pattern.when.includes(number);
        if strikes {
            self.struck.fetch_add(1, Ordering::Relaxed);
            if interrupts {
                self.interrupted.fetch_or(bit, Ordering::Relaxed);
            }
        }
        strikes
    }

    /// The last call does not count, and if the rule struck it, that does not either.
    pub fn forget(&self, call: Call, struck: bool) {
        if self.let_through.swap(false, Ordering::Relaxed) {
            self.interrupted
                .fetch_or(1 << call as u32, Ordering::Relaxed);
        }
        let less = |n: u64| n.checked_sub(1);
        let _ = self
            .asked
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        if struck {
            let _ = self
                .struck
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        }
    }
}

impl When {
    /// Whether the call with this number, counted from 1, is among them.
    pub fn includes(self, number: u64) -> bool {
        match self {
            Self::Always => true,
            Self::Nth(nth) => number == nth,
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
