//! The addresses that could not be connected to, and their errors.

use crate::address::Address;
use crate::endpoint::Endpoint;
use crate::error::{self, Error};
use crate::explain::{self, Cut};
use crate::sys::interface::INTERFACES;
use arrayvec::ArrayString;
use core::fmt::Write;

/// The most informative error, and a text with all of them.
#[derive(Default)]
pub struct Failures {
    told: Option<Error>,
    text: ArrayString<511>,
}

impl Failures {
    /// Note that an address has failed with this error.
    pub fn note(&mut self, address: &Address, error: Error) {
        let why = error::describe(error.code()).to_str().unwrap_or_default();
        self.write(address, why);
        if weight(error) > self.told.map_or(0, weight) {
            self.told = Some(error);
        }
    }

    /// Note that an address has not answered by the end.
    pub fn note_silence(&mut self, address: &Address) {
        self.write(address, "no answer by the deadline");
    }

    fn write(&mut self, address: &Address, what: &str) {
        let between = if self.text.is_empty() { "" } else { "; " };
        let endpoint = Endpoint::from(*address);
        let address = endpoint.named(&INTERFACES);
        let _ = write!(Cut(&mut self.text), "{between}{address}: {what}"); // cut to what fits
    }

    /// The most informative error.
    pub fn told(&self) -> Option<Error> {
        self.told
    }

    /// Make the text the thread's explanation.
    pub fn publish(&self) {
        explain::publish(&self.text);
    }
}

/// How informative an error is. Highest: this process lacks memory or descriptors. Then, in this
/// order: a host has answered; no host has; this machine forbids it; a router has no route; this
/// machine has no route. EINVAL is a link-local address without its zone, or a blackhole route.
fn weight(error: Error) -> u32 {
    match error.code() {
        libc::EMFILE | libc::ENFILE | libc::ENOMEM | libc::ENOBUFS => 6,
        libc::ECONNREFUSED | libc::ECONNRESET => 5,
        libc::ETIMEDOUT => 4,
        libc::EHOSTUNREACH | libc::EHOSTDOWN => 2,
        libc::ENETUNREACH | libc::ENETDOWN | libc::EADDRNOTAVAIL => 1,
        libc::EAFNOSUPPORT | libc::EINVAL => 1,
        _ => 3, // EACCES and EPERM: a firewall, or a route that prohibits
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::address::{Kind, Place};
    use libc::*;
    use std::net::Ipv4Addr;

    fn told(errors: [i32; 2]) -> Option<i32> {
        let addr = Ipv4Addr::LOCALHOST;
        let address = Address::new(Kind::Stream, Place::V4 { addr, port: 1 }).unwrap();
        let mut failures = Failures::default();
        for code in errors {
            failures.note(&address, Error::new(code));
        }
        failures.told().map(Error::code)
    }

    #[test]
    fn the_most_telling_error_is_kept_whichever_comes_first() {
        for pair in [
            [EMFILE, ECONNREFUSED],
            [ECONNREFUSED, ETIMEDOUT],
            [ECONNREFUSED, EACCES],
            [ECONNREFUSED, EPERM],
            [ECONNREFUSED, EINVAL],
            [ECONNREFUSED, ENETUNREACH],
            [ETIMEDOUT, EACCES],
            [EACCES, EHOSTUNREACH],
            [EHOSTUNREACH, ENETUNREACH],
        ] {
            let [more, less] = pair;
            assert_eq!(told([more, less]), Some(more), "{pair:?}");
            assert_eq!(told([less, more]), Some(more), "{pair:?}");
        }
    }

    #[test]
    fn of_equals_the_first_is_kept() {
        assert_eq!(told([EADDRNOTAVAIL, ENETUNREACH]), Some(EADDRNOTAVAIL));
    }

    #[test]
    fn many_failures_are_cut_off() {
        let addr = Ipv4Addr::LOCALHOST;
        let address = Address::new(Kind::Stream, Place::V4 { addr, port: 1 }).unwrap();
        let mut failures = Failures::default();
        for _ in 0..100 {
            failures.note(&address, Error::ECONNREFUSED);
        }
        assert!(failures
            .text
            .starts_with("tcp://127.0.0.1:1: Connection refused; tcp://"));
        assert_eq!(failures.text.len(), 511);
    }
}
