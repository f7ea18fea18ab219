//! Socket options.

use super::call::call;
use super::inject::{before, Call};
use super::{check, Fd, User};
use crate::error::{Error, Result};
use core::ffi::c_int;
use libc::{socklen_t, SOL_SOCKET};

/// The timeout options whose values have two 64-bit fields. On 32-bit processors they exist since
/// Linux 5.1, beside the old ones with 32 bits (asm-generic/socket.h calls them SO_..._NEW).
#[cfg(target_pointer_width = "64")]
mod time64 {
    pub use libc::SO_RCVTIMEO as RCVTIMEO;
    pub use libc::SO_SNDTIMEO as SNDTIMEO;
    pub use libc::SO_TIMESTAMPNS as TIMESTAMPNS;
}
#[cfg(target_pointer_width = "32")]
#[allow(missing_docs, reason = "as above")]
mod time64 {
    pub const TIMESTAMPNS: i32 = 64;
    pub const RCVTIMEO: i32 = super::SO_RCVTIMEO_NEW;
    pub const SNDTIMEO: i32 = super::SO_SNDTIMEO_NEW;
}
pub use time64::{RCVTIMEO, SNDTIMEO, TIMESTAMPNS};

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

/// Set an option that is an int.
pub fn set_number(fd: Fd, level: c_int, name: c_int, value: c_int) -> Result<()> {
    set_own(fd, level, name, value)
}

/// Take the socket's pending error (SO_ERROR), such as the result of a connection attempt.
pub fn take_error(fd: Fd) -> Result<()> {
    match number(fd, libc::SO_ERROR)? {
        0 => Ok(()),
        errno => Err(Error::new(errno)),
    }
}

/// Whether a TCP socket is neither connected nor being connected; None for other sockets.
pub fn is_unconnected(fd: Fd) -> Option<bool> {
    const TCP_CLOSE: u8 = 7;
    let mut info = [0]; // its first field, `tcpi_state`
    let read = read(fd, libc::IPPROTO_TCP, libc::TCP_INFO, &mut info);
    read.ok().map(|_| info[0] == TCP_CLOSE)
}

/// Have close(2) reset the connection (SO_LINGER).
pub fn reset_when_closed(fd: Fd) -> Result<()> {
    let linger = libc::linger {
        l_onoff: 1,
        l_linger: 0,
    };
    set_own(fd, SOL_SOCKET, libc::SO_LINGER, linger)
}

/// Set `RCVTIMEO` or `SNDTIMEO` in microseconds; 0 for none.
pub fn set_timeout(fd: Fd, name: c_int, micros: i64) -> Result<()> {
    set_own(
        fd,
        SOL_SOCKET,
        name,
        [micros / 1_000_000, micros % 1_000_000],
    )
}

/// Check that two ints can be written somewhere, by having the kernel write there.
pub fn check_writable(fd: Fd, place: User<[c_int; 2]>) -> Result<()> {
    let mut len = size_of::<[c_int; 2]>() as socklen_t;
    let here = &raw mut len;
    // SAFETY: the kernel checks `place`; a socket's cookie has eight bytes.
    let written = unsafe {
        call!(
            SYS_getsockopt,
            fd,
            SOL_SOCKET,
            libc::SO_COOKIE,
            place.pointer(),
            here
        )
    };
    match written {
        Err(Error::EFAULT) => Err(Error::EFAULT),
        _ => Ok(()), // also if the kernel has no SO_COOKIE
    }
}

/// The sides that the kernel keeps a timeout for.
pub enum Timeout {
    /// SO_RCVTIMEO.
    Receiving,
    /// SO_SNDTIMEO.
    Sending,
}

/// The 64-bit options, with the same numbers on every machine (asm-generic/socket.h).
const SO_RCVTIMEO_NEW: c_int = 66;
const SO_SNDTIMEO_NEW: c_int = 67;

/// Which timeout an option of SOL_SOCKET is, if it is one.
pub fn timeout_of(name: c_int) -> Option<Timeout> {
    match name {
        libc::SO_RCVTIMEO | SO_RCVTIMEO_NEW => Some(Timeout::Receiving),
        libc::SO_SNDTIMEO | SO_SNDTIMEO_NEW => Some(Timeout::Sending),
        _ => None,
    }
}

