//! Options by name.

use super::nearest::nearest;
use super::number::{get_number, set_number, unless_absent};
use super::option_names::{Field, How, OPTIONS, SOL_IP};
use crate::error::{Error, Explained, Result};
use crate::socket::option;
use core::ffi::CStr;
use core::fmt;
use libc::{SOL_IPV6, SOL_SOCKET, SOL_TCP};

/// The i-th name.
pub fn name_at(i: usize) -> Option<&'static CStr> {
    OPTIONS.get(i).map(|(name, _)| name.text())
}

/// Set one.
pub fn set(s: i32, name: &[u8], value: i64) -> Result<i32> {
    let how = find(name)?;
    as_absent(match how {
        How::Number(level, name) => set_number(s, level, name, number(value)?),
        How::Unsigned(level, name) => set_number(s, level, name, unsigned(value)? as i32),
        How::Ip(v4, v6) => set_ip(s, v4, v6, number(value)?),
        How::Micros(name) => set_micros(s, name, value),
        How::Linger => set_linger(s, number(value)?),
        How::Interface(v4, v6) => set_interface(s, v4, v6, number(value)?),
        How::ReadOnly(..) | How::ReadOnlyIp(..) | How::Info(_) => Err(read_only(name)),
    })
    .map(|()| 0)
}

/// Read one.
pub fn get(s: i32, name: &[u8]) -> Result<i64> {
    let how = find(name)?;
    as_absent(match how {
        How::Number(level, name) | How::ReadOnly(level, name) => {
            get_number(s, level, name).map(i64::from)
        }
        How::Unsigned(level, name) => get_number(s, level, name).map(|n| i64::from(n as u32)),
        How::Ip(v4, v6) | How::ReadOnlyIp(v4, v6) => get_ip(s, v4, v6),
        How::Micros(name) => get_micros(s, name),
        How::Linger => get_linger(s),
        How::Interface(_, v6) if is_v6(s)? => get_number(s, SOL_IPV6, v6).map(i64::from),
        How::Interface(..) => Err(refuse(format_args!(
            "{} can only be set on an IPv4 socket",
            name.escape_ascii()
        ))),
        How::Info(field) => get_info(s, field),
    })
}

/// Return the same error for every option of another kind of socket, whatever its level.
fn as_absent<T>(result: Result<T>) -> Result<T> {
    result.map_err(|error| match error {
        Error::EOPNOTSUPP => Error::ENOPROTOOPT,
        error => error,
    })
}

fn find(name: &[u8]) -> Result<How> {
    let found = OPTIONS.binary_search_by(|(known, _)| known.text().to_bytes().cmp(name));
    found.map(|i| OPTIONS[i].1).map_err(|_| unknown(name))
}

fn unknown(name: &[u8]) -> Error {
    let shown = name.escape_ascii();
    let known = OPTIONS.iter().map(|(known, _)| known.text().to_bytes());
    match nearest(name, known) {
        Some(near) => {
            let near = near.escape_ascii();
            refuse(format_args!("no option {shown}; the nearest is {near}"))
        }
        None => refuse(format_args!("no option {shown}")),
    }
}

fn read_only(name: &[u8]) -> Error {
    refuse(format_args!("{} can only be read", name.escape_ascii()))
}

fn refuse(why: fmt::Arguments<'_>) -> Error {
    Explained::new(Error::ENOPROTOOPT, why).into()
}

fn number(value: i64) -> Result<i32> {
    i32::try_from(value).map_err(|_| Error::EINVAL)
}

fn unsigned(value: i64) -> Result<u32> {
    u32::try_from(value).map_err(|_| Error::EINVAL)
}

fn is_v6(s: i32) -> Result<bool> {
    match get_number(s, SOL_SOCKET, libc::SO_DOMAIN)? {
        libc::AF_INET => Ok(false),
        libc::AF_INET6 => Ok(true),
        _ => Err(Error::ENOPROTOOPT),
    }
}

