//! Socket options.

use super::inject::{before, Call};
use super::{check, Fd, User};
use crate::error::Result;
use libc::{socklen_t, timeval, SOL_SOCKET};
use std::ffi::c_int;
use std::mem::size_of;

/// getsockopt(2).
pub fn get(
    fd: Fd,
    level: c_int,
    name: c_int,
    value: User<u8>,
    len: User<socklen_t>,
) -> Result<c_int> {
    before(Call::Option, fd)?;
    // SAFETY: the kernel checks both.
    check(unsafe { libc::getsockopt(fd, level, name, value.pointer().cast(), len.pointer()) })
}

/// setsockopt(2).
pub fn set(fd: Fd, level: c_int, name: c_int, value: User<u8>, len: socklen_t) -> Result<c_int> {
    before(Call::Option, fd)?;
    // SAFETY: the kernel checks `value`.
    check(unsafe { libc::setsockopt(fd, level, name, value.pointer().cast(), len) })
}

/// The socket's domain.
pub fn domain(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_DOMAIN)
}

/// The socket's type.
pub fn kind(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_TYPE)
}

/// The socket's protocol.
pub fn protocol(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_PROTOCOL)
}

/// Whether it listens.
pub fn is_listener(fd: Fd) -> Result<bool> {
    Ok(number(fd, libc::SO_ACCEPTCONN)? != 0)
}

/// How many bytes a blocking receiver on a stream waits for.
pub fn low_water(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_RCVLOWAT)
}

/// SO_RCVTIMEO or SO_SNDTIMEO in microseconds; 0 for none.
pub fn timeout(fd: Fd, name: c_int) -> Result<i64> {
    let time: timeval = own(
        fd,
        name,
        timeval {
            tv_sec: 0,
            tv_usec: 0,
        },
    )?;
    Ok(time
        .tv_sec
        .saturating_mul(1_000_000)
        .saturating_add(time.tv_usec))
}

fn number(fd: Fd, name: c_int) -> Result<c_int> {
    own(fd, name, 0)
}

fn own<T: Copy>(fd: Fd, name: c_int, mut value: T) -> Result<T> {
    before(Call::Option, fd)?;
    let mut len = size_of::<T>() as socklen_t;
    // SAFETY: the kernel writes at most `len` bytes to `value`; T is int or timeval, as the
    // option has it.
    check(unsafe { libc::getsockopt(fd, SOL_SOCKET, name, (&raw mut value).cast(), &mut len) })?;
    Ok(value)
}
