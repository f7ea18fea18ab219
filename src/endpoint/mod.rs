//! Endpoints as text: one grammar, read and written here, and described in `docs/oxsock-endpoint.7`.
//!
//! Whatever is written reads back as the same value. Reading touches no resolver; the only thing
//! that it asks the system is the number of a zone's interface.
#![forbid(unsafe_code)]

mod parse;

pub(crate) use parse::address;

use crate::address::{Address, Kind, Place, UnixName};
use crate::error::Result;
use crate::explain::Explained;
use crate::sys::interface;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Somewhere to dial or to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `tcp://host:port`, `udp://host:port`, `host:port`.
    Inet {
        /// Stream or Datagram.
        kind: Kind,
        /// Before the colon.
        host: Host,
        /// After it.
        port: Port,
    },
    /// `unix:`, `unix-dgram:` or `unix-seqpacket:`, and a name.
    Unix {
        /// Any.
        kind: Kind,
        /// Unnamed if nothing follows the colon.
        name: UnixName,
        /// The permission bits of the file, for listeners; only ever after a path.
        mode: Option<u32>,
    },
}

/// The host of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// `*`: every address of this machine, of both families.
    Any,
    /// `192.0.2.1`.
    V4(Ipv4Addr),
    /// `[2001:db8::1]`, `[fe80::1%eth0]`.
    V6 {
        /// The address.
        addr: Ipv6Addr,
        /// The interface's number; 0 for none.
        zone: u32,
    },
    /// A name to be resolved: ASCII, of a form that no numeric address has.
    Name(String),
}

/// The port of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// 0 to 65535.
    Number(u16),
    /// A name to be looked up: ASCII, not all digits.
    Service(String),
}

/// What stands at the front, and which kind of socket it means.
const SCHEMES: [(&str, Kind, bool); 5] = [
    ("tcp://", Kind::Stream, INET),
    ("udp://", Kind::Datagram, INET),
    ("unix:", Kind::Stream, UNIX),
    ("unix-dgram:", Kind::Datagram, UNIX),
    ("unix-seqpacket:", Kind::Seqpacket, UNIX),
];
const INET: bool = false;
const UNIX: bool = true;

impl Endpoint {
    /// Read a text. The error says what is wrong with it, and where.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, Explained> {
        parse::endpoint(text.as_ref())
    }

    /// Read a text that begins after so many bytes of a longer one, in which the error says where.
    pub fn parse_within(text: &[u8], at: usize) -> Result<Self, Explained> {
        parse::endpoint_within(text, at)
    }

    /// The addresses that it names without anything being looked up: none if it holds the name
    /// of a host or of a service; two for `*`, IPv6 first.
    pub fn addresses_numeric(&self) -> Vec<Address> {
        let (kind, places) = match *self {
            Self::Unix { kind, name, .. } => (kind, vec![Place::Unix(name)]),
            Self::Inet {
                kind,
                ref host,
                port: Port::Number(port),
            } => (kind, host.places(port)),
            Self::Inet { kind, .. } => (kind, Vec::new()),
        };
        let addresses = places.into_iter().map(|place| Address::new(kind, place));
        addresses.flatten().collect()
    }

    /// The kind of socket that it is for.
    pub fn kind(&self) -> Kind {
        match *self {
            Self::Inet { kind, .. } | Self::Unix { kind, .. } => kind,
        }
    }
}

impl Host {
    fn places(&self, port: u16) -> Vec<Place> {
        let v4 = |addr| Place::V4 { addr, port };
        let v6 = |addr, zone| Place::V6 { addr, zone, port };
        match *self {
            Self::Any => vec![v6(Ipv6Addr::UNSPECIFIED, 0), v4(Ipv4Addr::UNSPECIFIED)],
            Self::V4(addr) => vec![v4(addr)],
            Self::V6 { addr, zone } => vec![v6(addr, zone)],
            Self::Name(_) => Vec::new(),
        }
    }
}

/// Whether a byte may stand in the name of a zone's interface.
fn is_in_interface(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"%/[]:".contains(&byte)
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let same = |&&(_, kind, domain): &&(&str, Kind, bool)| {
            kind == self.kind() && domain == matches!(self, Self::Unix { .. })
        };
        let scheme = SCHEMES.iter().find(same).map_or("", |(text, ..)| text);
        match self {
            Self::Inet { host, port, .. } => write!(f, "{scheme}{host}:{port}"),
            Self::Unix { name, mode, .. } => {
                write!(f, "{scheme}{name}")?;
                mode.map_or(Ok(()), |mode| write!(f, "?mode={mode:04o}"))
            }
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::V4(addr) => addr.fmt(f),
            Self::V6 { addr, zone: 0 } => write!(f, "[{addr}]"),
            Self::V6 { addr, zone } => {
                match interface::name(*zone).filter(|name| is_readable(name)) {
                    Some(name) => write!(f, "[{addr}%{name}]"),
                    None => write!(f, "[{addr}%{zone}]"),
                }
            }
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Whether an interface's name would be read as such, and not as a number.
fn is_readable(name: &str) -> bool {
    name.bytes().all(is_in_interface) && !name.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Service(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for UnixName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, name) = match self {
            Self::Unnamed => return Ok(()),
            Self::Path(path) => ("", path),
            Self::Abstract(name) => ("@", name),
        };
        f.write_str(sign)?;
        for (i, &byte) in name.iter().enumerate() {
            let would_be_sign = i == 0 && byte == b'@' && sign.is_empty();
            if byte.is_ascii_graphic() && !b"%?".contains(&byte) && !would_be_sign {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}
