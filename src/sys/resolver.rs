//! The system's resolver.

use super::errno;
use super::sockaddr;
use super::thread::Uncancelled;
use crate::address::Place;
use crate::error::{Error, Result};
use libc::addrinfo;
use std::ffi::{c_int, CStr};
use std::{ptr, slice};

/// getaddrinfo(3): where a service of a host is, the system's first choice first. It may take
/// its time.
pub fn look_up(host: &CStr, service: &CStr, type_: c_int) -> Result<Vec<Place>> {
    // SAFETY: all zero is a hint at nothing.
    let mut hints: addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_socktype = type_;
    let mut found = ptr::null_mut();
    let _uncancelled = Uncancelled::new();
    // SAFETY: C strings; the hints say nothing that is not true; `found` takes the result.
    let code = unsafe { libc::getaddrinfo(host.as_ptr(), service.as_ptr(), &hints, &mut found) };
    if code != 0 {
        return Err(error(code));
    }
    let places = List(found).places().collect();
    // SAFETY: the list is the call's, and not used any more.
    unsafe { libc::freeaddrinfo(found) };
    Ok(places)
}

/// The list that getaddrinfo makes.
struct List(*const addrinfo);

impl List {
    fn places(self) -> impl Iterator<Item = Place> {
        // SAFETY: a pointer to an entry, or null at the end.
        let first = unsafe { self.0.as_ref() };
        // SAFETY: as above.
        let entries = std::iter::successors(first, |entry| unsafe { entry.ai_next.as_ref() });
        entries.filter_map(|entry| {
            // SAFETY: the address has the length that stands beside it.
            let bytes = unsafe {
                slice::from_raw_parts(entry.ai_addr.cast::<u8>(), entry.ai_addrlen as usize)
            };
            sockaddr::decode(bytes).ok()
        })
    }
}

fn error(code: c_int) -> Error {
    const EAI_ADDRFAMILY: c_int = -9; // the libc crate does not have it
    match code {
        EAI_ADDRFAMILY => Error::OX_EAI_ADDRFAMILY,
        libc::EAI_AGAIN => Error::OX_EAI_AGAIN,
        libc::EAI_FAMILY => Error::OX_EAI_FAMILY,
        libc::EAI_MEMORY => Error::OX_EAI_MEMORY,
        libc::EAI_NODATA => Error::OX_EAI_NODATA,
        libc::EAI_NONAME => Error::OX_EAI_NONAME,
        libc::EAI_SERVICE => Error::OX_EAI_SERVICE,
        libc::EAI_SYSTEM => Error::new(errno::get()),
        _ => Error::OX_EAI_FAIL,
    }
}
