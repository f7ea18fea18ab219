//! Addresses as values: a place (host and port, or UNIX name) and a kind of socket.
#![forbid(unsafe_code)]

pub mod sockaddr;

use crate::error::{Error, Result};
use core::ffi::c_int;
use core::fmt;
use core::mem::size_of;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Deref;
use sockaddr::Sockaddr;

/// The kinds of sockets that endpoints name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// SOCK_STREAM: TCP, or a UNIX stream.
    Stream,
    /// SOCK_DGRAM: UDP, or UNIX datagrams.
    Datagram,
    /// SOCK_SEQPACKET: UNIX only.
    Seqpacket,
}

impl Kind {
    /// The kind with this SOCK_ number; flags beside it are ignored.
    pub fn of_type(type_: c_int) -> Option<Self> {
        match type_ & !(libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC) {
            libc::SOCK_STREAM => Some(Self::Stream),
            libc::SOCK_DGRAM => Some(Self::Datagram),
            libc::SOCK_SEQPACKET => Some(Self::Seqpacket),
            _ => None,
        }
    }

    /// Its SOCK_ number.
    pub fn socket_type(self) -> c_int {
        match self {
            Self::Stream => libc::SOCK_STREAM,
            Self::Datagram => libc::SOCK_DGRAM,
            Self::Seqpacket => libc::SOCK_SEQPACKET,
        }
    }
}

/// A few bytes, at most as many as a UNIX address holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name {
    length: u8,
    bytes: [u8; sockaddr::UNIX_ROOM], // those behind the length are zero
}

impl Name {
    /// A copy; ENAMETOOLONG if they do not fit.
    pub fn new(from: &[u8]) -> Result<Self> {
        let mut bytes = [0; sockaddr::UNIX_ROOM];
        bytes
            .get_mut(..from.len())
            .ok_or(Error::ENAMETOOLONG)?
            .copy_from_slice(from);
        Ok(Self {
            length: from.len() as u8,
            bytes,
        })
    }
}

impl Deref for Name {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.escape_ascii())
    }
}

/// The name of a UNIX socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnixName {
    /// None: a socket that was never bound. Text: `unix:`.
    Unnamed,
    /// A file: one byte at least, none of them zero.
    Path(Name),
    /// A name in the abstract namespace, without the zero byte before it: any bytes.
    Abstract(Name),
}

impl UnixName {
    /// A file's name. EINVAL if it is empty or holds a zero byte, ENAMETOOLONG if it does not fit.
    pub fn path(bytes: &[u8]) -> Result<Self> {
        if bytes.is_empty() || bytes.contains(&0) {
            return Err(Error::EINVAL);
        }
        Name::new(bytes).map(Self::Path)
    }

    /// A name without the zero byte before it. ENAMETOOLONG if it does not fit.
    pub fn hidden(bytes: &[u8]) -> Result<Self> {
        if bytes.len() >= sockaddr::UNIX_ROOM {
            return Err(Error::ENAMETOOLONG);
        }
        Name::new(bytes).map(Self::Abstract)
    }
}

/// An address as opaque bytes for C programs and bindings: a word with the type and the sockaddr's
/// length, then the sockaddr. All zero is no address. Equal addresses have equal bytes.
pub type Opaque = [u64; 18];

/// The place of a socket: host and port, or UNIX name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// AF_INET.
    V4 {
        /// The host.
        addr: Ipv4Addr,
        /// The port.
        port: u16,
    },
    /// AF_INET6. The flow label of a `sockaddr_in6` is not kept: it belongs to a flow.
    V6 {
        /// The host.
        addr: Ipv6Addr,
        /// The interface's index; 0 for none.
        zone: u32,
        /// The port.
        port: u16,
    },
    /// AF_UNIX.
    Unix(UnixName),
}

/// An address: a place and a kind of socket. A small value that is always valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    kind: Kind,
    place: Place,
}

impl Address {
    /// ESOCKTNOSUPPORT for a seqpacket address that is not of AF_UNIX.
    pub fn new(kind: Kind, place: Place) -> Result<Self> {
        if kind == Kind::Seqpacket && !matches!(place, Place::Unix(_)) {
            return Err(Error::ESOCKTNOSUPPORT);
        }
        Ok(Self { kind, place })
    }

    /// An address from a sockaddr and a socket type.
    ///
    /// EAFNOSUPPORT for families other than AF_INET, AF_INET6 and AF_UNIX; ESOCKTNOSUPPORT for
    /// types that endpoints do not name; EINVAL if the bytes are too few, or too many.
    pub fn from_sockaddr(type_: c_int, bytes: &[u8]) -> Result<Self> {
        let place = sockaddr::decode(bytes)?;
        let kind = Kind::of_type(type_).ok_or(Error::ESOCKTNOSUPPORT)?;
        Self::new(kind, place)
    }

    /// As a sockaddr.
    pub fn to_sockaddr(&self) -> Sockaddr {
        sockaddr::encode(&self.place)
    }

    /// From the opaque form; None if it is all zero. EINVAL if the bytes are no address.
    pub fn from_opaque(words: &Opaque) -> Result<Option<Self>> {
        if words.iter().all(|&word| word == 0) {
            return Ok(None);
        }
        let [type_, length] = [words[0] as u32, (words[0] >> 32) as u32];
        let mut bytes = [0; size_of::<Opaque>() - size_of::<u64>()];
        for (eight, word) in bytes.chunks_exact_mut(8).zip(&words[1..]) {
            eight.copy_from_slice(&word.to_ne_bytes());
        }
        let bytes = bytes.get(..length as usize).ok_or(Error::EINVAL)?;
        let address = Self::from_sockaddr(type_ as c_int, bytes).map_err(|_| Error::EINVAL)?;
        if address.to_opaque() != *words {
            return Err(Error::EINVAL);
        }
        Ok(Some(address))
    }

    /// To the opaque form.
    pub fn to_opaque(&self) -> Opaque {
        let bytes = self.to_sockaddr();
        let mut words = [0; 18];
        words[0] = self.kind.socket_type() as u64 | (bytes.len() as u64) << 32;
        for (word, eight) in words[1..].iter_mut().zip(bytes.padded().chunks_exact(8)) {
            *word = eight.try_into().map_or(0, u64::from_ne_bytes);
        }
        words
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// AF_INET, AF_INET6 or AF_UNIX.
    pub fn family(&self) -> c_int {
        match self.place {
            Place::V4 { .. } => libc::AF_INET,
            Place::V6 { .. } => libc::AF_INET6,
            Place::Unix(_) => libc::AF_UNIX,
        }
    }

    /// Its port; EAFNOSUPPORT for UNIX.
    pub fn port(&self) -> Result<u16> {
        match self.place {
            Place::V4 { port, .. } | Place::V6 { port, .. } => Ok(port),
            Place::Unix(_) => Err(Error::EAFNOSUPPORT),
        }
    }

    /// The IPv4 address itself, if this is an IPv4-mapped IPv6 address; otherwise unchanged.
    pub fn unmapped(self) -> Self {
        match self.place {
            Place::V6 { addr, port, .. } => match addr.to_ipv4_mapped() {
                Some(addr) => Self {
                    place: Place::V4 { addr, port },
                    ..self
                },
                None => self,
            },
            _ => self,
        }
    }
}

/// The port of an address, if there is an address with one; otherwise EAFNOSUPPORT.
pub fn port_of(address: Option<Address>) -> Result<u16> {
    address.ok_or(Error::EAFNOSUPPORT)?.port()
}
