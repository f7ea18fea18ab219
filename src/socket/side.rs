//! The two sides of a socket, and the flags that belong to each.

use crate::handle::Flags;
use crate::sys::{option, poll};
use core::ffi::c_short;

/// The two sides of a socket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// accept, read, recv…
    Receiving = 0,
    /// connect, write, send…
    Sending = 1,
}

impl Side {
    /// What makes a call on this side wait in poll even in a process with one thread. With
    /// SO_SNDTIMEO, a partial send does not say whether the timeout or a signal ended it.
    pub const fn waits_in_poll(self) -> Flags {
        let side = match self {
            Self::Receiving => Flags::RECEIVE_DEADLINE,
            Self::Sending => Flags::SEND_DEADLINE.union(Flags::SEND_TIMEOUT),
        };
        Flags::EVERY_SIGNAL
            .union(Flags::FAULTY)
            .union(Flags::FAILURE)
            .union(Flags::OBJECT)
            .union(side)
    }

    /// What keeps a call on this side from the short way, which returns whatever has arrived.
    pub const fn goes_the_long_way(self) -> Flags {
        let others = self.waits_in_poll().union(self.waited());
        match self {
            Self::Receiving => others.union(Flags::LOW_WATER),
            Self::Sending => others,
        }
    }

    /// A deadline is set on this side.
    pub const fn has_deadline(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_DEADLINE,
            Self::Sending => Flags::SEND_DEADLINE,
        }
    }

    /// The last call on this side had to wait. Noted for receiving only.
    pub const fn waited(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_WAITED,
            Self::Sending => Flags::empty(),
        }
    }

    /// SO_RCVTIMEO or SO_SNDTIMEO has been set on this side.
    pub const fn has_timeout(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_TIMEOUT,
            Self::Sending => Flags::SEND_TIMEOUT,
        }
    }

    /// SO_RCVTIMEO or SO_SNDTIMEO is negative, which means not to wait.
    pub const fn never_waits(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_NEVER_WAITS,
            Self::Sending => Flags::SEND_NEVER_WAITS,
        }
    }

    /// The events to poll for.
    pub fn events(self) -> c_short {
        match self {
            // POLLRDHUP reports that a datagram socket has been shut down for receiving.
            Self::Receiving => poll::POLLIN | poll::POLLRDHUP,
            Self::Sending => poll::POLLOUT,
        }
    }

    /// The option that is the kernel's own timeout on this side.
    pub fn timeout_option(self) -> i32 {
        match self {
            Self::Receiving => option::RCVTIMEO,
            Self::Sending => option::SNDTIMEO,
        }
    }
}
