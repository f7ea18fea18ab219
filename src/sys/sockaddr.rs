//! The system's addresses in the caller's memory.
#![forbid(unsafe_code)]

use super::User;
use crate::error::{Error, Result};
use arrayvec::ArrayVec;
use core::ffi::c_int;
use libc::socklen_t;

pub use crate::address::sockaddr::{decode, encode, Sockaddr, ROOM, UNIX_ROOM};

/// The bytes of an address of the caller's. EINVAL if no address is so long.
pub fn read(addr: User<u8>, len: socklen_t) -> Result<ArrayVec<u8, ROOM>> {
    let length = len as usize;
    if length > ROOM {
        return Err(Error::EINVAL);
    }
    let mut bytes = ArrayVec::from([0; ROOM]);
    bytes.truncate(length);
    addr.read_into(&mut bytes)?;
    Ok(bytes)
}

/// Write an address into the caller's room, cut to its size, and the full length.
pub fn write(bytes: &Sockaddr, addr: User<u8>, len: User<socklen_t>) -> Result<c_int> {
    let room = len.read()?;
    if (room as c_int) < 0 {
        return Err(Error::EINVAL);
    }
    addr.write_all(&bytes[..bytes.len().min(room as usize)])?;
    len.write(bytes.len() as socklen_t)?;
    Ok(0)
}
