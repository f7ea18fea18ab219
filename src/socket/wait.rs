//! Waiting in poll: until a socket is ready, a time has come, the handle is closed, or, where that
//! is wanted, a signal has been handled. This is the one place where the calls on a handle wait.

use super::edge::Edge;
pub use super::side::Side;
use super::wakeup::Watch;
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard};
use crate::sys::poll::{self, entry};
use crate::sys::{current, descriptor, inject, option, signals::Held, Fd};
use crate::time::{self, FOREVER};
use core::ffi::c_short;
use core::sync::atomic::Ordering;

/// Whether a call may wait in the kernel's own call: nobody but a signal handler can close the
/// handle under it, and it has nothing else to wait for.
pub fn waits_in_kernel(guard: &Guard<'_>, side: Side) -> bool {
    current::is_single() && !guard.flags().has(side.waits_in_poll())
}

/// Whether a call that would have to wait does so, as the handle is set now.
pub fn may_wait(guard: &Guard<'_>, side: Side) -> Result<bool> {
    let flags = guard.flags_now();
    if flags.has(Flags::NONBLOCKING | side.never_waits()) {
        return Ok(false);
    }
    // Whoever shares the description can have made it non-blocking.
    Ok(!flags.has(Flags::SHARED) || !descriptor::is_nonblocking(guard.fd()?)?)
}

/// Make a call again when a signal has interrupted it, unless the socket's calls are to end then.
pub fn uninterrupted<T>(guard: &Guard<'_>, mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(Error::EINTR) if !guard.flags().has(Flags::INTERRUPTIBLE) => guard.renew(),
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

/// How long to nap where poll cannot tell: at first, and at most, in microseconds.
const NAP: i64 = 1_000;
const LONGEST_NAP: i64 = 16_000;

/// After how long to try again where poll does not tell of an end, in microseconds.
const UNTOLD: i64 = 100_000;

/// The waits of one call.
pub struct Waiter<'a> {
    guard: &'a Guard<'a>,
    events: c_short,
    /// The side whose settings say whether it waits; none where nothing but its deadline does.
    set_by: Option<Side>,
    limit: Limit,
    /// The end of the kernel's own timeout, which is EAGAIN.
    timeout: i64,
    /// So many waits in a row have ended with the socket ready, and led to nothing.
    fruitless: u32,
    edge: Option<Edge>,
    nap: i64,
    /// The time is over, and the last try has been made.
    was_last: bool,
    watch: Watch<'a>,
    /// Where a signal is to end the call, also between two waits that led to nothing.
    held: Option<Held>,
}

impl<'a> Waiter<'a> {
    /// For a call that is set to wait: until its side's deadline, and until the kernel's own
    /// timeout, which counts from now.
    pub fn new(guard: &'a Guard<'a>, side: Side) -> Result<Self> {
        let mut waiter = Self::until(guard, side, FOREVER);
        waiter.set_by = Some(side);
        if guard.flags().has(side.has_deadline()) {
            waiter.limit.when = guard.slot().deadline(side as usize).load(Ordering::Relaxed);
        }
        if side == Side::Receiving && guard.flags().has(Flags::LOW_WATER) {
            waiter.events |= poll::POLLPRI; // they end a wait for the mark, too
        }
        waiter.begin_timeout(side)?;
        Ok(waiter)
    }

    /// For a call with a deadline of its own, whatever the socket is set to.
    pub fn until(guard: &'a Guard<'a>, side: Side, deadline: i64) -> Self {
        Self {
            guard,
            events: side.events(),
            set_by: None,
            limit: Limit {
                when: deadline,
                error: Error::ETIMEDOUT,
            },
            timeout: FOREVER,
            fruitless: 0,
            edge: None,
            nap: NAP,
            was_last: false,
            watch: Watch::new(guard.record(), guard.record_id()),
            held: None,
        }
    }

