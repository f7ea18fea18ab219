//! Options that are ints.

use crate::error::{Error, Result};
use crate::socket::option;

/// Set one.
pub fn set_number(s: i32, level: i32, name: i32, value: i32) -> Result<()> {
    option::write(s, level, name, &value.to_ne_bytes())
}

/// Read one.
pub fn get_number(s: i32, level: i32, name: i32) -> Result<i32> {
    let mut value = [0; 4];
    option::read(s, level, name, &mut value)?;
    Ok(i32::from_ne_bytes(value))
}

/// Set one of IPv4, which an IPv6 socket may not have; see `unless_absent`.
pub fn set_number_v4(s: i32, domain: i32, name: i32, value: i32) -> Result<()> {
    let set = set_number(s, libc::SOL_IP, name, value);
    if domain == libc::AF_INET6 {
        return unless_absent(set);
    }
    set
}

/// The result of setting an IPv4 option on an IPv6 socket. Most IPv6 sockets carry IPv4 too and
/// have it; a raw one does not, which is no error.
pub fn unless_absent(result: Result<()>) -> Result<()> {
    match result {
        Err(Error::ENOPROTOOPT) => Ok(()),
        result => result,
    }
}
