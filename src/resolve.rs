//! Names into addresses: by the system's own resolver, so that they mean what they mean
//! everywhere on the machine, and within a deadline, which that resolver does not know.
//!
//! Without a deadline the caller's thread asks. With one, a thread of its own does, and the
//! caller leaves it behind when the deadline comes; the system's resolver cannot be interrupted,
//! but it gives up by itself after a while. What the two share belongs to whichever is the last.
#![forbid(unsafe_code)]

use crate::address::{Address, Kind, Place};
use crate::endpoint::{Endpoint, Host, Port};
use crate::error::{self, Error, Result};
use crate::explain::Explained;
use crate::sys::resolver;
use crate::sys::thread::Thread;
use crate::time::{self, FOREVER};
use std::ffi::CString;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Where an endpoint is, in the order in which to try: the families take turns, beginning with
/// the one that the system would rather use. What is a number already is not looked up.
pub fn resolve(endpoint: &Endpoint, deadline: i64) -> Result<Vec<Address>> {
    let numeric = endpoint.addresses_numeric();
    let Endpoint::Inet { kind, host, port } = endpoint else {
        return Ok(numeric);
    };
    if !numeric.is_empty() {
        return Ok(numeric);
    }
    let found = match (host, port) {
        (Host::Name(host), port) => Question::new(*kind, host, &port.to_string())?.ask(deadline),
        (_, port) => port_number(*kind, port, deadline).map(|port| {
            let (kind, host, port) = (*kind, host.clone(), Port::Number(port));
            Endpoint::Inet { kind, host, port }.addresses_numeric()
        }),
    };
    match found {
        Ok(addresses) => Ok(taking_turns(&addresses)),
        Err(Error::ETIMEDOUT) => Err(Error::ETIMEDOUT),
        Err(error) => Err(unresolved(host, port, error)),
    }
}

/// The number of a service, which may have to be looked up too.
fn port_number(kind: Kind, service: &Port, deadline: i64) -> Result<u16> {
    const ANY_HOST: &str = "127.0.0.1";
    let found = Question::new(kind, ANY_HOST, &service.to_string())?.ask(deadline)?;
    found.first().ok_or(Error::OX_EAI_SERVICE)?.port()
}

fn unresolved(host: &Host, port: &Port, error: Error) -> Error {
    let why = error::describe(error.code()).to_string_lossy();
    Explained::new(error, format_args!("{host}:{port}: {why}")).into()
}

/// The same addresses, each once, families taking turns.
fn taking_turns(addresses: &[Address]) -> Vec<Address> {
    let first = addresses.first().map(Address::family);
    let of = |first_family| {
        let in_family = move |address: &&Address| (Some(address.family()) == first) == first_family;
        addresses.iter().filter(in_family)
    };
    let (mut firsts, mut others) = (of(true), of(false));
    let mut turns: Vec<Address> = Vec::with_capacity(addresses.len());
    for _ in addresses {
        let pair = [firsts.next(), others.next()];
        for &address in pair.into_iter().flatten() {
            if !turns.contains(&address) {
                turns.push(address);
            }
        }
    }
    turns
}

/// What to ask the system.
struct Question {
    kind: Kind,
    host: CString,
    service: CString,
}

impl Question {
    fn new(kind: Kind, host: &str, service: &str) -> Result<Self> {
        let text = |text| CString::new(text).map_err(|_| Error::EINVAL);
        Ok(Self {
            kind,
            host: text(host)?,
            service: text(service)?,
        })
    }

    fn ask(self, deadline: i64) -> Result<Vec<Address>> {
        let kind = self.kind;
        let places = if deadline == FOREVER {
            self.look_up()
        } else {
            self.look_up_until(deadline)
        }?;
        places
            .into_iter()
            .map(|place| Address::new(kind, place))
            .collect()
    }

    fn look_up(&self) -> Result<Vec<Place>> {
        resolver::look_up(&self.host, &self.service, self.kind.socket_type())
    }

    fn look_up_until(self, deadline: i64) -> Result<Vec<Place>> {
        if time::is_past(deadline) {
            return Err(Error::ETIMEDOUT);
        }
        let answer = Arc::new(Answer::default());
        let thread = Thread::start("ox-resolver", {
            let answer = Arc::clone(&answer);
            move || answer.give(self.look_up())
        })?;
        let taken = answer.take_until(deadline).ok_or(Error::ETIMEDOUT)?;
        thread.join(); // it is at its end; nobody will find it running after this call
        taken
    }
}

/// Where the answer is put, and waited for.
#[derive(Default)]
struct Answer {
    place: Mutex<Option<Result<Vec<Place>>>>,
    came: Condvar,
}

impl Answer {
    fn give(&self, answer: Result<Vec<Place>>) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        self.came.notify_one();
    }

    fn take_until(&self, deadline: i64) -> Option<Result<Vec<Place>>> {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        while place.is_none() && !time::is_past(deadline) {
            let left = u64::try_from(deadline - time::now()).unwrap_or(0);
            let waited = self.came.wait_timeout(place, Duration::from_micros(left));
            place = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        place.take()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    fn v4(last: u8) -> Address {
        let addr = Ipv4Addr::new(192, 0, 2, last);
        Address::new(Kind::Stream, Place::V4 { addr, port: 1 }).unwrap()
    }

    fn v6(last: u16) -> Address {
        let addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last);
        let (zone, port) = (0, 1);
        Address::new(Kind::Stream, Place::V6 { addr, zone, port }).unwrap()
    }

    #[test]
    fn families_take_turns() {
        let system = [v6(1), v6(2), v6(3), v4(1), v4(2)];
        assert_eq!(taking_turns(&system), [v6(1), v4(1), v6(2), v4(2), v6(3)]);
    }

    #[test]
    fn the_systems_first_family_begins() {
        let system = [v4(1), v6(1), v6(2)];
        assert_eq!(taking_turns(&system), [v4(1), v6(1), v6(2)]);
    }

    #[test]
    fn what_the_system_says_twice_is_tried_once() {
        assert_eq!(taking_turns(&[v4(1), v4(1), v6(1)]), [v4(1), v6(1)]);
        assert_eq!(taking_turns(&[]), []);
    }
}