    /// The kernel's own timeout counts from now.
    fn begin_timeout(&mut self, side: Side) -> Result<()> {
        self.timeout = FOREVER;
        let flags = self.guard.flags_now();
        if flags.has(side.has_timeout() | Flags::SHARED) {
            let timeout = option::timeout(self.guard.fd()?, side.timeout_option())?;
            if timeout > 0 {
                self.timeout = time::ahead(timeout);
            }
        }
        Ok(())
    }

    /// Wait no longer than until then, and then say so.
    pub fn limit_to(&mut self, when: i64, error: Error) {
        self.limit = self.limit.earlier(Limit { when, error });
    }

    /// The time to stop, whatever it is for.
    fn end(&self) -> Limit {
        let (when, error) = (self.timeout, Error::EAGAIN);
        self.limit.earlier(Limit { when, error })
    }

    /// Whether the time is over. For loops that may go on without waiting.
    pub fn check(&self) -> Result<()> {
        let end = self.end();
        if time::is_past(end.when) {
            return Err(end.error);
        }
        Ok(())
    }

    /// Wait until the socket seems ready: the events that it reports.
    pub fn wait(&mut self) -> Result<c_short> {
        self.fruitless += 1;
        // If it is not ready any more, another call was quicker and has taken what there was.
        if self.fruitless > 2 && self.look(self.events)? == 0 {
            self.fruitless = 1;
            self.edge = None;
        }
        if self.fruitless <= 2 {
            let until = self.next_try();
            return self.poll(self.guard.poll_number(), self.events, until);
        }
        // Datagrams: the peer's queue is full, which poll does not know of.
        if self.events & poll::POLLOUT != 0 && !self.guard.flags().has(Flags::STREAM) {
            return self.nap();
        }
        // Poll tells of something else than what the call waits for, such as an error queue that
        // nobody reads. Wait for what is new.
        self.wait_for_news()
    }

    /// When to try again, though poll tells nothing: of the end of sending on a UNIX socket, by its own
    /// shutdown or its peer's, it never tells.
    fn next_try(&self) -> i64 {
        if self.events & poll::POLLOUT != 0 && self.guard.flags().has(Flags::UNIX) {
            return time::ahead(UNTOLD);
        }
        FOREVER
    }

    fn wait_for_news(&mut self) -> Result<c_short> {
        self.check()?;
        if self.edge.is_none() {
            let fd = self.guard.fd();
            self.edge = fd.and_then(|fd| Edge::new(fd, self.events)).ok();
            // What came before is there to be found now.
            if self.edge.is_some() {
                return self.look(self.events);
            }
        }
        let Some(edge) = &self.edge else {
            self.nap()?;
            return self.look(self.events);
        };
        let fd = edge.fd();
        // It may have been a rule that said that nothing is there; or TCP had no memory for what it
        // is to send, of which all sockets have so much together. Then nothing new need come.
        let until = match inject::was_armed() {
            true => time::ahead(LONGEST_NAP),
            false if self.events & poll::POLLOUT != 0 => time::ahead(UNTOLD),
            false => FOREVER,
        };
        self.poll(fd, poll::POLLIN, until)?;
        if let Some(edge) = &self.edge {
            edge.take();
        }
        self.look(self.events)
    }

    /// Which of these events there are. Where poll may not have even one entry: what makes the
    /// call try.
    fn look(&self, events: c_short) -> Result<c_short> {
        match poll::ready(self.guard.poll_number(), events) {
            Err(Error::EINVAL) => Ok(events & !poll::POLLRDHUP),
            looked => looked,
        }
    }

    /// The same, where the system would begin a wait of its own: for each message of several it asks
    /// whether to wait and how long, and for each piece of a stream that it sends how long.
    pub fn wait_for_next(&mut self) -> Result<c_short> {
        if let Some(side) = self.set_by {
            let flags = self.guard.flags_now();
            // Receiving, only messages are waited for one by one.
            let is_message = side == Side::Receiving || !flags.has(Flags::STREAM);
            if flags.has(side.never_waits()) || is_message && !may_wait(self.guard, side)? {
                return Err(Error::EAGAIN);
            }
            self.begin_timeout(side)?;
        }
        self.wait_for_more()
    }

