//! Multicast groups.

use crate::address::sockaddr::ROOM;
use crate::address::{Address, Kind, Place};
use crate::digits;
use crate::error::{Error, Explained, Result};
use crate::socket::option;
use crate::sys::interface;
use arrayvec::ArrayVec;
use core::mem::size_of;
use core::net::IpAddr;
use libc::{SOL_IP, SOL_IPV6};

// Options for both IPv4 and IPv6 (RFC 3678).
const MCAST_JOIN_GROUP: i32 = 42;
const MCAST_LEAVE_GROUP: i32 = 45;
const MCAST_JOIN_SOURCE_GROUP: i32 = 46;
const MCAST_LEAVE_SOURCE_GROUP: i32 = 47;

/// Join a group, on one interface, for all senders or for one.
pub fn join(s: i32, group: &[u8], on: Option<&[u8]>, source: Option<&[u8]>) -> Result<i32> {
    let names = [MCAST_JOIN_GROUP, MCAST_JOIN_SOURCE_GROUP];
    change(s, names, group, on, source).map_err(|error| match error {
        // The kernel returns this if the membership for this one sender exists already.
        Error::EADDRNOTAVAIL => Error::EADDRINUSE,
        error => error,
    })
}

/// Leave a group.
pub fn leave(s: i32, group: &[u8], on: Option<&[u8]>, source: Option<&[u8]>) -> Result<i32> {
    let names = [MCAST_LEAVE_GROUP, MCAST_LEAVE_SOURCE_GROUP];
    change(s, names, group, on, source)
}

fn change(
    s: i32,
    [for_all, for_one]: [i32; 2],
    group: &[u8],
    on: Option<&[u8]>,
    source: Option<&[u8]>,
) -> Result<i32> {
    let group = address(group)?;
    let interface = on.map_or(Ok(0), number_of)?;
    let level = if group.is_ipv4() { SOL_IP } else { SOL_IPV6 };
    if !group.is_multicast() {
        return Err(
            Explained::new(Error::EINVAL, format_args!("{group} is no group's address")).into(),
        );
    }
    // The interface, filled up to a pointer's size, and then the addresses.
    let mut request = ArrayVec::<u8, { size_of::<usize>() + 2 * ROOM }>::new();
    request.extend(interface.to_ne_bytes());
    request.extend([0; size_of::<usize>() - size_of::<u32>()]);
    request.extend(padded(group)?);
    let name = match source {
        None => for_all,
        Some(source) => {
            request.extend(padded(address_like(group, source)?)?);
            for_one
        }
    };
    match option::write(s, level, name, &request) {
        Err(Error::ENOPROTOOPT) => Err(Error::EOPNOTSUPP), // a socket of another family
        // The texts are valid, so the membership for this one sender does not exist.
        Err(Error::EINVAL) if name == MCAST_LEAVE_SOURCE_GROUP => Err(Error::EADDRNOTAVAIL),
        result => result.map(|()| 0),
    }
}

fn address_like(group: IpAddr, text: &[u8]) -> Result<IpAddr> {
    let source = address(text)?;
    if source.is_ipv4() != group.is_ipv4() {
        return Err(Explained::new(
            Error::EINVAL,
            format_args!("source {source} is not of the group's family"),
        )
        .into());
    }
    Ok(source)
}

fn address(text: &[u8]) -> Result<IpAddr> {
    let parsed = core::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| {
        Explained::new(
            Error::EINVAL,
            format_args!("{} is no IPv4 or IPv6 address", text.escape_ascii()),
        )
        .into()
    })
}

fn padded(addr: IpAddr) -> Result<[u8; ROOM]> {
    let place = match addr {
        IpAddr::V4(addr) => Place::V4 { addr, port: 0 },
        IpAddr::V6(addr) => Place::V6 {
            addr,
            zone: 0,
            port: 0,
        },
    };
    Ok(*Address::new(Kind::Datagram, place)?.to_sockaddr().padded())
}

/// An interface's number, from its name or its number.
fn number_of(text: &[u8]) -> Result<u32> {
    let shown = text.escape_ascii();
    if !text.is_empty() && text.iter().all(u8::is_ascii_digit) {
        let number = digits::number(text, i32::MAX as u64).map(|number| number as u32);
        return number.ok_or_else(|| {
            Explained::new(
                Error::EINVAL,
                format_args!("interface {shown}: above 2147483647"),
            )
            .into()
        });
    }
    let found = match core::str::from_utf8(text) {
        Ok(name) => interface::number(name),
        Err(_) => Err(Error::ENODEV),
    };
    found.map_err(|error| match error {
        Error::ENODEV => Explained::new(error, format_args!("no interface {shown}")).into(),
        error => {
            let why = "the system cannot tell its number";
            Explained::new(error, format_args!("interface {shown}: {why}")).into()
        }
    })
}
