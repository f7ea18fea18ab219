//! Endpoints as text: one grammar, read and written here, and described in `docs/endpoint.7`.
//!
//! Whatever is written reads back as the same value. Reading touches no resolver; the only thing
//! that it asks the system is the number of a zone's interface.
#![forbid(unsafe_code)]

use crate::address::{Address, Kind, Place, UnixName};
use crate::error::Error;
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

/// The longest names that make sense: of a host in the DNS, of a service.
const HOST_MAX: usize = 253;
const SERVICE_MAX: usize = 63;

impl Endpoint {
    /// Read a text. The error says what is wrong with it, and where.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, Explained> {
        let whole = Part {
            at: 0,
            bytes: text.as_ref(),
        };
        for (scheme, kind, domain) in SCHEMES {
            if whole.bytes.starts_with(scheme.as_bytes()) {
                let rest = whole.from(scheme.len());
                return match domain {
                    UNIX => parse_unix(kind, rest),
                    INET => parse_inet(kind, rest),
                };
            }
        }
        match whole.bytes.windows(3).position(|three| three == b"://") {
            Some(end) => Err(whole.to(end).wrong(
                "scheme",
                "not one of tcp, udp, unix, unix-dgram, unix-seqpacket",
            )),
            None => parse_inet(Kind::Stream, whole),
        }
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

/// A part of the text that is being read, and where it begins.
#[derive(Clone, Copy)]
struct Part<'a> {
    at: usize,
    bytes: &'a [u8],
}

impl<'a> Part<'a> {
    /// What begins after so many bytes.
    fn from(self, start: usize) -> Self {
        Self {
            at: self.at + start,
            bytes: self.bytes.get(start..).unwrap_or_default(),
        }
    }

    /// The first so many bytes.
    fn to(self, end: usize) -> Self {
        Self {
            at: self.at,
            bytes: self.bytes.get(..end).unwrap_or(self.bytes),
        }
    }

    /// What stands before a byte, and what after it.
    fn split(self, byte: u8) -> Option<(Self, Self)> {
        let place = self.bytes.iter().position(|&b| b == byte)?;
        Some((self.to(place), self.from(place + 1)))
    }

    /// The same at the last such byte.
    fn split_last(self, byte: u8) -> Option<(Self, Self)> {
        let place = self.bytes.iter().rposition(|&b| b == byte)?;
        Some((self.to(place), self.from(place + 1)))
    }

    /// Its text, if it is made of these bytes only.
    fn text_of(self, allowed: impl Fn(u8) -> bool) -> Result<&'a str, Self> {
        match self.bytes.iter().position(|&byte| !allowed(byte)) {
            Some(place) => Err(self.from(place).to(1)),
            None => std::str::from_utf8(self.bytes).map_err(|_| self),
        }
    }

    /// What is wrong with it: `port 99999 at 14: above 65535`.
    fn wrong(self, what: &str, why: impl fmt::Display) -> Explained {
        self.fails(Error::EINVAL, what, why)
    }

    fn fails(self, error: Error, what: &str, why: impl fmt::Display) -> Explained {
        const SHOWN: usize = 64;
        let space = if self.bytes.is_empty() { "" } else { " " };
        let shown = self.to(SHOWN).bytes.escape_ascii();
        let more = if self.bytes.len() > SHOWN { "..." } else { "" };
        let text = format_args!("{what}{space}{shown}{more} at {}: {why}", self.at).to_string();
        Explained::new(error, text)
    }
}

fn parse_inet(kind: Kind, text: Part<'_>) -> Result<Endpoint, Explained> {
    let (host, port) = if text.bytes.starts_with(b"[") {
        let (inside, rest) = text
            .from(1)
            .split(b']')
            .ok_or_else(|| text.wrong("host", "the bracket is never closed"))?;
        let port = match rest.bytes {
            [b':', ..] => rest.from(1),
            _ => return Err(rest.wrong("text", "a colon and a port have to follow the bracket")),
        };
        (parse_v6(inside)?, port)
    } else {
        let (host, port) = text
            .split_last(b':')
            .ok_or_else(|| text.wrong("text", "there is no colon with a port"))?;
        if host.bytes.contains(&b':') {
            return Err(host.wrong("host", "an IPv6 address has to stand in brackets"));
        }
        (parse_host(host)?, port)
    };
    let port = parse_port(port)?;
    Ok(Endpoint::Inet { kind, host, port })
}

fn parse_v6(inside: Part<'_>) -> Result<Host, Explained> {
    let (host, zone) = match inside.split(b'%') {
        Some((host, zone)) => (host, parse_zone(zone)?),
        None => (inside, 0),
    };
    let text = std::str::from_utf8(host.bytes).unwrap_or_default();
    let addr = text
        .parse()
        .map_err(|_| host.wrong("host", "not an IPv6 address"))?;
    Ok(Host::V6 { addr, zone })
}

fn parse_zone(zone: Part<'_>) -> Result<u32, Explained> {
    if zone.bytes.is_empty() {
        return Err(zone.wrong("zone", "empty"));
    }
    if let Ok(digits) = zone.text_of(|byte| byte.is_ascii_digit()) {
        let number = digits.parse();
        return number.map_err(|_| zone.wrong("zone", "above 4294967295"));
    }
    let name = zone
        .text_of(is_in_interface)
        .map_err(|byte| byte.wrong("byte", "not allowed in the name of an interface"))?;
    interface::number(name).map_err(|error| {
        let why = match error {
            Error::ENODEV => "there is no interface of this name",
            _ => "the system cannot tell the interface's number",
        };
        zone.fails(error, "zone", why)
    })
}

