//! ICMP echo: on the system's own ping sockets where they are allowed, on raw ones elsewhere.

use super::number::{get_number, set_number};
use crate::address::{Address, Kind, Place};
use crate::error::{Error, Result};
use crate::socket::{close, message, open, option};
use crate::sys::control::{receiving, sending, Bytes, Incoming, Outgoing};
use crate::sys::User;
use libc::{AF_INET, AF_INET6, SOCK_DGRAM, SOCK_RAW, SOL_IP, SOL_IPV6, SOL_SOCKET};

/// Type, code, checksum, identifier, sequence number.
const HEADER: usize = 8;

/// The longest packet there is.
const LONGEST: usize = 65_535;

/// What an ICMP of one family is like.
struct Protocol {
    number: i32,
    request: u8,
    reply: u8,
    ttl_level: i32,
    ttl_option: i32,
    ttl_message: i32,
}

const V4: Protocol = Protocol {
    number: libc::IPPROTO_ICMP,
    request: 8,
    reply: 0,
    ttl_level: SOL_IP,
    ttl_option: libc::IP_RECVTTL,
    ttl_message: libc::IP_TTL,
};

const V6: Protocol = Protocol {
    number: libc::IPPROTO_ICMPV6,
    request: 128,
    reply: 129,
    ttl_level: SOL_IPV6,
    ttl_option: libc::IPV6_RECVHOPLIMIT,
    ttl_message: libc::IPV6_HOPLIMIT,
};

fn protocol(family: i32) -> Result<&'static Protocol> {
    match family {
        AF_INET => Ok(&V4),
        AF_INET6 => Ok(&V6),
        _ => Err(Error::EAFNOSUPPORT),
    }
}

/// A socket for echoes.
pub fn open(family: i32) -> Result<i32> {
    let protocol = protocol(family)?;
    let s = match open::open(family, SOCK_DGRAM, protocol.number) {
        Err(Error::EACCES | Error::EPERM | Error::EPROTONOSUPPORT) => {
            open::open(family, SOCK_RAW, protocol.number).map_err(as_refused)?
        }
        opened => opened?,
    }
    .number();
    set_up(s, protocol).inspect_err(|_| {
        let _ = close::close(s);
    })?;
    Ok(s)
}

fn as_refused(error: Error) -> Error {
    match error {
        Error::EPERM => Error::EACCES,
        error => error,
    }
}

fn set_up(s: i32, protocol: &Protocol) -> Result<()> {
    set_number(s, protocol.ttl_level, protocol.ttl_option, 1)?;
    if is_raw(s)? {
        filter(s, protocol)?;
    }
    Ok(())
}

/// Have a raw socket hear of nothing but replies.
fn filter(s: i32, protocol: &Protocol) -> Result<()> {
    const SOL_RAW: i32 = 255;
    const FILTER: i32 = 1;
    if protocol.number == V4.number {
        let unwanted = !(1u32 << V4.reply);
        return option::write(s, SOL_RAW, FILTER, &unwanted.to_ne_bytes());
    }
    let mut unwanted = [u32::MAX; 8];
    unwanted[usize::from(V6.reply / 32)] &= !(1 << (V6.reply % 32));
    let bytes: Vec<u8> = unwanted
        .iter()
        .flat_map(|word| word.to_ne_bytes())
        .collect();
    option::write(s, V6.number, FILTER, &bytes)
}

/// What is known of a socket made by `open`.
struct Echo {
    protocol: &'static Protocol,
    /// Tells its replies from those to others. A ping socket's is the kernel's business.
    identifier: Option<u16>,
}

impl Echo {
    fn of(s: i32) -> Result<Self> {
        let protocol = protocol(get_number(s, SOL_SOCKET, libc::SO_DOMAIN)?)?;
        if get_number(s, SOL_SOCKET, libc::SO_PROTOCOL)? != protocol.number {
            return Err(Error::EPROTONOSUPPORT);
        }
        let identifier = if is_raw(s)? { Some(cookie(s)?) } else { None };
        Ok(Self {
            protocol,
            identifier,
        })
    }

