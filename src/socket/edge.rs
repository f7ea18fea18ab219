//! Waiting for what is new on a socket, where poll keeps reporting what is old.

use crate::error::Result;
use crate::sys::descriptor::Owned;
use crate::sys::epoll;
use crate::sys::Fd;
use core::ffi::c_short;

/// A descriptor that polls readable when something happens on a socket, until it is taken.
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

    /// Take what has happened: the descriptor is not readable any more.
    pub fn take(&self) {
        epoll::take(self.0.fd());
    }
}
