//! Waiting for new events on a socket where poll keeps reporting an old one.

use crate::error::Result;
use crate::sys::descriptor::Owned;
use crate::sys::epoll;
use crate::sys::Fd;
use core::ffi::c_short;

/// A descriptor that is readable from the next event on a socket until that event is taken.
pub struct Edge(Owned);

impl Edge {
    /// For these events of a socket.
    pub fn new(fd: Fd, events: c_short) -> Result<Self> {
        let edge = Self(Owned::new(epoll::open()?));
        epoll::add_edge(edge.fd(), fd, events)?;
        edge.take();
        Ok(edge)
    }

    /// The descriptor.
    pub fn fd(&self) -> Fd {
        self.0.fd()
    }

    /// Take the events, so that the descriptor is not readable any more.
    pub fn take(&self) {
        let _ = epoll::take(self.0.fd());
    }
}