/// An IPv6 socket can carry IPv4 too, and then has an option for each.
fn set_ip(s: i32, v4: i32, v6: i32, value: i32) -> Result<()> {
    if !is_v6(s)? {
        return set_number(s, SOL_IP, v4, value);
    }
    set_both(s, v6, value, || set_number(s, SOL_IP, v4, value))
}

/// Set an IPv6 option, and then the IPv4 one; neither is changed if only one accepts the value.
fn set_both(s: i32, v6: i32, value: i32, set_v4: impl FnOnce() -> Result<()>) -> Result<()> {
    let before = get_number(s, SOL_IPV6, v6)?;
    set_number(s, SOL_IPV6, v6, value)?;
    unless_absent(set_v4()).inspect_err(|_| {
        let _ = set_number(s, SOL_IPV6, v6, before);
    })
}

fn get_ip(s: i32, v4: i32, v6: i32) -> Result<i64> {
    let value = if is_v6(s)? {
        get_number(s, SOL_IPV6, v6)
    } else {
        get_number(s, SOL_IP, v4)
    };
    value.map(i64::from)
}

/// IPv4 has the interface's number at the end of a structure (ip_mreqn), behind two addresses.
fn set_interface(s: i32, v4: i32, v6: i32, index: i32) -> Result<()> {
    let mut request = [0; 12];
    request[8..].copy_from_slice(&index.to_ne_bytes());
    if !is_v6(s)? {
        return option::write(s, SOL_IP, v4, &request);
    }
    set_both(s, v6, index, || option::write(s, SOL_IP, v4, &request))
}

/// Seconds and microseconds, 64 bits each on every machine.
fn set_micros(s: i32, name: i32, value: i64) -> Result<()> {
    if value < 0 {
        return Err(Error::EINVAL);
    }
    let mut time = [0; 16];
    time[..8].copy_from_slice(&(value / 1_000_000).to_ne_bytes());
    time[8..].copy_from_slice(&(value % 1_000_000).to_ne_bytes());
    option::write(s, SOL_SOCKET, name, &time)
}

fn get_micros(s: i32, name: i32) -> Result<i64> {
    let mut time = [0; 16];
    option::read(s, SOL_SOCKET, name, &mut time)?;
    let [seconds, micros] = halves(time).map(i64::from_ne_bytes);
    Ok(seconds.saturating_mul(1_000_000).saturating_add(micros))
}

fn set_linger(s: i32, seconds: i32) -> Result<()> {
    if seconds < -1 {
        return Err(Error::EINVAL);
    }
    let mut linger = [0; 8];
    linger[..4].copy_from_slice(&i32::from(seconds >= 0).to_ne_bytes());
    linger[4..].copy_from_slice(&seconds.max(0).to_ne_bytes());
    option::write(s, SOL_SOCKET, libc::SO_LINGER, &linger)
}

fn get_linger(s: i32) -> Result<i64> {
    let mut linger = [0; 8];
    option::read(s, SOL_SOCKET, libc::SO_LINGER, &mut linger)?;
    let [is_on, seconds] = halves(linger).map(i32::from_ne_bytes);
    Ok(if is_on == 0 { -1 } else { i64::from(seconds) })
}

/// Both halves of a pair.
fn halves<const PAIR: usize, const HALF: usize>(pair: [u8; PAIR]) -> [[u8; HALF]; 2] {
    core::array::from_fn(|i| core::array::from_fn(|j| pair[i * HALF + j]))
}

fn get_info(s: i32, field: Field) -> Result<i64> {
    let mut info = [0; 512];
    let length = option::read(s, SOL_TCP, libc::TCP_INFO, &mut info)?;
    read_field(&info[..length], field).ok_or(Error::ENOPROTOOPT) // an older kernel's structure
}

fn read_field(info: &[u8], field: Field) -> Option<i64> {
    Some(match field {
        Field::Byte(at) => i64::from(*info.get(at)?),
        Field::Word(at) => i64::from(u32::from_ne_bytes(*info.get(at..)?.first_chunk()?)),
        Field::Wide(at) => {
            let value = u64::from_ne_bytes(*info.get(at..)?.first_chunk()?);
            i64::try_from(value).unwrap_or(i64::MAX) // "no limit" is the highest number
        }
    })
}
