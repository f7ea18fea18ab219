//! The layout of the system's addresses, written and read byte by byte.

use super::{Place, UnixName};
use crate::error::{Error, Result};
use core::ffi::c_int;
use core::mem::size_of;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Deref;
use libc::{sa_family_t, sockaddr_in, sockaddr_in6, sockaddr_storage, sockaddr_un};

/// The bytes of a UNIX address behind the family: a path may fill them all, without a NUL.
pub const UNIX_ROOM: usize = size_of::<sockaddr_un>() - size_of::<sa_family_t>();

/// The bytes of the longest address.
pub const ROOM: usize = size_of::<sockaddr_storage>();

/// An address in the form of the system calls.
#[derive(Clone, Copy)]
pub struct Sockaddr {
    length: usize,
    bytes: [u8; ROOM],
}

impl Sockaddr {
    /// An address of this family, still without a host.
    fn new(family: c_int) -> Self {
        let mut new = Self {
            length: 0,
            bytes: [0; ROOM],
        };
        new.push(&(family as sa_family_t).to_ne_bytes());
        new
    }

    fn push(&mut self, more: &[u8]) {
        let end = self.length + more.len();
        self.bytes[self.length..end].copy_from_slice(more);
        self.length = end;
    }

    /// The same as the first of so many bytes, the rest being zero.
    pub fn padded(&self) -> &[u8; ROOM] {
        &self.bytes
    }
}

impl Deref for Sockaddr {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// To the system's form.
pub fn encode(place: &Place) -> Sockaddr {
    match *place {
        Place::V4 { addr, port } => {
            let mut bytes = Sockaddr::new(libc::AF_INET);
            bytes.push(&port.to_be_bytes());
            bytes.push(&addr.octets());
            bytes.length = size_of::<sockaddr_in>();
            bytes
        }
        Place::V6 { addr, zone, port } => {
            let mut bytes = Sockaddr::new(libc::AF_INET6);
            bytes.push(&port.to_be_bytes());
            bytes.push(&[0; 4]); // no flow label
            bytes.push(&addr.octets());
            bytes.push(&zone.to_ne_bytes());
            bytes
        }
        Place::Unix(ref name) => encode_unix(name),
    }
}

fn encode_unix(name: &UnixName) -> Sockaddr {
    let mut bytes = Sockaddr::new(libc::AF_UNIX);
    match name {
        UnixName::Unnamed => {}
        UnixName::Path(path) => {
            bytes.push(path);
            // The length includes the NUL, if there is room for one, as in getsockname(2).
            bytes.length = size_of::<sockaddr_un>().min(bytes.length + 1);
        }
        UnixName::Abstract(name) => {
            bytes.push(&[0]);
            bytes.push(name);
        }
    }
    bytes
}

/// From the system's form.
pub fn decode(bytes: &[u8]) -> Result<Place> {
    let family = sa_family_t::from_ne_bytes(*take(bytes, 0)?);
    match c_int::from(family) {
        libc::AF_INET if bytes.len() >= size_of::<sockaddr_in>() => Ok(Place::V4 {
            port: u16::from_be_bytes(*take(bytes, 2)?),
            addr: Ipv4Addr::from(*take(bytes, 4)?),
        }),
        libc::AF_INET6 if bytes.len() >= size_of::<sockaddr_in6>() => Ok(Place::V6 {
            port: u16::from_be_bytes(*take(bytes, 2)?),
            addr: Ipv6Addr::from(*take(bytes, 8)?),
            zone: u32::from_ne_bytes(*take(bytes, 24)?),
        }),
        libc::AF_INET | libc::AF_INET6 => Err(Error::EINVAL),
        libc::AF_UNIX => decode_unix(&bytes[size_of::<sa_family_t>()..]).map(Place::Unix),
        _ => Err(Error::EAFNOSUPPORT),
    }
}

fn decode_unix(name: &[u8]) -> Result<UnixName> {
    match name {
        [] => Ok(UnixName::Unnamed),
        [0, hidden @ ..] => UnixName::hidden(hidden).map_err(|_| Error::EINVAL),
        _ => {
            // A path ends at its NUL. The kernel counts one even where there is no room for it.
            let length = name.iter().position(|&byte| byte == 0);
            let path = &name[..length.unwrap_or(name.len())];
            UnixName::path(path).map_err(|_| Error::EINVAL)
        }
    }
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Result<&[u8; N]> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .ok_or(Error::EINVAL)
}