    fn request(&self, sequence: u16, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![self.protocol.request, 0, 0, 0];
        packet.extend(self.identifier.unwrap_or(0).to_be_bytes());
        packet.extend(sequence.to_be_bytes());
        packet.extend(payload);
        if self.protocol.number == V4.number {
            let sum = checksum(&packet);
            packet[2..4].copy_from_slice(&sum.to_be_bytes());
        }
        packet
    }

    /// A packet's sequence number and payload, if it is a reply to this socket.
    fn reply<'a>(&self, mut packet: &'a [u8]) -> Option<(u16, &'a [u8])> {
        if self.identifier.is_some() && self.protocol.number == V4.number {
            let words = packet.first()? & 15; // a raw socket sees the header of IPv4 too
            packet = packet.get(usize::from(words) * 4..)?;
        }
        let (header, payload) = packet.split_first_chunk::<HEADER>()?;
        let identifier = u16::from_be_bytes([header[4], header[5]]);
        let is_ours =
            header[0] == self.protocol.reply && self.identifier.is_none_or(|own| own == identifier);
        is_ours.then_some((u16::from_be_bytes([header[6], header[7]]), payload))
    }
}

fn is_raw(s: i32) -> Result<bool> {
    Ok(get_number(s, SOL_SOCKET, libc::SO_TYPE)? == SOCK_RAW)
}

/// A number that sockets of this machine hardly share.
fn cookie(s: i32) -> Result<u16> {
    let mut cookie = [0; 8];
    option::read(s, SOL_SOCKET, libc::SO_COOKIE, &mut cookie)?;
    Ok(u64::from_ne_bytes(cookie) as u16)
}

/// The checksum of the Internet protocols: the complement of the sum in one's complement.
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes
        .chunks(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]));
    let mut sum: u32 = words.map(u32::from).sum();
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !sum as u16
}

/// Send a request.
pub fn send(s: i32, to: &Address, sequence: u16, payload: User<u8>, len: usize) -> Result<i32> {
    let echo = Echo::of(s)?;
    if len > LONGEST {
        return Err(Error::EMSGSIZE);
    }
    let packet = echo.request(sequence, &payload.read_all(len)?);
    let to = without_port(to)?.to_sockaddr();
    sending(Bytes::Own(&packet), &to, &Outgoing::default(), |msg| {
        message::send(s, msg, 0)
    })?;
    Ok(0)
}

/// ICMP has no ports, and the kernel takes one for a protocol.
fn without_port(address: &Address) -> Result<Address> {
    let place = match *address.place() {
        Place::V4 { addr, .. } => Place::V4 { addr, port: 0 },
        Place::V6 { addr, zone, .. } => Place::V6 {
            addr,
            zone,
            port: 0,
        },
        Place::Unix(_) => return Err(Error::EAFNOSUPPORT),
    };
    Address::new(Kind::Datagram, place)
}

/// A reply.
pub struct Reply {
    /// Who sent it; it has no port.
    pub from: Option<Address>,
    /// Its number.
    pub sequence: u16,
    /// How many routers it could still have passed, -1 if unknown.
    pub ttl: i32,
    /// Its bytes.
    pub payload: Vec<u8>,
}

/// Receive a reply to one of this socket's requests.
pub fn recv(s: i32) -> Result<Reply> {
    let echo = Echo::of(s)?;
    let mut room = vec![0; LONGEST];
    loop {
        let (length, incoming) = receiving(Bytes::Room(&mut room), |msg| message::recv(s, msg, 0))?;
        let Some((sequence, payload)) = echo.reply(&room[..length as usize]) else {
            continue; // another's
        };
        let from = Address::from_sockaddr(SOCK_DGRAM, incoming.name()).ok();
        return Ok(Reply {
            from: from.and_then(|from| without_port(&from).ok()),
            sequence,
            ttl: ttl(&incoming, echo.protocol),
            payload: payload.to_vec(),
        });
    }
}

fn ttl(incoming: &Incoming, protocol: &Protocol) -> i32 {
    let wanted = (protocol.ttl_level, protocol.ttl_message);
    incoming
        .control()
        .find(|&(level, kind, _)| (level, kind) == wanted)
        .and_then(|(_, _, data)| data.first_chunk().copied())
        .map_or(-1, i32::from_ne_bytes)
}
