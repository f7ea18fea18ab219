//! Multicast groups.

use crate::address::{Address, Kind, Place};
use crate::error::{Error, Result};
use crate::explain::Explained;
use crate::socket::option;
use crate::sys::interface;
use libc::{SOL_IP, SOL_IPV6};
use std::mem::size_of;
use std::net::IpAddr;

// The same for IPv4 and IPv6, as RFC 3678 has them.
const MCAST_JOIN_GROUP: i32 = 42;
const MCAST_LEAVE_GROUP: i32 = 45;
const MCAST_JOIN_SOURCE_GROUP: i32 = 46;
const MCAST_LEAVE_SOURCE_GROUP: i32 = 47;

/// Become a member of a group, on one interface, for all senders or for one.
pub fn join(s: i32, group: &[u8], on: Option<&[u8]>, source: Option<&[u8]>) -> Result<i32> {
    let names = [MCAST_JOIN_GROUP, MCAST_JOIN_SOURCE_GROUP];
    change(s, names, group, on, source)
}

/// Be a member no longer.
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
        return Err(Explained::new(Error::EINVAL, format!("{group} is no group's address")).into());
    }
    // The interface, filled up to a pointer's size, and then the addresses.
    let mut request = interface.to_ne_bytes().to_vec();
    request.resize(size_of::<usize>(), 0);
    request.extend(padded(group)?);
    let name = match source {
        None => for_all,
        Some(source) => {
            request.extend(padded(address(source)?)?);
            for_one
        }
    };
    option::write(s, level, name, &request)?;
    Ok(0)
}

fn address(text: &[u8]) -> Result<IpAddr> {
    let parsed = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| {
        let text = format!("{} is no IPv4 or IPv6 address", text.escape_ascii());
        Explained::new(Error::EINVAL, text).into()
    })
}

fn padded(addr: IpAddr) -> Result<[u8; 128]> {
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
    let name = String::from_utf8_lossy(text);
    if let Ok(number) = name.parse() {
        return Ok(number);
    }
    interface::number(&name).map_err(|error| {
        let text = format!("no interface {}", text.escape_ascii());
        Explained::new(error, text).into()
    })
}
