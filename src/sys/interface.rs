//! Network interfaces: their names and numbers.

use super::errno;
use crate::error::{Error, Result};
use std::ffi::CString;

/// The number of the interface with this name.
pub fn number(name: &str) -> Result<u32> {
    let name = CString::new(name).map_err(|_| Error::ENODEV)?;
    // SAFETY: a C string.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(Error::new(errno::get())),
        number => Ok(number),
    }
}

/// The name of the interface with this number, if it has one in ASCII.
pub fn name(number: u32) -> Option<String> {
    let mut room = [0u8; libc::IF_NAMESIZE];
    let before = errno::get();
    // SAFETY: there is room for the longest name and its NUL.
    let found = unsafe { libc::if_indextoname(number, room.as_mut_ptr().cast()) };
    if found.is_null() {
        errno::set(before);
        return None;
    }
    let name: Vec<u8> = room.into_iter().take_while(|&byte| byte != 0).collect();
    String::from_utf8(name).ok().filter(|name| name.is_ascii())
}
