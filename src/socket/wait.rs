//! Waiting in poll: until a socket is ready, a deadline has come, or the handle is closed.

use super::slot::Traits;
use super::switch::{self, Among};
use super::visit::Visit;
use super::wakeup::Watch;
use crate::error::{Error, Result};
use crate::sys::poll::{self, entry};
use crate::sys::{option, Fd};
use crate::time::{self, FOREVER};
use std::ffi::c_short;
use std::sync::atomic::Ordering;

/// The two sides of a socket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// accept, read, recv…
    Receiving = 0,
    /// connect, write, send…
    Sending = 1,
}

impl Side {
    /// What makes a call on this side wait in poll rather than in the kernel's call.
    #[inline]
    pub const fn detours(self) -> Traits {
        let common = Traits::SHARED
            .and(Traits::LENT)
            .and(Traits::FORKED)
            .and(Traits::FAULTY)
            .and(self.has_deadline());
        match self {
            Self::Receiving => common.and(Traits::PATIENT_RECEIVER),
            Self::Sending => common.and(Traits::PATIENT_SENDER),
        }
    }

    /// A deadline is set on this side.
    pub const fn has_deadline(self) -> Traits {
        match self {
            Self::Receiving => Traits::RECEIVE_DEADLINE,
            Self::Sending => Traits::SEND_DEADLINE,
        }
    }

    fn events(self) -> c_short {
        match self {
            // RDHUP tells of the end that shutdown made of a datagram socket's receiving.
            Self::Receiving => poll::POLLIN | poll::POLLRDHUP,
            Self::Sending => poll::POLLOUT,
        }
    }

    /// The kernel's own timeout on this side.
    pub fn timeout_option(self) -> i32 {
        match self {
            Self::Receiving => crate::sys::option::RCVTIMEO,
            Self::Sending => crate::sys::option::SNDTIMEO,
        }
    }
}

/// Make a call again when a signal has interrupted it, unless the socket's calls are to end then.
pub fn uninterrupted<T>(visit: &Visit<'_>, mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(Error::EINTR) if !visit.at_entry().has(Traits::INTERRUPTIBLE) => {}
            result => return result,
        }
    }
}

/// A time to stop waiting, and what to say then.
#[derive(Clone, Copy)]
struct Limit {
    when: i64,
    error: Error,
}

impl Limit {
    fn earlier(self, other: Self) -> Self {
        if time::earlier(self.when, other.when) == self.when {
            self
        } else {
            other
        }
    }
}

/// How long to nap where poll cannot tell: at first, and at most.
const NAP: i64 = 1_000;
const LONGEST_NAP: i64 = 16_000;

/// So many waits in a row that ended at once and led to nothing make the next one a nap.
const FRUITLESS: u32 = 16;

/// The waits of one call.
pub struct Waiter<'a, 'table> {
    visit: &'a Visit<'table>,
    events: c_short,
    limit: Limit,
    fruitless: u32,
    nap: i64,
}

impl<'a, 'table> Waiter<'a, 'table> {
    /// EAGAIN if the socket is non-blocking.
    pub fn new(visit: &'a Visit<'table>, side: Side) -> Result<Self> {
        if switch::is_nonblocking(visit, Among::Threads)? {
            return Err(Error::EAGAIN);
        }
        Self::blocking(visit, side)
    }

    /// For a socket known to be blocking. The kernel's own timeout counts from now; its end is
    /// EAGAIN too.
    pub fn blocking(visit: &'a Visit<'table>, side: Side) -> Result<Self> {
        let mut waiter = Self::until(visit, side, FOREVER);
        if visit.at_entry().has(side.has_deadline()) {
            waiter.limit.when = visit.slot().deadline(side as usize).load(Ordering::Relaxed);
        }
        let timeout = option::timeout(visit.fd(), side.timeout_option())?;
        if timeout > 0 {
            waiter.limit_to(time::ahead(timeout), Error::EAGAIN);
        }
        Ok(waiter)
    }

    /// For a call with a deadline of its own, whatever the socket is set to.
    pub fn until(visit: &'a Visit<'table>, side: Side, deadline: i64) -> Self {
        Self {
            visit,
            events: side.events(),
            limit: Limit {
                when: deadline,
                error: Error::ETIMEDOUT,
            },
            fruitless: 0,
            nap: NAP,
        }
    }

    /// Wait no longer than until then, and then say so.
    pub fn limit_to(&mut self, when: i64, error: Error) {
        self.limit = self.limit.earlier(Limit { when, error });
    }

    /// Wait until the socket seems ready: the events that it reports.
    pub fn wait(&mut self) -> Result<c_short> {
        if self.fruitless >= FRUITLESS {
            self.nap()?;
        }
        let start = time::now();
        let events = self.poll(self.visit.fd(), FOREVER)?;
        let slept = time::now() - start > NAP / 4;
        self.fruitless = if slept { 0 } else { self.fruitless + 1 };
        Ok(events)
    }

    /// The last wait did lead to something.
    pub fn made_progress(&mut self) {
        self.fruitless = 0;
        self.nap = NAP;
    }

    /// Wait a moment, where the socket's readiness does not say what the call waits for.
    pub fn nap(&mut self) -> Result<()> {
        self.poll(-1, time::ahead(self.nap))?;
        self.nap = LONGEST_NAP.min(self.nap * 2);
        Ok(())
    }

    /// Wait for a descriptor until a time: its events, or none.
    fn poll(&self, fd: Fd, until: i64) -> Result<c_short> {
        let mut watch = Watch::default();
        loop {
            // The watch comes first: whoever closes the handle after this look finds it set.
            let (wakeup, end) = watch.set(time::earlier(self.limit.when, until));
            if self.visit.is_closed() {
                return Err(Error::ECANCELED);
            }
            let mut entries = [entry(fd, self.events), entry(wakeup, poll::POLLIN)];
            match poll::wait(&mut entries, end) {
                Err(Error::EINTR) if !self.visit.at_entry().has(Traits::INTERRUPTIBLE) => {}
                Err(error) => return Err(error),
                Ok(_) if entries[0].revents != 0 => return Ok(entries[0].revents),
                Ok(_) => watch.note(entries[1].revents != 0),
            }
            if time::is_past(self.limit.when) {
                return Err(self.limit.error);
            }
            if time::is_past(until) {
                return Ok(0);
            }
        }
    }
}
