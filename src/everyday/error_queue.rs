//! The error queue: errors of sent datagrams, and which host reported them.
#![forbid(unsafe_code)]

use super::number::{get_number, set_number, set_number_v4};
use crate::address::Address;
use crate::error::{Error, Result};
use crate::socket::message;
use crate::sys::control::{receiving, Bytes, Incoming};
use crate::sys::User;
use libc::{AF_INET, AF_INET6, MSG_ERRQUEUE, SOCK_DGRAM, SOL_IP, SOL_IPV6, SOL_SOCKET};

/// In `Report::origin`: this machine; nothing was sent.
pub const LOCAL: i32 = 1;
/// In `Report::origin`: an ICMP message.
pub const ICMP: i32 = 2;
/// In `Report::origin`: an ICMPv6 message.
pub const ICMPV6: i32 = 3;

/// The facts of an error.
#[derive(Clone, Copy, Default)]
pub struct Report {
    /// The host that reported it, without a port.
    pub reporter: Option<Address>,
    /// The datagram's destination.
    pub to: Option<Address>,
    /// The errno value.
    pub error: i32,
    /// `LOCAL`, `ICMP`, `ICMPV6`, or another of the system's.
    pub origin: i32,
    /// The type of the ICMP message.
    pub kind: i32,
    /// Its code.
    pub code: i32,
    /// A value that depends on the error, such as the MTU that the datagram exceeds.
    pub info: u32,
    /// Time to live of the report when it arrived, -1 if unknown.
    pub ttl: i32,
}

/// Have errors queued, or stop it.
pub fn ask(s: i32, on: i32) -> Result<i32> {
    let on = i32::from(on != 0);
    let domain = domain(s)?;
    if domain == AF_INET6 {
        set_number(s, SOL_IPV6, libc::IPV6_RECVERR, on)?;
    }
    set_number_v4(s, domain, libc::IP_RECVERR, on)?;
    Ok(0)
}

/// Only sockets of these domains have such a queue; AF_UNIX would return ordinary messages.
fn domain(s: i32) -> Result<i32> {
    match get_number(s, SOL_SOCKET, libc::SO_DOMAIN)? {
        domain @ (AF_INET | AF_INET6) => Ok(domain),
        _ => Err(Error::EOPNOTSUPP),
    }
}

/// Take the first error out of the queue. Returns how many bytes of the datagram came back, and the
/// report. EAGAIN if there is none.
pub fn recv(s: i32, buf: User<u8>, len: usize) -> Result<(i32, Report)> {
    domain(s)?;
    take(s, Bytes::Users(buf, len))
}

/// The same for a socket that is known to have a queue. Not inlined, so that its stack is free
/// again afterwards.
#[inline(never)]
pub fn take(s: i32, bytes: Bytes<'_>) -> Result<(i32, Report)> {
    let mut incoming = Incoming::empty();
    let length = receiving(bytes, &mut incoming, |msg| {
        message::recv(s, msg, MSG_ERRQUEUE)
    })?;
    Ok((length, read(&incoming)))
}

fn read(incoming: &Incoming) -> Report {
    let to = Address::from_sockaddr(SOCK_DGRAM, incoming.name()).ok();
    let mut report = Report {
        to: to.map(Address::unmapped),
        ttl: -1,
        ..Report::default()
    };
    for (level, kind, data) in incoming.control() {
        report.note(level, kind, data);
    }
    report
}

impl Report {
    /// Store what one control message contains; `None` if it is too short.
    fn note(&mut self, level: i32, kind: i32, data: &[u8]) -> Option<()> {
        match (level, kind) {
            (SOL_IP, libc::IP_RECVERR) | (SOL_IPV6, libc::IPV6_RECVERR) => self.note_error(data)?,
            (SOL_IP, libc::IP_TTL) | (SOL_IPV6, libc::IPV6_HOPLIMIT) => {
                self.ttl = word(data, 0)? as i32;
            }
            _ => {}
        }
        Some(())
    }

    /// The data are a `struct sock_extended_err`, and behind it the address of the host that
    /// reported the error.
    fn note_error(&mut self, data: &[u8]) -> Option<()> {
        const SIZE: usize = size_of::<libc::sock_extended_err>();
        let [origin, kind, code] = *data.get(4..)?.first_chunk()?;
        self.error = word(data, 0)? as i32;
        (self.origin, self.kind, self.code) = (origin.into(), kind.into(), code.into());
        self.info = word(data, 8)?;
        let reporter = Address::from_sockaddr(SOCK_DGRAM, data.get(SIZE..)?).ok();
        self.reporter = reporter.map(Address::unmapped);
        Some(())
    }
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*data.get(at..)?.first_chunk()?))
}
