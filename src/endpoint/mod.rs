//! Endpoints as text: one grammar, read and written here, described in `docs/oxsock-endpoint.7`.
//!
//! Whatever is written reads back as the same value. Nothing is resolved, and no system call is
//! made: the names and numbers of interfaces are looked up by functions that the caller passes in.
#![forbid(unsafe_code)]

mod parse;
mod write;

pub use parse::parse_address;
pub use write::Named;

use crate::address::{Address, Kind, Place, UnixName};
use crate::error::{Explained, Result};
use arrayvec::{ArrayString, ArrayVec};
use core::net::{Ipv4Addr, Ipv6Addr};

/// The longest names that make sense: of a host in the DNS, of a service; and of an interface.
pub const HOST_MAX: usize = 253;
/// See HOST_MAX.
pub const SERVICE_MAX: usize = 63;
/// See HOST_MAX.
pub const INTERFACE_MAX: usize = libc::IF_NAMESIZE - 1;

/// A host's name.
pub type HostName = ArrayString<HOST_MAX>;

/// A service's name.
pub type ServiceName = ArrayString<SERVICE_MAX>;

/// An interface's name.
pub type InterfaceName = ArrayString<INTERFACE_MAX>;

/// How to ask the system about its interfaces.
#[derive(Clone, Copy)]
pub struct Interfaces {
    /// The number of the interface with this name; ENODEV if there is none.
    pub number: fn(&str) -> Result<u32>,
    /// The name of the interface with this number, if it exists.
    pub name: fn(u32) -> Option<InterfaceName>,
}

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
    Name(HostName),
}

/// The port of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// 0 to 65535.
    Number(u16),
    /// A name to be looked up: ASCII, with a letter, and a letter or a digit at its front.
    Service(ServiceName),
}

/// The schemes, and the kind of socket that each means.
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
    pub fn parse(text: impl AsRef<[u8]>, interfaces: &Interfaces) -> Result<Self, Explained> {
        parse::endpoint(text.as_ref(), 0, interfaces)
    }

    /// Read a text that begins after `at` bytes of a longer one. Positions in the error are those
    /// in the longer text.
    pub fn parse_within(
        text: &[u8],
        at: usize,
        interfaces: &Interfaces,
    ) -> Result<Self, Explained> {
        parse::endpoint(text, at, interfaces)
    }

    /// The addresses that need no look-up: none if it contains the name of a host or of a service;
    /// two for `*`, IPv6 first.
    pub fn addresses_numeric(&self) -> ArrayVec<Address, 2> {
        let kind = self.kind();
        let addresses = self
            .places()
            .into_iter()
            .map(|place| Address::new(kind, place));
        addresses.flatten().collect()
    }

    fn places(&self) -> ArrayVec<Place, 2> {
        let (host, port) = match *self {
            Self::Unix { name, .. } => return [Place::Unix(name)].into_iter().collect(),
            Self::Inet {
                ref host,
                port: Port::Number(port),
                ..
            } => (host, port),
            Self::Inet { .. } => return ArrayVec::new(),
        };
        let v4 = |addr| Place::V4 { addr, port };
        let v6 = |addr, zone| Place::V6 { addr, zone, port };
        let places = match *host {
            Host::Any => [
                Some(v6(Ipv6Addr::UNSPECIFIED, 0)),
                Some(v4(Ipv4Addr::UNSPECIFIED)),
            ],
            Host::V4(addr) => [Some(v4(addr)), None],
            Host::V6 { addr, zone } => [Some(v6(addr, zone)), None],
            Host::Name(_) => [None, None],
        };
        places.into_iter().flatten().collect()
    }

    /// The kind of socket that it is for.
    pub fn kind(&self) -> Kind {
        match *self {
            Self::Inet { kind, .. } | Self::Unix { kind, .. } => kind,
        }
    }

    /// Its text, in which an existing interface is called by its name.
    pub fn named<'a>(&'a self, interfaces: &'a Interfaces) -> Named<'a> {
        Named::new(self, interfaces)
    }
}

impl From<Address> for Endpoint {
    fn from(address: Address) -> Self {
        let kind = address.kind();
        let inet = |host, port| Self::Inet {
            kind,
            host,
            port: Port::Number(port),
        };
        match *address.place() {
            Place::V4 { addr, port } => inet(Host::V4(addr), port),
            Place::V6 { addr, zone, port } => inet(Host::V6 { addr, zone }, port),
            Place::Unix(name) => Self::Unix {
                kind,
                name,
                mode: None,
            },
        }
    }
}

/// Whether a byte may stand in the name of a zone's interface.
fn is_in_interface(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"%/[]:".contains(&byte)
}
