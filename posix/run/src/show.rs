//! The parts of a record as text, and a record as a line for people.

use crate::layout::{EndBytes, Function, Record, FUNCTIONS};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};

/// The name of the function that was called.
pub fn function(record: &Record) -> &'static str {
    FUNCTIONS
        .get(usize::from(record.function))
        .copied()
        .unwrap_or("?")
}

/// The program's name.
pub fn program(record: &Record) -> String {
    let name = record.program.split(|&byte| byte == 0).next();
    String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
}

/// The program's name for a line of text: control characters are escaped.
pub fn shown_program(record: &Record) -> String {
    let escape = |c: char| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    program(record).chars().map(escape).collect()
}

/// The name of the error, if there was one. getaddrinfo has codes of its own.
pub fn error(record: &Record) -> Option<String> {
    if record.errno == 0 {
        return None;
    }
    if record.function == Function::getaddrinfo as u16 {
        return Some(resolver_error(record.errno));
    }
    let name = oxsock::error::name(record.errno);
    let name = name.map(|name| name.to_string_lossy().into_owned());
    Some(name.unwrap_or_else(|| record.errno.to_string()))
}

fn resolver_error(code: i32) -> String {
    let name = match -code {
        libc::EAI_AGAIN => "EAI_AGAIN",
        libc::EAI_BADFLAGS => "EAI_BADFLAGS",
        libc::EAI_FAIL => "EAI_FAIL",
        libc::EAI_FAMILY => "EAI_FAMILY",
        libc::EAI_MEMORY => "EAI_MEMORY",
        libc::EAI_NODATA => "EAI_NODATA",
        libc::EAI_NONAME => "EAI_NONAME",
        libc::EAI_SERVICE => "EAI_SERVICE",
        libc::EAI_SOCKTYPE => "EAI_SOCKTYPE",
        libc::EAI_SYSTEM => "EAI_SYSTEM",
        other => return format!("EAI {other}"),
    };
    name.to_owned()
}

/// The local address, as an endpoint.
pub fn local(record: &Record) -> Option<String> {
    endpoint(&record.local, record.local_length, record.kind)
}

/// The remote address, as an endpoint.
pub fn peer(record: &Record) -> Option<String> {
    endpoint(&record.peer, record.peer_length, record.kind)
}

fn endpoint(bytes: &EndBytes, length: u16, kind: u16) -> Option<String> {
    let length = usize::from(length);
    let family = i32::from(u16::from_ne_bytes([bytes[0], bytes[1]]));
    let kind = i32::from(kind);
    let inet = match kind {
        libc::SOCK_STREAM => "tcp",
        libc::SOCK_DGRAM => "udp",
        _ => "raw",
    };
    let port = u16::from_be_bytes([bytes[2], bytes[3]]);
    match family {
        _ if length == 0 => None,
        libc::AF_INET => {
            let ip = Ipv4Addr::new(bytes[4], bytes[5], bytes[6], bytes[7]);
            Some(format!("{inet}://{}", SocketAddrV4::new(ip, port)))
        }
        libc::AF_INET6 => {
            let mut ip = [0; 16];
            ip.copy_from_slice(&bytes[8..24]);
            let scope = [bytes[24], bytes[25], bytes[26], bytes[27]];
            let scope = u32::from_ne_bytes(scope);
            Some(format!(
                "{inet}://{}",
                SocketAddrV6::new(Ipv6Addr::from(ip), port, 0, scope)
            ))
        }
        libc::AF_UNIX => Some(unix(bytes, length, kind)),
        _ => Some(format!("family {family}")),
    }
}

fn unix(bytes: &EndBytes, length: usize, kind: i32) -> String {
    let scheme = match kind {
        libc::SOCK_DGRAM => "unix-dgram",
        libc::SOCK_SEQPACKET => "unix-seqpacket",
        _ => "unix",
    };
    let name = &bytes[2..length.clamp(2, bytes.len())];
    let more = if length > bytes.len() { "..." } else { "" };
    match name {
        [] => format!("{scheme}:"),
        [0, name @ ..] => format!("{scheme}:@{}{more}", name.escape_ascii()),
        name => {
            let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
            format!("{scheme}:{}{more}", name.escape_ascii())
        }
    }
}

/// A record as a line for people:
///
/// `0.001234 curl[812] recv(5, 16384) tcp://127.0.0.1:40000 > tcp://127.0.0.1:80 = 1 (0.000012 s) rule 1`
pub struct Line<'a>(pub &'a Record);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = self.0;
        let seconds = |micros: i64| micros as f64 / 1e6;
        write!(
            f,
            "{:.6} {}[{}",
            seconds(record.time),
            shown_program(record),
            record.pid
        )?;
        if record.tid != record.pid {
            write!(f, "/{}", record.tid)?;
        }
        write!(f, "] {}(", function(record))?;
        if record.fd >= 0 {
            write!(f, "{}", record.fd)?;
        }
        if record.asked >= 0 {
            write!(f, ", {}", record.asked)?;
        }
        if record.flags != 0 {
            write!(f, ", {:#x}", record.flags)?;
        }
        f.write_str(")")?;
        if let Some(local) = local(record) {
            write!(f, " {local}")?;
        }
        if let Some(peer) = peer(record) {
            write!(f, " > {peer}")?;
        }
        write!(f, " = ")?;
        match error(record) {
            Some(error) => f.write_str(&error)?,
            None => write!(f, "{}", record.result)?,
        }
        write!(f, " ({:.6} s)", seconds(record.took))?;
        if record.delayed_by != 0 {
            write!(f, " delayed by rule {}", record.delayed_by)?;
        }
        if record.rule != 0 {
            write!(f, " rule {}", record.rule)?;
        }
        Ok(())
    }
}
