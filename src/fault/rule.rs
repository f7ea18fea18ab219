//! What a rule says: which calls, where, what goes wrong, and when.

use crate::address::{Kind, Place};
use crate::endpoint::{Endpoint, Host, Port};
use crate::error::{self, Error};
use crate::sys::inject::{Call, Fault, Subject};
use crate::sys::interface::INTERFACES;
use crate::sys::{duplicate, facts};
use core::fmt;
use core::net::IpAddr;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Which calls.
    pub calls: Calls,
    /// On which sockets; None for all.
    pub site: Option<Site>,
    /// What goes wrong.
    pub fault: Fault,
    /// Which of them.
    pub when: When,
    /// At what time; None for always.
    pub window: Option<Window>,
}

/// Calls that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// All system calls.
    Any,
    /// connect, and all that sends.
    Sending,
    /// accept, and all that receives.
    Receiving,
    /// One, or one family.
    One(Call),
}

/// Sockets that a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Which end.
    pub end: End,
    /// Its address; a port of 0 stands for all ports.
    pub endpoint: Endpoint,
}

/// An end of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// This or the other.
    Either,
    /// Its own.
    Local,
    /// The other, or the address that the call names.
    Peer,
}

/// The time in which a rule applies: microseconds since the first rule was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first of them.
    pub from: i64,
    /// The first that is not among them; `i64::MAX` for none.
    pub to: i64,
}

/// To which of its calls a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// All.
    Always,
    /// One, counted from 1.
    Nth(u64),
    /// All from this one on.
    From(u64),
    /// Some, drawn from a sequence that the seed determines.
    Chance {
        /// The probability.
        billionths: u32,
        /// The seed.
        seed: u64,
    },
}

/// The names of calls in rules.
pub const CALLS: [(&str, Calls); 21] = [
    ("any", Calls::Any),
    ("sending", Calls::Sending),
    ("receiving", Calls::Receiving),
    ("socket", Calls::One(Call::Socket)),
    ("socketpair", Calls::One(Call::Socketpair)),
    ("bind", Calls::One(Call::Bind)),
    ("listen", Calls::One(Call::Listen)),
    ("accept", Calls::One(Call::Accept)),
    ("connect", Calls::One(Call::Connect)),
    ("shutdown", Calls::One(Call::Shutdown)),
    ("close", Calls::One(Call::Close)),
    ("send", Calls::One(Call::Send)),
    ("recv", Calls::One(Call::Recv)),
    ("poll", Calls::One(Call::Poll)),
    ("option", Calls::One(Call::Option)),
    ("fcntl", Calls::One(Call::Fcntl)),
    ("ioctl", Calls::One(Call::Ioctl)),
    ("name", Calls::One(Call::Name)),
    ("event", Calls::One(Call::Event)),
    ("file", Calls::One(Call::File)),
    ("resolve", Calls::One(Call::Resolve)),
];

impl Calls {
    /// Whether a call is among them.
    pub fn include(self, call: Call) -> bool {
        match self {
            Self::Any => call != Call::Resolve,
            Self::Sending => matches!(call, Call::Connect | Call::Send),
            Self::Receiving => matches!(call, Call::Accept | Call::Recv),
            Self::One(one) => one == call,
        }
    }

    /// Whether any of them can be on a socket that has an address or a peer.
    pub fn have_ends(self) -> bool {
        use Call::{Event, File, Resolve, Socket, Socketpair};
        match self {
            Self::One(call) => !matches!(call, Event | File | Resolve | Socket | Socketpair),
            _ => true,
        }
    }

    /// Whether any of them can have such a fault.
    pub fn can_have(self, fault: Fault) -> bool {
        CALLS.iter().any(|&(_, calls)| match calls {
            Self::One(call) => self.include(call) && is_possible(fault, call),
            _ => false,
        })
    }
}

/// Higher codes are errors of name resolution, not of system calls.
const OF_RESOLVER: i32 = 3000;

/// Whether a call can have such a fault.
fn is_possible(fault: Fault, call: Call) -> bool {
    use Call::{Accept, Close, Connect, Poll, Recv, Send};
    match fault {
        Fault::Error(Error::EINTR) => {
            matches!(call, Accept | Close | Connect | Poll | Recv | Send)
        }
        Fault::Error(error) if error.code() > OF_RESOLVER => call == Call::Resolve,
        Fault::Error(_) | Fault::Delay(_) => true,
        Fault::Reset => matches!(call, Accept | Connect | Recv | Send),
        Fault::Short(_) | Fault::Lose | Fault::Double | Fault::Truncate(_) => {
            matches!(call, Recv | Send)
        }
    }
}

impl Pattern {
    /// Whether it matches this call, and the fault is possible at this moment.
    pub fn matches(&self, subject: &Subject) -> bool {
        self.may_match(subject) && self.makes_sense(subject)
    }

    /// Whether it matches this call on this socket.
    pub fn may_match(&self, subject: &Subject) -> bool {
        self.calls.include(subject.call)
            && self.window.is_none_or(Window::is_now)
            && is_possible(self.fault, subject.call)
            && self.suits_type(subject)
            && self.site.as_ref().is_none_or(|site| site.includes(subject))
    }

    /// Streams fall short and are reset; messages are lost, doubled and cut off.
    fn suits_type(&self, subject: &Subject) -> bool {
        let kind = || facts::kind(subject.fd);
        match self.fault {
            Fault::Short(_) => kind() == Some(libc::SOCK_STREAM),
            Fault::Reset => matches!(kind(), Some(libc::SOCK_STREAM | libc::SOCK_SEQPACKET)),
            Fault::Lose | Fault::Double | Fault::Truncate(_) => {
                kind().is_some_and(|kind| kind != libc::SOCK_STREAM)
            }
            Fault::Error(_) | Fault::Delay(_) => true,
        }
    }

