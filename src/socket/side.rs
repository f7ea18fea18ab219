//! The two sides of a socket, and what each is set by.

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
    /// What makes a call on this side wait in poll, although the process has a single thread. A
    /// send that comes back with less than all does not say whether its time is over, or a signal
    /// has come.
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

    /// What keeps a call on this side from the short way, which takes what is there for enough.
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

    /// The last call on this side had to wait, which is remembered of receiving ones only.
    pub const fn waited(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_WAITED,
            Self::Sending => Flags::empty(),
        }
    }

    /// The kernel's own timeout has been set on this side.
    pub const fn has_timeout(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_TIMEOUT,
            Self::Sending => Flags::SEND_TIMEOUT,
        }
    }

    /// The kernel's own timeout says not to wait.
    pub const fn never_waits(self) -> Flags {
        match self {
            Self::Receiving => Flags::RECEIVE_NEVER_WAITS,
            Self::Sending => Flags::SEND_NEVER_WAITS,
        }
    }

    /// What poll is to tell of.
    pub fn events(self) -> c_short {
        match self {
            // RDHUP tells of the end that shutdown made of a datagram socket's receiving.
            Self::Receiving => poll::POLLIN | poll::POLLRDHUP,
            Self::Sending => poll::POLLOUT,
        }
    }

    /// The kernel's own timeout on this side.
    pub fn timeout_option(self) -> i32 {
        match self {
            Self::Receiving => option::RCVTIMEO,
            Self::Sending => option::SNDTIMEO,
        }
    }
}