fn is_in_interface(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"%/[]:".contains(&byte)
}

fn parse_host(host: Part<'_>) -> Result<Host, Explained> {
    if host.bytes.is_empty() {
        return Err(host.wrong("host", "empty; * means every address"));
    }
    if host.bytes == b"*" {
        return Ok(Host::Any);
    }
    if !host.bytes.is_ascii() {
        let why = "not ASCII; international names are written in their xn-- form";
        return Err(host.wrong("host", why));
    }
    let name = host
        .text_of(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        .map_err(|byte| byte.wrong("byte", "not allowed in a host's name"))?;
    if looks_like_v4(name) {
        let why = "not an IPv4 address, which is four numbers from 0 to 255";
        let addr = name.parse().map_err(|_| host.wrong("host", why))?;
        return Ok(Host::V4(addr));
    }
    if name
        .strip_suffix('.')
        .unwrap_or(name)
        .split('.')
        .any(str::is_empty)
    {
        return Err(host.wrong(
            "host",
            "two dots with nothing between them, or before the first",
        ));
    }
    if name.len() > HOST_MAX {
        return Err(host.wrong("host", "a name has at most 253 characters"));
    }
    Ok(Host::Name(name.to_owned()))
}

/// Whether the resolver might take it for an IPv4 address, of whatever strange form: its last
/// label is a number.
fn looks_like_v4(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    match hex {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

fn parse_port(port: Part<'_>) -> Result<Port, Explained> {
    if port.bytes.is_empty() {
        return Err(port.wrong("port", "empty"));
    }
    if let Ok(digits) = port.text_of(|byte| byte.is_ascii_digit()) {
        let number = digits.parse().map(Port::Number);
        return number.map_err(|_| port.wrong("port", "above 65535"));
    }
    let name = port
        .text_of(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
        .map_err(|byte| byte.wrong("byte", "not allowed in a port"))?;
    if name.len() > SERVICE_MAX {
        return Err(port.wrong("port", "a service's name has at most 63 characters"));
    }
    Ok(Port::Service(name.to_owned()))
}

fn parse_unix(kind: Kind, text: Part<'_>) -> Result<Endpoint, Explained> {
    let (name, query) = match text.split(b'?') {
        Some((name, query)) => (name, Some(query)),
        None => (text, None),
    };
    let parsed = parse_unix_name(name)?;
    let mode = query.map(parse_mode).transpose()?;
    if let (Some(query), false) = (query, matches!(parsed, UnixName::Path(_))) {
        return Err(query.wrong("parameter", "only a path can have permission bits"));
    }
    Ok(Endpoint::Unix {
        kind,
        name: parsed,
        mode,
    })
}

fn parse_unix_name(text: Part<'_>) -> Result<UnixName, Explained> {
    let bytes = percent_decode(text)?;
    let name = match (text.bytes, bytes.as_slice()) {
        ([], _) => return Ok(UnixName::Unnamed),
        ([b'@', ..], [_, name @ ..]) | (_, [0, name @ ..]) => UnixName::hidden(name),
        (_, path) => UnixName::path(path),
    };
    name.map_err(|error| {
        let why = match error {
            Error::ENAMETOOLONG => "too long: a path has at most 108 bytes, an abstract name 107",
            _ => "there is a zero byte in the path",
        };
        text.fails(error, "name", why)
    })
}

fn percent_decode(text: Part<'_>) -> Result<Vec<u8>, Explained> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let [first, ..] = *rest.bytes {
        let (byte, length) = match first {
            b'%' => (hex_byte(rest.to(3))?, 3),
            0 => return Err(rest.to(1).wrong("byte", "a zero byte is written %00")),
            byte => (byte, 1),
        };
        bytes.push(byte);
        rest = rest.from(length);
    }
    Ok(bytes)
}

fn hex_byte(code: Part<'_>) -> Result<u8, Explained> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    match *code.bytes {
        [_, high, low] => digit(high).zip(digit(low)),
        _ => None,
    }
    .map(|(high, low)| (high * 16 + low) as u8)
    .ok_or_else(|| {
        code.wrong(
            "code",
            "two hexadecimal digits have to follow a %, itself %25",
        )
    })
}

fn parse_mode(query: Part<'_>) -> Result<u32, Explained> {
    if !query.bytes.starts_with(b"mode=") {
        let why = "only mode= is known; a question mark in a name is written %3F";
        return Err(query.wrong("parameter", why));
    }
    let mode = query.from(5);
    let digits = mode.text_of(|byte| (b'0'..=b'7').contains(&byte));
    digits
        .ok()
        .and_then(|digits| u32::from_str_radix(digits, 8).ok())
        .filter(|&mode| mode <= 0o777)
        .ok_or_else(|| mode.wrong("mode", "not permission bits, which are 0 to 0777 in octal"))
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
            Self::V6 { addr, zone } => match interface::name(*zone).filter(is_readable) {
                Some(name) => write!(f, "[{addr}%{name}]"),
                None => write!(f, "[{addr}%{zone}]"),
            },
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Whether an interface's name would be read as such, and not as a number.
fn is_readable(name: &String) -> bool {
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
