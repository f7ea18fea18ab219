//! Network interfaces: their names and numbers.
//!
//! if_nametoindex(3) is not used: its errno is unspecified when it cannot get a descriptor.

use super::{check, descriptor, socket};
use crate::endpoint::{InterfaceName, Interfaces};
use crate::error::{Error, Result};
use core::ffi::CStr;
use core::mem;
use libc::{ifreq, IF_NAMESIZE, SIOCGIFINDEX, SIOCGIFNAME};

/// For the text forms of addresses.
pub const INTERFACES: Interfaces = Interfaces { number, name };

/// The number of the interface with this name; ENODEV if there is none.
pub fn number(name: &str) -> Result<u32> {
    let mut request = empty();
    if name.len() >= IF_NAMESIZE || name.contains('\0') {
        return Err(Error::ENODEV);
    }
    for (place, byte) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *place = byte as _;
    }
    ask(SIOCGIFINDEX as libc::Ioctl, &mut request)?;
    // SAFETY: this is what the kernel has answered with.
    Ok(unsafe { request.ifr_ifru.ifru_ifindex } as u32)
}

/// The name of the interface with this number, if it exists and its name is UTF-8.
pub fn name(number: u32) -> Option<InterfaceName> {
    let mut request = empty();
    request.ifr_ifru.ifru_ifindex = number as _;
    ask(SIOCGIFNAME as libc::Ioctl, &mut request).ok()?;
    let bytes = request.ifr_name.map(|byte| byte as u8);
    let name = CStr::from_bytes_until_nul(&bytes).ok()?;
    InterfaceName::from(name.to_str().ok()?).ok()
}

fn empty() -> ifreq {
    // SAFETY: made of numbers and bytes only.
    unsafe { mem::zeroed() }
}

/// Any socket of this process's network will do.
fn ask(question: libc::Ioctl, request: &mut ifreq) -> Result<()> {
    let fd = socket::socket(libc::AF_UNIX, libc::SOCK_DGRAM, 0)?;
    // SAFETY: both questions read and write one such structure.
    let answer = check(unsafe { libc::ioctl(fd, question, request) });
    let _ = descriptor::close(fd);
    answer.map(drop)
}
