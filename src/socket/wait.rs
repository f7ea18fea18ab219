//! Waiting in poll, or on a set that several calls share: until a socket is ready, a time has come,
//! the handle is closed, or, where that is wanted, a signal has been handled. This is the one place
//! where the calls on a handle wait.

use super::edge::Edge;
pub use super::side::Side;
use super::wait_set;
use super::wakeup::Watch;
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard};
use crate::sys::poll::{self, entry};
use crate::sys::{current, descriptor, epoll, inject, option, signals::Held, Fd};
use crate::time::{self, FOREVER};
use core::ffi::c_short;
use core::sync::atomic::Ordering;

/// Whether a call may block in the kernel: only a signal handler can close the handle meanwhile,
/// and there is nothing else to wait for.
pub fn waits_in_kernel(guard: &Guard<'_>, side: Side) -> bool {
    current::is_single() && !guard.flags().has(side.waits_in_poll())
}

/// Whether a call that would block is to wait, by the handle's present settings.
pub fn may_wait(guard: &Guard<'_>, side: Side) -> Result<bool> {
    let flags = guard.flags_now();
    if flags.has(Flags::NONBLOCKING | side.never_waits()) {
        return Ok(false);
    }
    // Another process that shares the open file description may have set O_NONBLOCK.
    Ok(!flags.has(Flags::SHARED) || !descriptor::is_nonblocking(guard.fd()?)?)
}

/// Restart a call that a signal has interrupted, unless signals end the handle's calls.
pub fn uninterrupted<T>(guard: &Guard<'_>, mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(Error::EINTR) if !guard.flags().has(Flags::INTERRUPTIBLE) => guard.renew(),
            result => return result,
        }
    }
}

/// A time to stop waiting, and the error to return then.
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

/// How long to sleep where poll cannot report readiness: at first, and at most, in microseconds.
const NAP: i64 = 1_000;
const LONGEST_NAP: i64 = 16_000;

/// How often to try again where poll does not report the end of sending, in microseconds.
const UNTOLD: i64 = 100_000;

