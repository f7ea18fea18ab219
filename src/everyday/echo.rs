//! ICMP echo: on the kernel's ping sockets where they are allowed, otherwise on raw ones.

use super::error_queue::{self, Report};
use super::number::{get_number, set_number};
use crate::address::{Address, Kind, Place};
use crate::error::{Error, Result};
use crate::socket::{close, control, deadline, message, open, option};
use crate::sys::control::{receiving, sending, Bytes, Incoming, Outgoing};
use crate::sys::memory::Buffer;
use crate::sys::User;
use crate::time;
use core::ops::Range;
use libc::{AF_INET, AF_INET6, SOCK_DGRAM, SOCK_RAW, SOL_IP, SOL_IPV6, SOL_SOCKET};

/// Type, code, checksum, identifier, sequence number.
const HEADER: usize = 8;

/// The longest packet there is.
const LONGEST: usize = 65_535;

/// The constants of ICMP in one family.
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
    let s = match open::open_to_use(family, SOCK_DGRAM, protocol.number) {
        Err(Error::EACCES | Error::EPERM | Error::EPROTONOSUPPORT) => {
            open::open_to_use(family, SOCK_RAW, protocol.number).map_err(as_refused)?
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
    error_queue::ask(s, 1)?;
    if is_raw(s)? {
        filter(s, protocol)?;
    }
    Ok(())
}

/// Have a raw socket receive only echo replies.
fn filter(s: i32, protocol: &Protocol) -> Result<()> {
    const SOL_RAW: i32 = 255;
    const FILTER: i32 = 1;
    if protocol.number == V4.number {
        let unwanted = !(1u32 << V4.reply);
        return option::write(s, SOL_RAW, FILTER, &unwanted.to_ne_bytes());
    }
    let mut unwanted = [u32::MAX; 8];
    unwanted[usize::from(V6.reply / 32)] &= !(1 << (V6.reply % 32));
    let mut bytes = [0; 32];
    for (four, word) in bytes.chunks_exact_mut(4).zip(unwanted) {
        four.copy_from_slice(&word.to_ne_bytes());
    }
    option::write(s, V6.number, FILTER, &bytes)
}

/// The properties of a socket made by `open`.
struct Echo {
    protocol: &'static Protocol,
    /// Identifies the replies to this socket's requests. None for a ping socket: the kernel handles
    /// its identifier.
    identifier: Option<u16>,
}

impl Echo {
    fn of(s: i32) -> Result<Self> {
        let domain = get_number(s, SOL_SOCKET, libc::SO_DOMAIN)?;
        let protocol = protocol(domain).map_err(|_| Error::EPROTONOSUPPORT)?;
        if get_number(s, SOL_SOCKET, libc::SO_PROTOCOL)? != protocol.number {
            return Err(Error::EPROTONOSUPPORT);
        }
        let identifier = if is_raw(s)? { Some(cookie(s)?) } else { None };
        Ok(Self {
            protocol,
            identifier,
        })
    }

    fn request(&self, sequence: u16, payload: User<u8>, len: usize) -> Result<Buffer<u8>> {
        let mut packet = Buffer::zeroed(HEADER + len)?;
        packet[0] = self.protocol.request;
        packet[4..6].copy_from_slice(&self.identifier.unwrap_or(0).to_be_bytes());
        packet[6..8].copy_from_slice(&sequence.to_be_bytes());
        payload.read_into(&mut packet[HEADER..])?;
        if self.protocol.number == V4.number {
            let sum = checksum(&packet);
            packet[2..4].copy_from_slice(&sum.to_be_bytes());
        }
        Ok(packet)
    }

    /// Where the ICMP message in a packet begins.
    fn start(&self, packet: &[u8]) -> usize {
        match packet.first() {
            // A raw IPv4 socket receives the IP header too; its length is in 32-bit words.
            Some(first) if self.identifier.is_some() && self.protocol.number == V4.number => {
                usize::from(first & 15) * 4
            }
            _ => 0,
        }
    }

    /// The sequence number of an ICMP message, if it is of this type and this socket's.
    fn sequence(&self, message: &[u8], wanted: u8) -> Option<u16> {
        let header: &[u8; HEADER] = message.first_chunk()?;
        let identifier = u16::from_be_bytes([header[4], header[5]]);
        let is_ours = header[0] == wanted && self.identifier.is_none_or(|own| own == identifier);
        is_ours.then_some(u16::from_be_bytes([header[6], header[7]]))
    }
}

fn is_raw(s: i32) -> Result<bool> {
    Ok(get_number(s, SOL_SOCKET, libc::SO_TYPE)? == SOCK_RAW)
}

/// A number that is probably unique on this machine, from the socket's cookie.
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
    let packet = echo.request(sequence, payload, len)?;
    let to = without_port(to)?.to_sockaddr();
    let send = || {
        sending(Bytes::Own(&packet), &to, &Outgoing::default(), |msg| {
            message::send(s, msg, 0)
        })
    };
    let sent = match send() {
        error @ Err(Error::EAGAIN | Error::ETIMEDOUT | Error::EINTR | Error::ECANCELED) => error,
        // The error may be a report about an earlier request, which the kernel returns once, to
        // whichever call comes first. `recv` finds it in the error queue.
        Err(_) => send(),
        sent => sent,
    };
    sent.map(|_| 0)
}

