//! From names to addresses: by the system's own resolver, so that names mean the same as in every
//! other program on the machine, and within a deadline, which that resolver does not have.
//!
//! Without a deadline, or where the answer is in local files, the calling thread asks the resolver.
//! Otherwise threads of the library's own do, and are left behind when the deadline comes.
//!
//! The resolver answers when it knows the addresses of both families, or has given up waiting for
//! one of them. So when it takes long, it is asked for each family separately as well, and what one
//! family has is used after a short delay (RFC 8305, section 3).
#![forbid(unsafe_code)]

use crate::address::{Address, Kind};
use crate::endpoint::{Endpoint, Host, Port};
use crate::error::{self, Error, Explained, Result};
use crate::socket::interruptible;
use crate::sys::resolver::{self, Families, Found, Lookup, Question};
use crate::sys::signals::Held;
use crate::sys::sources;
use crate::sys::vector::Vector;
use crate::time::{self, FOREVER};
use arrayvec::ArrayString;
use core::fmt::Write;

/// Addresses in the order in which to try them.
pub type Addresses = Vector<Address>;

/// How long to wait for the answer for both families before each is asked for separately; at most a
/// quarter of the time left. In microseconds.
const PATIENCE: i64 = 200_000;

/// How long the addresses of one family are held back to wait for those of the other, in
/// microseconds.
const RESOLUTION_DELAY: i64 = 50_000;

/// The bits of the answers for a single family.
const APART: u32 = Families::V4.bit() | Families::V6.bit();

/// The addresses of an endpoint, in the order in which to try them: the families alternate,
/// beginning with the one that the resolver prefers. Numeric hosts are not looked up. At the
/// deadline, those that are known by then.
pub fn resolve(endpoint: &Endpoint, deadline: i64) -> Result<Addresses> {
    Resolution::begin(endpoint, deadline)?.all()
}

/// A look-up of an endpoint, whose addresses are returned as they become known.
pub struct Resolution<'a> {
    endpoint: &'a Endpoint,
    deadline: i64,
    /// The addresses that are known from the beginning.
    known: Addresses,
    /// The look-up of the others, if there is one.
    lookup: Option<Lookup>,
    /// When to ask for each family separately; FOREVER once that is done.
    apart: i64,
    told: Addresses,
    /// If signals end the call: they are held back between two waits, so that none is missed.
    held: Option<Held>,
}

impl<'a> Resolution<'a> {
    /// Begin. If the answer needs no waiting, it is complete afterwards.
    pub fn begin(endpoint: &'a Endpoint, deadline: i64) -> Result<Self> {
        let mut new = Self {
            endpoint,
            deadline,
            known: Addresses::new(),
            lookup: None,
            apart: FOREVER,
            told: Addresses::new(),
            held: None,
        };
        new.known.extend(endpoint.addresses_numeric())?;
        if new.known.is_empty() {
            new.ask().map_err(|error| unresolved(endpoint, error))?;
        }
        Ok(new)
    }

    /// Wait for more addresses; an empty list if no more are to come. ETIMEDOUT at the deadline,
    /// EINTR after a signal if signals end calls.
    pub fn more(&mut self) -> Result<Addresses> {
        let waited = self.wait(RESOLUTION_DELAY);
        let more = waited.map_err(|error| unresolved(self.endpoint, error))?;
        self.tell(&more)
    }

    /// More addresses, if there are some now, without waiting.
    pub fn more_at_once(&mut self) -> Result<Addresses> {
        let more = match self.take_whole() {
            Some(whole) => whole.unwrap_or_default(),
            None => self.known_apart()?,
        };
        self.tell(&more)
    }

    /// What to pass to the functions that wait for something else meanwhile.
    pub fn held(&mut self) -> Option<&Held> {
        interruptible::hold(&mut self.held)
    }

    /// Whether more addresses may be to come.
    pub fn is_open(&self) -> bool {
        self.lookup.is_some()
    }

