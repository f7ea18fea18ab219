//! Datagrams with the facts of their arrival, and replies from the address that a datagram was sent
//! to.

use super::number::{get_number, set_number, set_number_v4};
use crate::address::{Address, Kind, Place};
use crate::error::{Error, Result};
use crate::handle::Flags;
use crate::socket::{control, message, table};
use crate::sys::control::{receiving, sending, Bytes, Incoming, Outgoing};
use crate::sys::option::TIMESTAMPNS;
use crate::sys::User;
use core::mem::size_of;
use core::net::{Ipv4Addr, Ipv6Addr};
use libc::{AF_INET, AF_INET6, AF_UNIX, MSG_TRUNC, SOL_IP, SOL_IPV6, SOL_SOCKET};

/// In `Arrival::flags`: the message was longer than the buffer.
pub const CUT_OFF: i32 = 1;
/// In `Arrival::flags`: it was sent to a multicast or a broadcast address.
pub const TO_MANY: i32 = 2;

/// The facts of a datagram's arrival.
#[derive(Clone, Copy)]
pub struct Arrival {
    /// The sender.
    pub from: Option<Address>,
    /// The address that it was sent to.
    pub to: Option<Address>,
    /// When the kernel received it, in nanoseconds of the realtime clock; 0 if unknown.
    pub time: i64,
    /// The interface's index, 0 if unknown.
    pub interface: u32,
    /// Time to live, -1 if unknown.
    pub ttl: i32,
    /// Explicit congestion notification, -1 if unknown.
    pub ecn: i32,
    /// `CUT_OFF`, `TO_MANY`.
    pub flags: i32,
}

/// Have the kernel report these facts for datagrams to come, or stop it.
pub fn ask(s: i32, on: i32) -> Result<i32> {
    check_kind(s)?;
    let on = i32::from(on != 0);
    let domain = get_number(s, SOL_SOCKET, libc::SO_DOMAIN)?;
    set_number(s, SOL_SOCKET, TIMESTAMPNS, on)?;
    if domain == AF_INET6 {
        for name in [
            libc::IPV6_RECVPKTINFO,
            libc::IPV6_RECVHOPLIMIT,
            libc::IPV6_RECVTCLASS,
        ] {
            set_number(s, SOL_IPV6, name, on)?;
        }
    }
    if domain == AF_INET || domain == AF_INET6 {
        for name in [libc::IP_PKTINFO, libc::IP_RECVTTL, libc::IP_RECVTOS] {
            set_number_v4(s, domain, name, on)?;
        }
    }
    Ok(0)
}

/// Only connectionless sockets have these facts.
fn check_kind(s: i32) -> Result<()> {
    if !table::enter(s)?.flags().has(Flags::CONNECTIONLESS) {
        return Err(Error::EOPNOTSUPP);
    }
    Ok(())
}

/// Receive a message. Returns its length and its arrival.
pub fn recv(s: i32, buf: User<u8>, len: usize, flags: i32) -> Result<(i32, Arrival)> {
    check_kind(s)?;
    let mut incoming = Incoming::empty();
    let bytes = Bytes::Users(buf, len);
    let length = receiving(bytes, &mut incoming, |msg| message::recv(s, msg, flags))?;
    let local = control::local_datagram_address(s).ok();
    Ok((length, read(&incoming, local)))
}

fn read(incoming: &Incoming, local: Option<Address>) -> Arrival {
    let from = Address::from_sockaddr(libc::SOCK_DGRAM, incoming.name()).ok();
    let mut arrival = Arrival {
        from: from.map(Address::unmapped),
        to: local.filter(|address| address.family() == AF_UNIX),
        time: 0,
        interface: 0,
        ttl: -1,
        ecn: -1,
        flags: if incoming.flags() & MSG_TRUNC != 0 {
            CUT_OFF
        } else {
            0
        },
    };
    let port = local.and_then(|address| address.port().ok());
    for (level, kind, data) in incoming.control() {
        arrival.note(level, kind, data, port);
    }
    arrival
}

impl Arrival {
    /// Store what one control message contains; `None` if it is too short.
    fn note(&mut self, level: i32, kind: i32, data: &[u8], port: Option<u16>) -> Option<()> {
        let number = || Some(i32::from_ne_bytes(*data.first_chunk()?));
        match (level, kind) {
            (SOL_SOCKET, TIMESTAMPNS) => self.time = nanoseconds(data)?,
            (SOL_IP, libc::IP_PKTINFO) => self.note_v4(data, port)?,
            (SOL_IPV6, libc::IPV6_PKTINFO) => self.note_v6(data, port)?,
            (SOL_IP, libc::IP_TTL) | (SOL_IPV6, libc::IPV6_HOPLIMIT) => self.ttl = number()?,
            (SOL_IP, libc::IP_TOS) => self.ecn = i32::from(data.first()? & 3),
            (SOL_IPV6, libc::IPV6_TCLASS) => self.ecn = number()? & 3,
            _ => {}
        }
        Some(())
    }

