//! What the judge of faults asks about sockets: past all rules, so that asking changes nothing.

use super::call::call;
use super::clock::Span;
use super::{sockaddr, Fd, User};
use crate::address::Place;
use crate::error::Result;
use libc::{c_int, socklen_t};
use std::mem::size_of;

/// A socket's type; none if it is no socket.
pub fn kind(fd: Fd) -> Option<c_int> {
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
    let mut entry = libc::pollfd {
        fd,
        events: libc::POLLRDHUP,
        revents: 0,
    };
    let (place, mut now) = (&raw mut entry, Span::of(0));
    // SAFETY: one entry and a span, our own to write; no mask is given.
    let ready = unsafe { call!(SYS_ppoll, place, 1usize, &raw mut now, 0usize, 0usize) };
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