    /// Those of the known addresses that have not been returned yet.
    fn tell(&mut self, known: &[Address]) -> Result<Addresses> {
        let mut news = Addresses::new();
        for &address in known {
            if !self.told.contains(&address) {
                news.push(address)?;
                self.told.push(address)?;
            }
        }
        Ok(news)
    }

    /// All of them, or those that are known at the deadline.
    fn all(&mut self) -> Result<Addresses> {
        match self.wait(FOREVER) {
            Err(Error::ETIMEDOUT) => {
                let known = self.known_apart()?;
                if known.is_empty() {
                    return Err(unresolved(self.endpoint, Error::ETIMEDOUT));
                }
                Ok(known)
            }
            result => result.map_err(|error| unresolved(self.endpoint, error)),
        }
    }

    /// Begin the look-up; or, if it does not block, make it at once.
    fn ask(&mut self) -> Result<()> {
        let Endpoint::Inet { kind, host, port } = self.endpoint else {
            return Ok(());
        };
        if time::is_past(self.deadline) {
            return Err(Error::ETIMEDOUT);
        }
        let question = question(*kind, host, port)?;
        if !may_take_time(host, port) || self.deadline == FOREVER && !interruptible::is_on() {
            let found = resolver::look_up(&question, Families::Both)?;
            self.known = addresses(self.endpoint, &found)?;
            return Ok(());
        }
        let mut lookup = Lookup::new(&question)?;
        lookup.ask(Families::Both)?;
        let now = time::now();
        let patience = match self.deadline {
            FOREVER => PATIENCE,
            deadline => PATIENCE.min((deadline - now) / 4),
        };
        if matches!(host, Host::Name(_)) {
            self.apart = now.saturating_add(patience);
        }
        self.lookup = Some(lookup);
        Ok(())
    }

    /// The answer for both families, if it has come; then no more is to come. If it is an error,
    /// addresses of one family alone are used instead.
    fn take_whole(&mut self) -> Option<Result<Addresses>> {
        let whole = match self.lookup.as_ref()?.answer(Families::Both)? {
            Ok(found) => addresses(self.endpoint, found),
            Err(error) => Err(*error),
        };
        let apart = self.known_apart();
        self.lookup = None;
        match (whole, apart) {
            (Err(_), Ok(apart)) if !apart.is_empty() => Some(Ok(apart)),
            (whole, _) => Some(whole),
        }
    }

    /// Wait until all addresses are known, or only those of one family for `delay`.
    fn wait(&mut self, delay: i64) -> Result<Addresses> {
        let mut enough = FOREVER;
        loop {
            let came = self.lookup.as_ref().map_or(0, Lookup::came);
            if let Some(whole) = self.take_whole() {
                return whole;
            }
            if delay != FOREVER && self.has_news()? {
                if time::is_past(enough) || came & APART == APART {
                    return self.known_apart();
                }
                if enough == FOREVER {
                    enough = time::ahead(delay);
                }
            }
            let Some(lookup) = &mut self.lookup else {
                return Ok(core::mem::take(&mut self.known));
            };
            if time::is_past(self.deadline) {
                return Err(Error::ETIMEDOUT);
            }
            if time::is_past(self.apart) {
                self.apart = FOREVER;
                for families in [Families::V6, Families::V4] {
                    let _ = lookup.ask(families); // optional
                }
            }
            let end = time::earlier(enough, time::earlier(self.apart, self.deadline));
            let waited = match interruptible::hold(&mut self.held) {
                Some(held) => lookup.wait_holding(came, end, held),
                None => lookup.wait(came, end),
            };
            match waited {
                Err(Error::EINTR) if !interruptible::is_on() => {}
                waited => waited?,
            }
        }
    }

    /// Whether addresses of one family are known that have not been returned yet.
    fn has_news(&self) -> Result<bool> {
        let known = self.known_apart()?;
        Ok(known.iter().any(|address| !self.told.contains(address)))
    }