/// The waits of one call.
pub struct Waiter<'a> {
    guard: &'a Guard<'a>,
    events: c_short,
    /// The side whose settings say whether the call waits; None if only its own deadline counts.
    set_by: Option<Side>,
    limit: Limit,
    /// The end of the kernel's own timeout, which is EAGAIN.
    timeout: i64,
    /// How many waits in a row have found the socket ready, although the next attempt moved
    /// nothing.
    fruitless: u32,
    edge: Option<Edge>,
    /// It cannot wait on a set with other calls.
    waits_alone: bool,
    nap: i64,
    /// The time is over, and one last attempt has been allowed.
    was_last: bool,
    watch: Watch<'a>,
    /// If signals end the call: they are held back between two waits, so that none is missed.
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
            waiter.events |= poll::POLLPRI; // urgent data end a wait for the low-water mark
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
            waits_alone: false,
            nap: NAP,
            was_last: false,
            watch: Watch::new(guard.record(), guard.record_id()),
            held: None,
        }
    }

    /// Start the kernel's own timeout now.
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

    /// Stop waiting at `when` at the latest, with this error.
    pub fn limit_to(&mut self, when: i64, error: Error) {
        self.limit = self.limit.earlier(Limit { when, error });
    }

    /// The earliest of the times to stop.
    fn end(&self) -> Limit {
        let (when, error) = (self.timeout, Error::EAGAIN);
        self.limit.earlier(Limit { when, error })
    }

    /// Return the error if the time to stop is past. For loops that may go on without waiting.
    pub fn check(&self) -> Result<()> {
        let end = self.end();
        if time::is_past(end.when) {
            return Err(end.error);
        }
        Ok(())
    }

    /// Wait until poll reports the socket ready. Returns the events.
    pub fn wait(&mut self) -> Result<c_short> {
        self.fruitless += 1;
        // If the socket is not ready any more, another call was quicker and has taken the data.
        if self.fruitless > 2 && self.look(self.events)? == 0 {
            self.fruitless = 1;
            self.edge = None;
        }
        if self.fruitless <= 2 {
            return self.wait_for_socket();
        }
        // For datagrams the peer's queue may be full, which poll does not report.
        if self.events & poll::POLLOUT != 0 && !self.guard.flags().has(Flags::STREAM) {
            return self.nap();
        }
        // Poll keeps reporting something else, such as an unread error queue: wait for new events.
        self.wait_for_news()
    }

    /// Wait until the socket is ready, alone in poll or with the handle's other receiving calls.
    fn wait_for_socket(&mut self) -> Result<c_short> {
        let (socket, until) = (self.guard.poll_number(), self.next_try());
        loop {
            let shares = self.may_share();
            let set = shares.then(|| wait_set::of(self.guard)).flatten();
            let events = match set {
                Some(set) if !self.ends_at_once() => self.wait_on(set, socket)?,
                None if shares => self.wait_as_first(socket)?,
                _ => self.poll(socket, self.events, until)?,
            };
            if events != 0 || until != FOREVER {
                return Ok(events);
            }
        }
    }

    /// Wait in poll if no other receiving call does; or else make a set for them.
    fn wait_as_first(&mut self, socket: Fd) -> Result<c_short> {
        let slot = self.guard.slot();
        let before = slot.set(Flags::RECEIVER_IN_POLL);
        if before.has(Flags::RECEIVER_IN_POLL) {
            self.watch.stop(); // waking the others needs this call's record
            if wait_set::make(self.guard) {
                return Ok(0);
            }
        }
        let events = self.poll(socket, self.events, FOREVER);
        slot.clear(Flags::RECEIVER_IN_POLL);
        events
    }

    /// Whether it may wait on a set with other calls: for the same events. Not if signals end it:
    /// they end a wait on a set without a handler, too, when the process has been stopped.
    fn may_share(&self) -> bool {
        self.events == Side::Receiving.events()
            && !self.waits_alone
            && !current::is_single()
            && !self.guard.flags().has(Flags::OBJECT | Flags::INTERRUPTIBLE)
    }

    /// Whether less than a millisecond is left, in which poll is more precise than a set.
    fn ends_at_once(&self) -> bool {
        let end = self.end().when;
        end != FOREVER && time::earlier(end, time::ahead(1_000)) == end
    }

    /// Wait once on a set. Returns the socket's events, or 0.
    fn wait_on(&mut self, set: Fd, socket: Fd) -> Result<c_short> {
        self.watch.stop(); // the set reports closing, too
        if self.guard.is_closed() {
            return Err(Error::ECANCELED);
        }
        match epoll::wait(set, socket, self.end().when) {
            Err(Error::EINTR) => self.begin_anew().map(|()| 0),
            Err(error) => Err(error),
            Ok(Some(events)) => Ok(events),
            Ok(None) => {
                self.waits_alone = true; // poll notices if the handle has been closed
                Ok(0)
            }
        }
    }

    /// When to try again although poll reports nothing: it never reports that a UNIX socket's
    /// sending was ended by its own shutdown or its peer's.
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
            // The new descriptor does not report earlier events, so poll for those once.
            if self.edge.is_some() {
                return self.look(self.events);
            }
        }
        let Some(edge) = &self.edge else {
            self.nap()?;
            return self.look(self.events);
        };
        let fd = edge.fd();
        // The EAGAIN may have come from a fault rule, or because TCP has used up the send memory
        // that all sockets share. Then there may be no new event, so this wait is limited.
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

    /// Which of these events are pending. If RLIMIT_NOFILE allows no entry: all but RDHUP.
    fn look(&self, events: c_short) -> Result<c_short> {
        match poll::ready(self.guard.poll_number(), events) {
            Err(Error::EINVAL) => Ok(events & !poll::POLLRDHUP),
            looked => looked,
        }
    }

    /// The same, where the kernel would begin a new wait. For each message of a batch it reads
    /// O_NONBLOCK and the timeout again; for each piece of a stream that it sends, the timeout.
    pub fn wait_for_next(&mut self) -> Result<c_short> {
        if let Some(side) = self.set_by {
            let flags = self.guard.flags_now();
            // A receiving call comes here only between messages.
            let is_message = side == Side::Receiving || !flags.has(Flags::STREAM);
            if flags.has(side.never_waits()) || is_message && !may_wait(self.guard, side)? {
                return Err(Error::EAGAIN);
            }
            self.begin_timeout(side)?;
        }
        self.wait_for_more()
    }

    /// Wait again after an attempt that has moved something.
    pub fn wait_for_more(&mut self) -> Result<c_short> {
        if self.set_by == Some(Side::Receiving) {
            self.events |= poll::POLLPRI; // urgent data end a call that has received some bytes
        }
        self.fruitless = 0;
        self.nap = NAP;
        self.held = None; // signals come through, as between two system calls
        self.wait()
    }

    /// Stop holding signals back. EINTR if one has come.
    pub fn let_signals_come(&mut self) -> Result<()> {
        let held = self.held.take();
        match held {
            Some(_) => poll::wait_holding(&mut [], 0, held.as_ref()).map(drop),
            None => Ok(()),
        }
    }

    /// Wait a moment where poll cannot report what the call waits for. Returns POLLRDHUP if the
    /// other side has ended meanwhile.
    pub fn nap(&mut self) -> Result<c_short> {
        self.poll(-1, 0, time::ahead(self.nap))?;
        self.nap = LONGEST_NAP.min(self.nap * 2);
        self.look(poll::POLLRDHUP)
    }

    /// Wait for a descriptor until a time. Returns its events, or 0.
    fn poll(&mut self, fd: Fd, events: c_short, until: i64) -> Result<c_short> {
        if self.held.is_none() && self.guard.flags().has(Flags::INTERRUPTIBLE) {
            self.held = Held::hold();
        }
        loop {
            // The watch begins before the check: a thread that closes the handle after it sees the
            // watch.
            let (wakeup, end) = self.watch.begin(time::earlier(self.end().when, until));
            if self.guard.is_closed() {
                return Err(Error::ECANCELED);
            }
            let mut entries = [entry(fd, events), entry(wakeup, poll::POLLIN)];
            let count = if wakeup < 0 { 1 } else { 2 };
            match poll::wait_holding(&mut entries[..count], end, self.held.as_ref()) {
                // Poll again even if the deadline is past: a socket that is ready is still reported
                // then.
                Err(Error::EINTR) if !self.guard.flags().has(Flags::INTERRUPTIBLE) => {
                    self.begin_anew()?;
                    continue;
                }
                // The entries are more than RLIMIT_NOFILE allows.
                Err(Error::EINVAL) => return self.wait_without_descriptors(end),
                Err(error) => return Err(error),
                Ok(_) if entries[0].revents != 0 => return Ok(entries[0].revents),
                Ok(_) => self.watch.end(entries[1].revents != 0),
            }
            let is_woken = entries[1].revents != 0;
            match self.check() {
                // One more attempt: something may have happened that poll does not report.
                Err(_) if until != FOREVER && !self.was_last => self.was_last = true,
                Err(error) => return Err(error),
                Ok(()) if time::is_past(until) || is_woken && self.may_share() => {}
                Ok(()) => continue,
            }
            return Ok(0);
        }
    }

    /// A signal handler has run. The kernel would restart the call, which would return EAGAIN if
    /// the handler has set O_NONBLOCK, and would heed a timeout that has been set.
    fn begin_anew(&mut self) -> Result<()> {
        self.guard.renew();
        let Some(side) = self.set_by else {
            return Ok(());
        };
        if may_wait(self.guard, side) == Ok(false) {
            return Err(Error::EAGAIN);
        }
        if self.timeout == FOREVER {
            self.begin_timeout(side)?;
        }
        Ok(())
    }

    /// If RLIMIT_NOFILE allows poll no entry: sleep for a moment, and let the call try.
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
