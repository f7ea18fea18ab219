//! Writing.

use super::{is_in_interface, Endpoint, Host, InterfaceName, Interfaces, Port, SCHEMES};
use crate::address::{Address, Kind, UnixName};
use core::fmt::{self, Display};

/// An endpoint's text, in which an existing interface is called by its name.
pub struct Named<'a> {
    endpoint: &'a Endpoint,
    interfaces: &'a Interfaces,
}

impl<'a> Named<'a> {
    pub(super) fn new(endpoint: &'a Endpoint, interfaces: &'a Interfaces) -> Self {
        Self {
            endpoint,
            interfaces,
        }
    }
}

impl Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_endpoint(self.endpoint, self.interfaces.name, f)
    }
}

/// An interface is called by its number.
impl Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_endpoint(self, |_| None, f)
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Endpoint::from(*self).fmt(f)
    }
}

impl Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_host(self, |_| None, f)
    }
}

fn write_endpoint(
    endpoint: &Endpoint,
    name_of: fn(u32) -> Option<InterfaceName>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let same = |&&(_, kind, domain): &&(&str, Kind, bool)| {
        kind == endpoint.kind() && domain == matches!(endpoint, Endpoint::Unix { .. })
    };
    let scheme = SCHEMES.iter().find(same).map_or("", |(text, ..)| text);
    f.write_str(scheme)?;
    match endpoint {
        Endpoint::Inet { host, port, .. } => {
            write_host(host, name_of, f)?;
            write!(f, ":{port}")
        }
        Endpoint::Unix { name, mode, .. } => {
            name.fmt(f)?;
            mode.map_or(Ok(()), |mode| write!(f, "?mode={mode:04o}"))
        }
    }
}

fn write_host(
    host: &Host,
    name_of: fn(u32) -> Option<InterfaceName>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match host {
        Host::Any => f.write_str("*"),
        Host::V4(addr) => addr.fmt(f),
        Host::V6 { addr, zone: 0 } => write!(f, "[{addr}]"),
        Host::V6 { addr, zone } => match name_of(*zone).filter(|name| is_readable(name)) {
            Some(name) => write!(f, "[{addr}%{name}]"),
            None => write!(f, "[{addr}%{zone}]"),
        },
        Host::Name(name) => f.write_str(name),
    }
}

/// Whether an interface's name would be read as such, and not as a number.
fn is_readable(name: &str) -> bool {
    name.bytes().all(is_in_interface) && !name.bytes().all(|byte| byte.is_ascii_digit())
}

impl Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Service(name) => f.write_str(name),
        }
    }
}

impl Display for UnixName {
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