/// ICMP has no ports; for a raw socket the kernel would take the port for a protocol number.
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

/// The outcome of a request.
pub struct Outcome {
    /// Ok if it was answered; otherwise the error that a host on the way reported.
    pub result: Result<()>,
    /// Who answered or reported; it has no port.
    pub from: Option<Address>,
    /// The request's number.
    pub sequence: u16,
    /// How many routers the answer could still have passed, -1 if unknown.
    pub ttl: i32,
    /// The position of the reply's payload in the packet.
    pub payload: Range<usize>,
}

/// Receive the outcome of one of this socket's requests, with the packet that carried it.
pub fn recv(s: i32) -> Result<(Outcome, Buffer<u8>)> {
    let echo = Echo::of(s)?;
    let mut packet = Buffer::zeroed(LONGEST)?;
    let mut others = 0;
    loop {
        // The error queue is checked first: the kernel interrupts a call for an error only once,
        // and that may have been a sending call.
        let outcome = match next_error(s, &mut packet) {
            Some((length, report)) => echo.reported(&packet[..length], &report),
            None => match echo.receive(s, &mut packet) {
                Ok(outcome) => outcome,
                Err(error) => {
                    let (length, report) = next_error(s, &mut packet).ok_or(error)?;
                    echo.reported(&packet[..length], &report)
                }
            },
        };
        if let Some(outcome) = outcome {
            return Ok((outcome, packet));
        }
        others += 1;
        may_look_further(s, others)?;
    }
}

fn next_error(s: i32, packet: &mut [u8]) -> Option<(usize, Report)> {
    let (length, report) = error_queue::take(s, Bytes::Room(packet)).ok()?;
    Some((length as usize, report))
}

/// Checked after each message for another socket: ends a call that is not to wait, or whose
/// deadline is past.
fn may_look_further(s: i32, others: u32) -> Result<()> {
    const MANY: u32 = 256;
    if time::is_past(deadline::receiving(s)?) {
        return Err(Error::ETIMEDOUT);
    }
    if others % MANY == 0 && control::fcntl(s, libc::F_GETFL, 0)? & libc::O_NONBLOCK != 0 {
        return Err(Error::EAGAIN);
    }
    Ok(())
}

impl Echo {
    /// The outcome in the next packet; None if that is for another socket. ENODATA if receiving has
    /// been shut down. Not inlined, so that its stack is free again afterwards.
    #[inline(never)]
    fn receive(&self, s: i32, packet: &mut [u8]) -> Result<Option<Outcome>> {
        let mut incoming = Incoming::empty();
        let receive = |msg| message::recv(s, msg, 0);
        match receiving(Bytes::Room(packet), &mut incoming, receive)? {
            0 => Err(Error::ENODATA), // the end: no ICMP message is empty
            length => Ok(self.answered(&packet[..length as usize], &incoming)),
        }
    }

    /// The outcome in a packet; None if that is for another socket.
    fn answered(&self, packet: &[u8], incoming: &Incoming) -> Option<Outcome> {
        let start = self.start(packet);
        let sequence = self.sequence(packet.get(start..)?, self.protocol.reply)?;
        Some(Outcome {
            result: Ok(()),
            from: host(Address::from_sockaddr(SOCK_DGRAM, incoming.name()).ok()),
            sequence,
            ttl: ttl(incoming, self.protocol),
            payload: start + HEADER..packet.len(),
        })
    }

    /// The outcome in an error report; None if it is about another socket's request, or about one
    /// that could not be sent.
    fn reported(&self, request: &[u8], report: &Report) -> Option<Outcome> {
        let sequence = self.sequence(request, self.protocol.request)?;
        let is_from_outside = matches!(report.origin, error_queue::ICMP | error_queue::ICMPV6);
        is_from_outside.then_some(Outcome {
            result: Err(Error::new(report.error)),
            from: host(report.reporter),
            sequence,
            ttl: report.ttl,
            payload: 0..0,
        })
    }
}

fn host(address: Option<Address>) -> Option<Address> {
    without_port(&address?).ok()
}

fn ttl(incoming: &Incoming, protocol: &Protocol) -> i32 {
    let wanted = (protocol.ttl_level, protocol.ttl_message);
    incoming
        .control()
        .find(|&(level, kind, _)| (level, kind) == wanted)
        .and_then(|(_, _, data)| data.first_chunk().copied())
        .map_or(-1, i32::from_ne_bytes)
}