    fn makes_sense(&self, subject: &Subject) -> bool {
        match self.fault {
            _ if subject.call != Call::Recv => true,
            Fault::Lose => !facts::has_ended(subject.fd),
            Fault::Double => !subject.peeks && duplicate::is_possible(subject.fd),
            _ => true,
        }
    }
}

impl Window {
    fn is_now(self) -> bool {
        (self.from..self.to).contains(&super::elapsed())
    }
}

impl Site {
    fn includes(&self, subject: &Subject) -> bool {
        if !self.is_of_kind(subject.fd) {
            return false;
        }
        let given = subject.address();
        let given = given.as_ref();
        let (bound, target) = match subject.call {
            Call::Bind => (given, None),
            _ => (None, given),
        };
        let is_here = |place: &Place| self.is_at(place);
        let local = || facts::local(subject.fd);
        let peer = || facts::peer(subject.fd);
        let local_is = || bound.map_or_else(|| local().as_ref().is_some_and(is_here), is_here);
        let peer_is = || target.map_or_else(|| peer().as_ref().is_some_and(is_here), is_here);
        match self.end {
            End::Local => local_is(),
            End::Peer => peer_is(),
            End::Either => local_is() || peer_is(),
        }
    }

    fn is_of_kind(&self, fd: i32) -> bool {
        facts::kind(fd).and_then(Kind::of_type) == Some(self.endpoint.kind())
    }

    /// Whether a place is at the endpoint.
    pub fn is_at(&self, place: &Place) -> bool {
        let (ip, port) = match (place, &self.endpoint) {
            (Place::Unix(place), Endpoint::Unix { name, .. }) => return place == name,
            (Place::Unix(_), _) | (_, Endpoint::Unix { .. }) => return false,
            (&Place::V4 { addr, port }, _) => (IpAddr::V4(addr), port),
            (&Place::V6 { addr, port, .. }, _) => (addr.to_canonical(), port),
        };
        let Endpoint::Inet {
            host,
            port: Port::Number(wanted),
            ..
        } = &self.endpoint
        else {
            return false;
        };
        let is_host = match host {
            Host::Any => true,
            Host::V4(addr) => ip == IpAddr::V4(*addr),
            Host::V6 { addr, zone } => {
                ip == addr.to_canonical() && (*zone == 0 || zone_of(place) == *zone)
            }
            Host::Name(_) => false,
        };
        is_host && (*wanted == 0 || *wanted == port)
    }
}

fn zone_of(place: &Place) -> u32 {
    match *place {
        Place::V6 { zone, .. } => zone,
        _ => 0,
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let called = |&&(_, calls): &&(&str, Calls)| calls == self.calls;
        f.write_str(CALLS.iter().find(called).map_or("", |(name, _)| name))?;
        if let Some(Site { end, endpoint }) = &self.site {
            let end = match end {
                End::Either => "on",
                End::Local => "local",
                End::Peer => "peer",
            };
            write!(f, " {end}={}", endpoint.named(&INTERFACES))?;
        }
        f.write_str(" ")?;
        write_fault(self.fault, f)?;
        write_when(self.when, f)?;
        if let Some(Window { from, to }) = self.window {
            f.write_str(" from=")?;
            write_time(from, f)?;
            if to < i64::MAX {
                f.write_str(" to=")?;
                write_time(to, f)?;
            }
        }
        Ok(())
    }
}

fn write_when(when: When, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match when {
        When::Always => Ok(()),
        When::Nth(nth) => write!(f, " nth={nth}"),
        When::From(first) => write!(f, " from={first}"),
        When::Chance { billionths, seed } => {
            f.write_str(" chance=")?;
            write_decimal(billionths, f)?;
            write!(f, " seed={seed}")
        }
    }
}

fn write_time(micros: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (micros % 1_000_000, micros % 1000) {
        (0, _) => write!(f, "{}s", micros / 1_000_000),
        (_, 0) => write!(f, "{}ms", micros / 1000),
        _ => write!(f, "{micros}us"),
    }
}

fn write_fault(fault: Fault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match fault {
        Fault::Error(Error::EINTR) => f.write_str("interrupt"),
        Fault::Error(error) => {
            let name = error::name(error.code()).unwrap_or_default();
            write!(f, "error={}", name.to_str().unwrap_or_default())
        }
        Fault::Short(most) => write!(f, "short={most}"),
        Fault::Delay(micros) if micros % 1000 == 0 => write!(f, "delay={}ms", micros / 1000),
        Fault::Delay(micros) => write!(f, "delay={micros}us"),
        Fault::Reset => f.write_str("reset"),
        Fault::Lose => f.write_str("lose"),
        Fault::Double => f.write_str("double"),
        Fault::Truncate(most) => write!(f, "truncate={most}"),
    }
}

/// Billionths as a decimal fraction, without needless zeros.
fn write_decimal(billionths: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const WHOLE: u32 = 1_000_000_000;
    write!(f, "{}", billionths / WHOLE)?;
    let (mut fraction, mut places) = (billionths % WHOLE, 9);
    if fraction == 0 {
        return Ok(());
    }
    while fraction % 10 == 0 {
        fraction /= 10;
        places -= 1;
    }
    write!(f, ".{fraction:0places$}")
}