    /// The data are the interface, the local address that a reply would come from, and the
    /// destination address in the header.
    fn note_v4(&mut self, data: &[u8], port: Option<u16>) -> Option<()> {
        let own = Ipv4Addr::from(*data.get(4..)?.first_chunk()?);
        let asked = Ipv4Addr::from(*data.get(8..)?.first_chunk()?);
        self.interface = u32::from_ne_bytes(*data.first_chunk()?);
        self.to = port.and_then(|port| at(Place::V4 { addr: asked, port }));
        if own != asked {
            self.flags |= TO_MANY;
        }
        Some(())
    }

    /// The data are the destination address in the header, and the interface.
    fn note_v6(&mut self, data: &[u8], port: Option<u16>) -> Option<()> {
        let addr = Ipv6Addr::from(*data.first_chunk()?);
        self.interface = u32::from_ne_bytes(*data.get(16..)?.first_chunk()?);
        let zone = if needs_zone(addr) { self.interface } else { 0 };
        let to = port.and_then(|port| at(Place::V6 { addr, zone, port }));
        self.to = to.map(Address::unmapped);
        if addr.is_multicast() {
            self.flags |= TO_MANY;
        }
        Some(())
    }
}

fn at(place: Place) -> Option<Address> {
    Address::new(Kind::Datagram, place).ok()
}

/// Seconds and nanoseconds, 64 bits each on every machine.
fn nanoseconds(data: &[u8]) -> Option<i64> {
    let seconds = i64::from_ne_bytes(*data.first_chunk()?);
    let nanos = i64::from_ne_bytes(*data.get(8..)?.first_chunk()?);
    seconds.checked_mul(1_000_000_000)?.checked_add(nanos)
}

/// Answer a message, from the address that it was sent to.
pub fn reply(s: i32, buf: User<u8>, len: usize, flags: i32, arrival: &Arrival) -> Result<i32> {
    check_kind(s)?;
    let from = arrival.from.ok_or(Error::EDESTADDRREQ)?.to_sockaddr();
    if from.len() <= size_of::<libc::sa_family_t>() {
        return Err(Error::EDESTADDRREQ); // a UNIX socket without a name
    }
    let source = source_of(arrival)?;
    sending(Bytes::Users(buf, len), &from, &source, |msg| {
        message::send(s, msg, flags)
    })
}

/// The source address of a reply. The interface is set only where the address alone does not
/// identify the network (link-local and multicast). Otherwise the reply is routed, and need not
/// leave by the interface on which the datagram came.
fn source_of(arrival: &Arrival) -> Result<Outgoing> {
    let mut control = Outgoing::default();
    let to_many = arrival.flags & TO_MANY != 0;
    match arrival.to.map(|to| *to.place()) {
        Some(Place::V4 { addr, .. }) => {
            let scoped = to_many || addr.is_link_local();
            let interface = if scoped { arrival.interface } else { 0 };
            let source = if to_many { Ipv4Addr::UNSPECIFIED } else { addr };
            let info = packet_info_v4(interface, source);
            control.push(SOL_IP, libc::IP_PKTINFO, &info)?;
        }
        Some(Place::V6 { addr, .. }) => {
            let scoped = to_many || needs_zone(addr);
            let interface = if scoped { arrival.interface } else { 0 };
            let source = if to_many { Ipv6Addr::UNSPECIFIED } else { addr };
            let info = packet_info_v6(interface, source);
            control.push(SOL_IPV6, libc::IPV6_PKTINFO, &info)?;
        }
        _ => {}
    }
    Ok(control)
}

/// Whether an address is valid on one link or interface only.
fn needs_zone(addr: Ipv6Addr) -> bool {
    let first = addr.segments()[0];
    first & 0xFFC0 == 0xFE80 || matches!(first & 0xFF0F, 0xFF01 | 0xFF02)
}

fn packet_info_v4(interface: u32, source: Ipv4Addr) -> [u8; 12] {
    let mut info = [0; 12];
    info[..4].copy_from_slice(&interface.to_ne_bytes());
    info[4..8].copy_from_slice(&source.octets());
    info
}

fn packet_info_v6(interface: u32, source: Ipv6Addr) -> [u8; 20] {
    let mut info = [0; 20];
    info[..16].copy_from_slice(&source.octets());
    info[16..].copy_from_slice(&interface.to_ne_bytes());
    info
}
