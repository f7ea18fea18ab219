//! Reading. Each part of a text keeps its position in the whole text, for explanations.

use super::{is_in_interface, Endpoint, Host, HostName, Interfaces, Port, ServiceName};
use super::{HOST_MAX, INET, SCHEMES, SERVICE_MAX, UNIX};
use crate::address::sockaddr::UNIX_ROOM;
use crate::address::{Address, Kind, UnixName};
use crate::digits;
use crate::error::{Error, Explained, Result};
use arrayvec::ArrayVec;
use core::fmt;

/// Read an endpoint that begins after `at` bytes of a longer text. Positions in the explanation are
/// those in the longer text.
pub fn endpoint(text: &[u8], at: usize, interfaces: &Interfaces) -> Result<Endpoint, Explained> {
    Ok(parse(Part { at, bytes: text }, interfaces)?)
}

fn parse<'a>(whole: Part<'a>, interfaces: &Interfaces) -> Result<Endpoint, Wrong<'a>> {
    let Some((scheme, kind, domain)) = scheme(whole.bytes) else {
        return match whole.bytes.windows(3).position(|three| three == b"://") {
            Some(end) => Err(whole.to(end).wrong(
                "scheme",
                "not one of tcp, udp, unix, unix-dgram, unix-seqpacket",
            )),
            None => parse_inet(Kind::Stream, whole, interfaces),
        };
    };
    let rest = whole.from(scheme.len());
    match domain {
        UNIX => parse_unix(kind, rest),
        INET => parse_inet(kind, rest, interfaces),
    }
}

fn scheme(text: &[u8]) -> Option<(&'static str, Kind, bool)> {
    let stands_there = |(scheme, ..): &(&str, Kind, bool)| text.starts_with(scheme.as_bytes());
    SCHEMES.into_iter().find(stands_there)
}

/// Read an address: an endpoint that needs no look-up. `*` is the IPv6 one.
pub fn parse_address(text: &[u8], interfaces: &Interfaces) -> Result<Address, Explained> {
    let whole = Part { at: 0, bytes: text };
    Ok(parse_numeric(whole, interfaces)?)
}

fn parse_numeric<'a>(whole: Part<'a>, interfaces: &Interfaces) -> Result<Address, Wrong<'a>> {
    let endpoint = parse(whole, interfaces)?;
    if let Endpoint::Unix { mode: Some(_), .. } = endpoint {
        let (_, query) = whole.split(b'?').unwrap_or((whole, whole));
        return Err(query.wrong("parameter", "an address has no permission bits"));
    }
    if let Some(&address) = endpoint.addresses_numeric().first() {
        return Ok(address);
    }
    let rest = whole.from(scheme(whole.bytes).map_or(0, |(scheme, ..)| scheme.len()));
    let (host, port) = rest.split_last(b':').unwrap_or((rest, rest));
    Err(match endpoint {
        Endpoint::Inet {
            host: Host::Name(_),
            ..
        } => host.wrong("host", "a name, which would have to be resolved"),
        _ => port.wrong("port", "a name, which would have to be looked up"),
    })
}

/// A part of the text that is being read, and its position.
#[derive(Clone, Copy)]
struct Part<'a> {
    at: usize,
    bytes: &'a [u8],
}

impl<'a> Part<'a> {
    /// The part from this index on.
    fn from(self, start: usize) -> Self {
        Self {
            at: self.at + start,
            bytes: self.bytes.get(start..).unwrap_or_default(),
        }
    }

    /// The part before this index.
    fn to(self, end: usize) -> Self {
        Self {
            at: self.at,
            bytes: self.bytes.get(..end).unwrap_or(self.bytes),
        }
    }

    /// The parts before and after the first such byte.
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
            None => core::str::from_utf8(self.bytes).map_err(|_| self),
        }
    }

    fn wrong(self, what: &'static str, why: &'static str) -> Wrong<'a> {
        self.fails(Error::EINVAL, what, why)
    }

    fn fails(self, error: Error, what: &'static str, why: &'static str) -> Wrong<'a> {
        let part = self;
        Wrong {
            error,
            what,
            part,
            why,
        }
    }
}

/// What is wrong with a part of the text.
struct Wrong<'a> {
    error: Error,
    what: &'static str,
    part: Part<'a>,
    why: &'static str,
}

/// `port 99999 at 14: above 65535`.
impl From<Wrong<'_>> for Explained {
    fn from(wrong: Wrong<'_>) -> Self {
        let Wrong {
            error,
            what,
            part,
            why,
        } = wrong;
        Self::new(error, format_args!("{what}{part} at {}: {why}", part.at))
    }
}

/// In an explanation: with a space before it, and shortened if it is long.
impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 64;
        let shown = self.to(SHOWN).bytes.escape_ascii();
        let more = if self.bytes.len() > SHOWN { "..." } else { "" };
        match self.bytes {
            [] => Ok(()),
            bytes if bytes.contains(&b' ') => write!(f, " \"{shown}\"{more}"),
            _ => write!(f, " {shown}{more}"),
        }
    }
}

fn parse_inet<'a>(
    kind: Kind,
    text: Part<'a>,
    interfaces: &Interfaces,
) -> Result<Endpoint, Wrong<'a>> {
    let (host, port) = if text.bytes.starts_with(b"[") {
        let (inside, rest) = text
            .from(1)
            .split(b']')
            .ok_or_else(|| text.wrong("host", "the bracket is never closed"))?;
        let port = match rest.bytes {
            [b':', ..] => rest.from(1),
            _ => return Err(rest.wrong("text", "a colon and a port have to follow the bracket")),
        };
        (parse_v6(inside, interfaces)?, port)
    } else {
        let (host, port) = text
            .split_last(b':')
            .ok_or_else(|| text.wrong("text", "there is no colon with a port"))?;
        if let Some((first, _)) = host.split(b':') {
            return Err(match first.bytes {
                b"tcp" | b"udp" => first.wrong("scheme", "two slashes have to follow its colon"),
                _ => host.wrong("host", "an IPv6 address has to stand in brackets"),
            });
        }
        (parse_host(host)?, port)
    };
    let port = parse_port(port)?;
    Ok(Endpoint::Inet { kind, host, port })
}