/// Whether a timeout that the kernel has accepted in this call is negative: its seconds are.
pub fn is_negative(name: c_int, value: User<u8>) -> bool {
    if matches!(name, SO_RCVTIMEO_NEW | SO_SNDTIMEO_NEW) {
        return value.cast::<i64>().read_again() < 0;
    }
    value.cast::<isize>().read_again() < 0
}

/// The socket's domain.
pub fn domain(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_DOMAIN)
}

/// Whether the socket ignores MSG_ERRQUEUE.
pub fn has_no_error_queue(fd: Fd) -> bool {
    matches!(domain(fd), Ok(libc::AF_UNIX | libc::AF_NETLINK))
}

/// Whether the socket ignores MSG_ZEROCOPY.
pub fn has_no_zerocopy(fd: Fd) -> bool {
    number(fd, libc::SO_ZEROCOPY) == Ok(0)
}

/// The socket's type.
pub fn kind(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_TYPE)
}

/// The socket's protocol.
pub fn protocol(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_PROTOCOL)
}

/// A number that no other socket has.
pub fn cookie(fd: Fd) -> Result<u64> {
    own(fd, libc::SO_COOKIE, 0u64)
}

/// Whether it listens.
pub fn is_listener(fd: Fd) -> Result<bool> {
    Ok(number(fd, libc::SO_ACCEPTCONN)? != 0)
}

/// How many bytes a blocking receiver on a stream waits for.
pub fn low_water(fd: Fd) -> Result<c_int> {
    number(fd, libc::SO_RCVLOWAT)
}

/// Whether each peek begins behind the previous one (SO_PEEK_OFF).
pub fn peeks_move_on(fd: Fd) -> bool {
    number(fd, libc::SO_PEEK_OFF).is_ok_and(|offset| offset >= 0)
}

/// Whether each message comes with its sender's credentials.
pub fn has_credentials(fd: Fd) -> bool {
    number(fd, libc::SO_PASSCRED).is_ok_and(|on| on != 0)
}

/// `RCVTIMEO` or `SNDTIMEO` in microseconds; 0 for none.
pub fn timeout(fd: Fd, name: c_int) -> Result<i64> {
    let [seconds, micros] = own(fd, name, [0i64; 2])?;
    Ok(seconds.saturating_mul(1_000_000).saturating_add(micros))
}

fn number(fd: Fd, name: c_int) -> Result<c_int> {
    own(fd, name, 0)
}

fn own<T: Copy>(fd: Fd, name: c_int, mut value: T) -> Result<T> {
    before(Call::Option, fd)?;
    let mut len = size_of::<T>() as socklen_t;
    // SAFETY: the kernel writes at most `len` bytes to `value`; T is what the option has.
    check(unsafe { libc::getsockopt(fd, SOL_SOCKET, name, (&raw mut value).cast(), &mut len) })?;
    Ok(value)
}

/// getsockopt(2) into bytes of the library's own. Returns how many of them were filled.
pub fn read(fd: Fd, level: c_int, name: c_int, value: &mut [u8]) -> Result<usize> {
    before(Call::Option, fd)?;
    let mut len = value.len() as socklen_t;
    // SAFETY: the kernel writes at most `len` bytes.
    check(unsafe { libc::getsockopt(fd, level, name, value.as_mut_ptr().cast(), &mut len) })?;
    Ok(len as usize)
}

/// setsockopt(2) from bytes of the library's own, with none of the options that hold pointers.
pub fn write(fd: Fd, level: c_int, name: c_int, value: &[u8]) -> Result<()> {
    before(Call::Option, fd)?;
    let len = value.len() as socklen_t;
    // SAFETY: the kernel reads `len` bytes.
    check(unsafe { libc::setsockopt(fd, level, name, value.as_ptr().cast(), len) }).map(drop)
}

fn set_own<T: Copy>(fd: Fd, level: c_int, name: c_int, value: T) -> Result<()> {
    before(Call::Option, fd)?;
    let len = size_of::<T>() as socklen_t;
    // SAFETY: the kernel reads `len` bytes of `value`; T is what the option takes.
    check(unsafe { libc::setsockopt(fd, level, name, (&raw const value).cast(), len) }).map(drop)
}
