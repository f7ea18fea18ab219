//! What fault rules ask about sockets and calls. These system calls are not subject to rules.

use super::call::call;
use super::clock::Span;
use super::{object, probe, sockaddr, Fd, User};
use crate::address::Place;
use crate::error::Result;
use core::mem::size_of;
use libc::{c_int, c_short, msghdr, socklen_t};

/// A socket's type; None if it is no socket.
pub fn kind(fd: Fd) -> Option<c_int> {
    if let Some(object) = object::at(fd) {
        return Some(object.kind());
    }
    option(fd, libc::SOL_SOCKET, libc::SO_TYPE)
}

/// A socket option that is an int.
pub fn option(fd: Fd, level: c_int, name: c_int) -> Option<c_int> {
    let mut value: c_int = 0;
    let mut len = size_of::<c_int>() as socklen_t;
    // SAFETY: `value` and `len` are our own to write.
    let asked = unsafe {
        call!(
            SYS_getsockopt,
            fd,
            level,
            name,
            &raw mut value,
            &raw mut len
        )
    };
    asked.ok().map(|_| value)
}

/// Whether receiving is at its end, so that a received count of 0 is not an empty message.
pub fn has_ended(fd: Fd) -> bool {
    ready(fd, libc::POLLRDHUP) != 0
}

/// Whether an error is pending for the next call.
pub(super) fn has_error(fd: Fd) -> bool {
    ready(fd, 0) & libc::POLLERR != 0
}

/// Which of these events, an error and a hangup a socket reports.
pub fn ready(fd: Fd, events: c_short) -> c_short {
    if let Some(object) = object::at(fd) {
        return object.ready() & (events | libc::POLLERR | libc::POLLHUP);
    }
    let mut entry = libc::pollfd {
        fd,
        events,
        revents: 0,
    };
    let mut at_once = Span::of(0);
    // SAFETY: one entry and a time, our own to write; no mask is given.
    let _ = unsafe { call!(SYS_ppoll, &raw mut entry, 1usize, &raw mut at_once, 0usize) };
    entry.revents
}

/// The address of a socket's own end.
pub fn local(fd: Fd) -> Option<Place> {
    // SAFETY: `named` gives room for as much as it says.
    named(|addr, len| unsafe { call!(SYS_getsockname, fd, addr, len) })
}

/// The address of its peer.
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
    probe::read_into(addr.cast(), bytes).ok()?;
    sockaddr::decode(bytes).ok()
}

/// The place that a message of the caller's is to be sent to, if it names one.
pub(super) fn destination(msg: User<msghdr>) -> Option<Place> {
    let msg = probe::read(msg).ok()?;
    // SAFETY: the message was vouched for with all that it points to.
    place(unsafe { User::new(msg.msg_name.cast()) }, msg.msg_namelen)
}
