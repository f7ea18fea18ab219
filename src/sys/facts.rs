//! What the judge of faults asks about sockets: past all rules, so that asking changes nothing.

use super::call::call;
use super::{object, sockaddr, Fd, User};
use crate::address::Place;
use crate::error::Result;
use libc::{c_int, socklen_t};
use std::mem::size_of;

/// A socket's type; none if it is no socket.
pub fn kind(fd: Fd) -> Option<c_int> {
    if let Some(object) = object::at(fd) {
        return Some(object.kind());
    }
    let mut kind: c_int = 0;
    let mut len = size_of::<c_int>() as socklen_t;
    // SAFETY: `kind` and `len` are our own to write.
    let asked = unsafe {
        call!(
            SYS_getsockopt,
            fd,
            libc::SOL_SOCKET,
            libc::SO_TYPE,
            &raw mut kind,
            &raw mut len
        )
    };
    asked.ok().map(|_| kind)
}

/// Whether nothing will come any more, so that a received nothing is not an empty message.
pub fn has_ended(fd: Fd) -> bool {
    if let Some(object) = object::at(fd) {
        return object.ready() & libc::POLLRDHUP != 0;
    }
    let mut entry = libc::pollfd {
        fd,
        events: libc::POLLRDHUP,
        revents: 0,
    };
    // SAFETY: one entry, our own to write.
    let ready = unsafe { call!(SYS_poll, &raw mut entry, 1usize, 0) };
    ready == Ok(1)
}

/// Where a socket is.
pub fn local(fd: Fd) -> Option<Place> {
    // SAFETY: `named` gives room for as much as it says.
    named(|addr, len| unsafe { call!(SYS_getsockname, fd, addr, len) })
}

/// Where its peer is.
pub fn peer(fd: Fd) -> Option<Place> {
    // SAFETY: `named` gives room for as much as it says.
    named(|addr, len| unsafe { call!(SYS_getpeername, fd, addr, len) })
}

fn named(ask: impl FnOnce(*mut u8, *mut socklen_t) -> Result<c_int>) -> Option<Place> {
    let mut bytes = [0u8; sockaddr::ROOM];
    let mut len = bytes.len() as socklen_t;
    ask(bytes.as_mut_ptr(), &mut len).ok()?;
    sockaddr::decode(bytes.get(..len as usize)?).ok()
}

/// The place that an address of the caller's names, if it is one.
pub(super) fn place(addr: User<libc::sockaddr>, len: socklen_t) -> Option<Place> {
    let mut bytes = [0u8; sockaddr::ROOM];
    let bytes = bytes.get_mut(..len as usize)?;
    if addr.is_null() || bytes.is_empty() {
        return None;
    }
    addr.cast().read_into(bytes).ok()?;
    sockaddr::decode(bytes).ok()
}