    /// The addresses from the separate look-ups of each family.
    fn known_apart(&self) -> Result<Addresses> {
        let mut known = Addresses::new();
        for families in [Families::V6, Families::V4] {
            let answer = self
                .lookup
                .as_ref()
                .and_then(|lookup| lookup.answer(families));
            if let Some(Ok(found)) = answer {
                known.extend(addresses(self.endpoint, found)?.iter().copied())?;
            }
        }
        taking_turns(&known)
    }
}

/// The addresses of an endpoint, from the result of its question.
fn addresses(endpoint: &Endpoint, found: &Found) -> Result<Addresses> {
    let kind = endpoint.kind();
    let addresses = found.places().map(|place| Address::new(kind, place));
    let mut places = Addresses::new();
    places.extend(addresses.flatten())?;
    if let Endpoint::Inet { host, .. } = endpoint {
        if !matches!(host, Host::Name(_)) {
            // The question was about the service only.
            let port = places.first().map_or(Ok(0), Address::port).unwrap_or(0);
            let (host, port) = (host.clone(), Port::Number(port));
            places = Addresses::new();
            places.extend(Endpoint::Inet { kind, host, port }.addresses_numeric())?;
        }
    }
    taking_turns(&places)
}

/// The question for the resolver: the host's addresses, or only the service's number.
fn question(kind: Kind, host: &Host, port: &Port) -> Result<Question> {
    const ANY_HOST: &str = "127.0.0.1";
    let host = match host {
        Host::Name(name) => name,
        _ => ANY_HOST,
    };
    let mut service = ArrayString::<{ crate::endpoint::SERVICE_MAX }>::new();
    write!(service, "{port}").map_err(|_| Error::EINVAL)?;
    Question::new(host, &service, kind.socket_type())
}

/// Whether the look-up may have to ask a server.
fn may_take_time(host: &Host, port: &Port) -> bool {
    let host_is_near = match host {
        Host::Name(name) => sources::host_is_near(name),
        _ => true,
    };
    let port_is_near = match port {
        Port::Number(_) => true,
        Port::Service(_) => sources::services_are_near(),
    };
    !(host_is_near && port_is_near)
}

fn unresolved(endpoint: &Endpoint, error: Error) -> Error {
    let Endpoint::Inet { host, port, .. } = endpoint else {
        return error;
    };
    let why = match error {
        Error::ETIMEDOUT => c"not resolved by the deadline",
        Error::ENOMEM => c"no memory to resolve it, or no thread to be had",
        error => error::describe(error.code()),
    };
    let why = why.to_str().unwrap_or_default();
    Explained::new(error, format_args!("{host}:{port}: {why}")).into()
}

/// The same addresses without duplicates, the families alternating.
fn taking_turns(addresses: &[Address]) -> Result<Addresses> {
    let first = addresses.first().map(Address::family);
    let of = |first_family| {
        let in_family = move |address: &&Address| (Some(address.family()) == first) == first_family;
        addresses.iter().filter(in_family)
    };
    let (mut firsts, mut others) = (of(true), of(false));
    let mut turns = Addresses::new();
    for _ in addresses {
        let pair = [firsts.next(), others.next()];
        for &address in pair.into_iter().flatten() {
            if !turns.contains(&address) {
                turns.push(address)?;
            }
        }
    }
    Ok(turns)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::address::Place;
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
        let turns = [v6(1), v4(1), v6(2), v4(2), v6(3)];
        assert_eq!(*taking_turns(&system).unwrap(), turns);
    }

    #[test]
    fn the_systems_first_family_begins() {
        let system = [v4(1), v6(1), v6(2)];
        assert_eq!(*taking_turns(&system).unwrap(), system);
    }

    #[test]
    fn what_the_system_says_twice_is_tried_once() {
        assert_eq!(
            *taking_turns(&[v4(1), v4(1), v6(1)]).unwrap(),
            [v4(1), v6(1)]
        );
        assert_eq!(*taking_turns(&[]).unwrap(), []);
    }
}