    /// Wait again, the last wait having led to something.
    pub fn wait_for_more(&mut self) -> Result<c_short> {
        if self.set_by == Some(Side::Receiving) {
            self.events |= poll::POLLPRI; // urgent data end a call that has received some
        }
        self.fruitless = 0;
        self.nap = NAP;
        self.held = None; // as between two of the system's calls
        self.wait()
    }

    /// Hold signals back no longer: EINTR if one has come.
    pub fn let_signals_come(&mut self) -> Result<()> {
        let held = self.held.take();
        match held {
            Some(_) => poll::wait_holding(&mut [], 0, held.as_ref()).map(drop),
            None => Ok(()),
        }
    }

    /// Wait a moment, where the socket's readiness does not say what the call waits for: whether
    /// the other side has ended meanwhile.
    pub fn nap(&mut self) -> Result<c_short> {
        self.poll(-1, 0, time::ahead(self.nap))?;
        self.nap = LONGEST_NAP.min(self.nap * 2);
        self.look(poll::POLLRDHUP)
    }

    /// Wait for a descriptor until a time: its events, or none.
    fn poll(&mut self, fd: Fd, events: c_short, until: i64) -> Result<c_short> {
        if self.held.is_none() && self.guard.flags().has(Flags::INTERRUPTIBLE) {
            self.held = Held::hold();
        }
        loop {
            // The watch comes first: whoever closes the handle after this look finds it set.
            let (wakeup, end) = self.watch.begin(time::earlier(self.end().when, until));
            if self.guard.is_closed() {
                return Err(Error::ECANCELED);
            }
            let mut entries = [entry(fd, events), entry(wakeup, poll::POLLIN)];
            let count = if wakeup < 0 { 1 } else { 2 };
            match poll::wait_holding(&mut entries[..count], end, self.held.as_ref()) {
                // What is there is found also past the deadline, so the look is made again.
                Err(Error::EINTR) if !self.guard.flags().has(Flags::INTERRUPTIBLE) => {
                    self.begin_anew()?;
                    continue;
                }
                // There are more entries than the process may have descriptors.
                Err(Error::EINVAL) => return self.wait_without_descriptors(end),
                Err(error) => return Err(error),
                Ok(_) if entries[0].revents != 0 => return Ok(entries[0].revents),
                Ok(_) => self.watch.end(entries[1].revents != 0),
            }
            match self.check() {
                // Something may have come that poll does not tell of.
                Err(_) if until != FOREVER && !self.was_last => self.was_last = true,
                Err(error) => return Err(error),
                Ok(()) if time::is_past(until) => {}
                Ok(()) => continue,
            }
            return Ok(0);
        }
    }

    /// A signal handler has run. The kernel would begin the call anew, which would not wait if the
    /// handler has set O_NONBLOCK.
    fn begin_anew(&self) -> Result<()> {
        self.guard.renew();
        let may_wait = |side| may_wait(self.guard, side) != Ok(false);
        if self.set_by.is_none_or(may_wait) {
            return Ok(());
        }
        Err(Error::EAGAIN)
    }

    /// Where poll may not have even one entry: sleep for a moment, and let the call be tried.
    fn wait_without_descriptors(&mut self, end: i64) -> Result<c_short> {
        let moment = time::ahead(self.nap);
        self.nap = LONGEST_NAP.min(self.nap * 2);
        match poll::wait_holding(&mut [], time::earlier(end, moment), self.held.as_ref()) {
            Err(Error::EINTR) if !self.guard.flags().has(Flags::INTERRUPTIBLE) => {
                self.begin_anew()?;
            }
            result => drop(result?),
        }
        self.check()?;
        Ok(self.events & !poll::POLLRDHUP)
    }
}