fn parse_v6<'a>(inside: Part<'a>, interfaces: &Interfaces) -> Result<Host, Wrong<'a>> {
    let (host, zone) = match inside.split(b'%') {
        Some((host, zone)) => (host, parse_zone(zone, interfaces)?),
        None => (inside, 0),
    };
    let text = core::str::from_utf8(host.bytes).unwrap_or_default();
    let addr = text
        .parse()
        .map_err(|_| host.wrong("host", "not an IPv6 address"))?;
    Ok(Host::V6 { addr, zone })
}

fn parse_zone<'a>(zone: Part<'a>, interfaces: &Interfaces) -> Result<u32, Wrong<'a>> {
    if zone.bytes.is_empty() {
        return Err(zone.wrong("zone", "empty"));
    }
    if zone.bytes.iter().all(u8::is_ascii_digit) {
        let number = digits::number(zone.bytes, u32::MAX.into());
        let number = number.ok_or_else(|| zone.wrong("zone", "above 4294967295"))?;
        return Ok(number as u32);
    }
    let name = zone
        .text_of(is_in_interface)
        .map_err(|byte| byte.wrong("byte", "not allowed in the name of an interface"))?;
    interface_number(name, interfaces).map_err(|error| {
        let why = match error {
            Error::ENODEV => "there is no interface of this name",
            _ => "the system cannot tell the interface's number",
        };
        zone.fails(error, "zone", why)
    })
}

/// In URLs the percent sign before a zone is written %25 (RFC 6874). So a 25 at the front of a name
/// is dropped, unless there is an interface with that name.
fn interface_number(name: &str, interfaces: &Interfaces) -> Result<u32> {
    let found = (interfaces.number)(name);
    match (found, name.strip_prefix("25")) {
        (Err(Error::ENODEV), Some(rest)) => (interfaces.number)(rest),
        (found, _) => found,
    }
}

fn parse_host<'a>(host: Part<'a>) -> Result<Host, Wrong<'a>> {
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
    const { assert!(HOST_MAX == 253) };
    HostName::from(name)
        .map(Host::Name)
        .map_err(|_| host.wrong("host", "a name has at most 253 characters"))
}

/// Whether the resolver might take it for an IPv4 address in one of its unusual forms: its last
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

fn parse_port<'a>(port: Part<'a>) -> Result<Port, Wrong<'a>> {
    if port.bytes.is_empty() {
        return Err(port.wrong("port", "empty"));
    }
    if port.bytes.iter().all(u8::is_ascii_digit) {
        let number = digits::number(port.bytes, u16::MAX.into());
        let number = number.ok_or_else(|| port.wrong("port", "above 65535"))?;
        return Ok(Port::Number(number as u16));
    }
    let name = port
        .text_of(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
        .map_err(|byte| byte.wrong("byte", "not allowed in a port"))?;
    // The system's resolver would take +80 and -1 for numbers.
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric())
        || !name.contains(|letter: char| letter.is_ascii_alphabetic())
    {
        let why =
            "neither a number nor a service's name, which has a letter and begins with one or \
                   with a digit";
        return Err(port.wrong("port", why));
    }
    const { assert!(SERVICE_MAX == 63) };
    ServiceName::from(name)
        .map(Port::Service)
        .map_err(|_| port.wrong("port", "a service's name has at most 63 characters"))
}

fn parse_unix<'a>(kind: Kind, text: Part<'a>) -> Result<Endpoint, Wrong<'a>> {
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

fn parse_unix_name<'a>(text: Part<'a>) -> Result<UnixName, Wrong<'a>> {
    let bytes = percent_decode(text)?;
    let name = match (text.bytes, bytes.as_slice()) {
        ([], _) => return Ok(UnixName::Unnamed),
        ([b'@', ..], [_, name @ ..]) | (_, [0, name @ ..]) => UnixName::hidden(name),
        (_, path) => UnixName::path(path),
    };
    name.map_err(|error| {
        let why = match error {
            Error::ENAMETOOLONG => {
                "too long for a path, at most 108 bytes, or an abstract name, 107"
            }
            _ => "there is a zero byte in the path",
        };
        text.fails(error, "name", why)
    })
}

/// More than any name can have.
const TOO_LONG: usize = UNIX_ROOM + 2;

/// The bytes of a name. One that is too long is cut at a length that is still too long.
fn percent_decode<'a>(text: Part<'a>) -> Result<ArrayVec<u8, TOO_LONG>, Wrong<'a>> {
    let mut bytes = ArrayVec::new();
    let mut rest = text;
    while let [first, ..] = *rest.bytes {
        let (byte, length) = match first {
            b'%' => (hex_byte(rest.to(3))?, 3),
            0 => return Err(rest.to(1).wrong("byte", "a zero byte is written %00")),
            byte => (byte, 1),
        };
        let _ = bytes.try_push(byte);
        rest = rest.from(length);
    }
    Ok(bytes)
}

fn hex_byte<'a>(code: Part<'a>) -> Result<u8, Wrong<'a>> {
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

fn parse_mode<'a>(query: Part<'a>) -> Result<u32, Wrong<'a>> {
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
