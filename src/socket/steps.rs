//! Transfers as operations, for what the short way could not do in one system call. Each step moves
//! bytes without waiting and counts them, so that together they do what one blocking call would.

use super::connect::settle;
use super::failure;
use super::operation::{begin_waiting, Need, Operation, Step};
use super::state::{has_some, low_water, peeks_move_on};
use super::wait::{uninterrupted, Side};
use crate::error::{Error, Result};
use crate::handle::{Entry, Flags, Guard};
use crate::sys::{descriptor, option, poll};
use core::ffi::c_short;
use libc::{
    MSG_DONTWAIT, MSG_ERRQUEUE, MSG_FASTOPEN, MSG_OOB, MSG_PEEK, MSG_TRUNC, MSG_WAITALL,
    MSG_ZEROCOPY,
};

/// One transfer, as often as it is tried.
pub trait Transfer {
    /// Its side of the socket.
    const SIDE: Side;

    /// Whether it goes on when a blocking system call has returned with a part.
    const RESUMES: bool = true;

    /// One attempt, with flags, behind `done` bytes or messages. Returns how much more was moved.
    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32>;

    /// The first attempt of the short way. Returns how much was moved, or a negative error. Not
    /// subject to fault rules.
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize;

    /// Whether the buffer is not null, as far as can be told quickly.
    #[inline(always)]
    fn has_buffer(&self) -> bool {
        true
    }

    /// How much is wanted, once some of it has been moved.
    fn wanted(&self, done: usize) -> usize;

    /// Whether what has been moved is all, although there is room for more.
    fn is_complete(&self, _guard: &Guard<'_>) -> bool {
        false
    }

    /// Whether the first attempt's result completes the call, as far as can be told quickly.
    #[inline(always)]
    fn is_surely_all(&self, flags: i32, moved: isize) -> bool {
        Self::SIDE == Side::Receiving && flags & MSG_WAITALL == 0 && moved > 0
    }

    /// Whether it may poll before its first attempt. Not where the kernel may refuse the arguments
    /// at once, or has nothing to do; and not for sending, as a socket accepts more than poll
    /// reports.
    fn may_look_first(&self) -> bool {
        false
    }

    /// Whether a part is not enough. With MSG_ZEROCOPY each of the system's calls has a completion
    /// of its own, and the program expects one for each of its calls.
    #[inline]
    fn wants_all(&self, flags: i32, is_stream: bool) -> bool {
        let is_wanted = match Self::SIDE {
            Side::Sending => flags & MSG_ZEROCOPY == 0,
            Side::Receiving => flags & MSG_WAITALL != 0,
        };
        is_stream && is_wanted
    }
}

/// Moving so many bytes takes longer than a poll.
const LARGE: usize = 4096;

/// One transfer.
pub struct Steps<T> {
    transfer: T,
    flags: i32,
    is_stream: bool,
    /// How much has been moved: bytes, or messages.
    pub done: usize,
    /// Set while the socket is being connected by MSG_FASTOPEN or TCP_FASTOPEN_CONNECT: the error
    /// to return if the call does not wait for that.
    connects: Option<Error>,
}

impl<T: Transfer> Operation for Steps<T> {
    type Output = i32;
    const SIDE: Side = T::SIDE;

    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<i32>> {
        if self.done > 0 && (self.has_ended(guard, events) || self.is_at_mark(guard)) {
            if self.peeks() {
                // More bytes may have come with the end.
                match self.attempt(guard) {
                    Ok(_) | Err(Error::EAGAIN) => {}
                    Err(error) => return self.failed(guard, error),
                }
            }
            if events & poll::POLLERR != 0 && self.loses_errors(guard) {
                let _ = option::take_error(guard.fd()?);
            }
            return Ok(Step::Done(self.done as i32));
        }
        if self.connects.is_some() && settle(guard)? {
            self.connects = None;
        }
        let moved = self.attempt_after(guard, events);
        self.after_attempt(guard, events, moved)
    }

    fn stopped(&mut self, guard: &Guard<'_>, error: Error) -> Result<i32> {
        if self.done == 0 && self.may_have_missed(guard, error) {
            let _ = self.attempt(guard);
        }
        self.told(error)
    }

    fn may_look_first(&self) -> bool {
        // Other flags can be refused at once, and so can MSG_WAITALL by AF_PACKET.
        let usual = if self.is_stream {
            MSG_WAITALL | MSG_TRUNC
        } else {
            MSG_TRUNC
        };
        let is_usual = self.flags & !usual == 0;
        self.transfer.may_look_first() && self.done == 0 && is_usual
    }

    /// A large buffer has been filled, so there are probably more bytes to receive.
    fn has_left_some(&self) -> bool {
        self.done >= LARGE && self.done >= self.transfer.wanted(self.done)
    }
}

impl<T: Transfer> Steps<T> {
    /// A transfer of which nothing has been moved yet.
    pub fn new(guard: &Guard<'_>, transfer: T, flags: i32) -> Self {
        Self {
            transfer,
            flags,
            is_stream: guard.flags().has(Flags::STREAM),
            done: 0,
            connects: None,
        }
    }

    /// Go on after the short way's attempt, which did not wait.
    pub fn drive_after(mut self, guard: &Guard<'_>, first: Result<i32>) -> Result<i32> {
        if let Ok(moved) = first {
            self.done = moved as usize;
        }
        match self.after_attempt(guard, 0, first)? {
            Step::Done(count) => Ok(count),
            Step::Wait(need) => begin_waiting(guard, &mut self, need),
        }
    }

    /// What follows from an attempt's result, which `done` already includes.
    fn after_attempt(
        &mut self,
        guard: &Guard<'_>,
        events: c_short,
        moved: Result<i32>,
    ) -> Result<Step<i32>> {
        match moved {
            Ok(0) if self.done == 0 && guard.is_closed() => Err(Error::ECANCELED),
            Ok(0) => Ok(Step::Done(self.done as i32)),
            Ok(_) if self.never_waits(guard) || self.is_enough(guard) => {
                Ok(Step::Done(self.done as i32))
            }
            Ok(_) => self.go_on(guard),
            // Receiving was shut down: a blocking call would not wait, but return 0.
            Err(Error::EAGAIN) if self.has_no_more_messages(events) => {
                match self.transfer.attempt(guard, self.flags, self.done) {
                    Ok(moved) => Ok(Step::Done(self.done as i32 + moved)),
                    // O_NONBLOCK was set during the wait.
                    Err(Error::EAGAIN) if T::RESUMES => Ok(Step::Done(self.done as i32)),
                    Err(error) => self.failed(guard, error),
                }
            }
            Err(Error::EAGAIN) if !self.never_waits(guard) => {
                Ok(Step::Wait(self.need(guard, Need::Ready)))
            }
            Err(error @ (Error::EINPROGRESS | Error::EALREADY)) if !self.never_waits(guard) => {
                self.flags &= !MSG_FASTOPEN; // an ordinary send follows
                self.connects = Some(error);
                Ok(Step::Wait(Need::Ready))
            }
            Err(_) if self.done == 0 && guard.is_closed() => Err(Error::ECANCELED),
            Err(error) => self.failed(guard, error),
        }
    }

    /// Whether no message will come: receiving was shut down, which messages cannot undo. A TCP
    /// stream can be connected again, and none needs this: it returns 0 in any case.
    fn has_no_more_messages(&self, events: c_short) -> bool {
        T::SIDE == Side::Receiving && !self.is_stream && events & poll::POLLRDHUP != 0
    }

    /// Whether the system's call drops an error that it meets after it has moved some.
    fn loses_errors(&self, guard: &Guard<'_>) -> bool {
        self.is_stream && T::RESUMES && guard.flags().has(Flags::UNIX)
    }

    /// Return the count of what has been moved, and keep the error for the next call.
    fn failed(&mut self, guard: &Guard<'_>, error: Error) -> Result<Step<i32>> {
        if self.done > 0 && self.is_stream && !self.loses_errors(guard) {
            failure::keep(guard, error);
        }
        self.told(error).map(Step::Done)
    }

    /// A part has been moved, of a call that waits for all. TCP may accept more at once: it
    /// processes the peer's acknowledgements at the end of a call, and poll reports room only when
    /// a third of the send buffer is free.
    fn go_on(&mut self, guard: &Guard<'_>) -> Result<Step<i32>> {
        let others = Flags::UNIX | Flags::OBJECT | Flags::NONBLOCKING | Side::Sending.never_waits();
        let may_take_more =
            T::SIDE == Side::Sending && self.is_stream && !guard.flags().has(others);
        while may_take_more && !guard.is_closed() {
            match self.attempt(guard) {
                Ok(moved) if moved > 0 && !self.is_enough(guard) => {}
                Ok(_) => return Ok(Step::Done(self.done as i32)),
                Err(Error::EAGAIN) => break,
                Err(error) => return self.failed(guard, error),
            }
        }
        Ok(Step::Wait(self.need(guard, Need::More)))
    }

    /// Attempt it after a wait. When an AF_UNIX peer has closed without reading all, a blocking
    /// send(2) that waits returns the pending error (ECONNRESET); a new one would return EPIPE.
    fn attempt_after(&mut self, guard: &Guard<'_>, events: c_short) -> Result<i32> {
        let may_be_lost = T::SIDE == Side::Sending && self.is_stream && events & poll::POLLERR != 0;
        if may_be_lost && guard.flags().has(Flags::UNIX) {
            option::take_error(guard.fd()?)?;
        }
        self.attempt(guard)
    }

    fn attempt(&mut self, guard: &Guard<'_>) -> Result<i32> {
        let shows_again = self.done > 0 && self.peeks() && !peeks_move_on(guard);
        let start = if shows_again { 0 } else { self.done };
        if self.done > 0 && T::RESUMES {
            self.flags &= !MSG_FASTOPEN; // the connection has been begun
        }
        let flags = self.flags | MSG_DONTWAIT;
        let moved = uninterrupted(guard, || self.transfer.attempt(guard, flags, start))?;
        self.done = start + moved as usize;
        Ok(moved)
    }

    /// What to wait for.
    fn need(&self, guard: &Guard<'_>, need: Need) -> Need {
        // Poll reports bytes that a peek has already seen, and does not report fewer bytes than the
        // low-water mark, even if fewer are still wanted.
        let poll_cannot_tell =
            self.done > 0 && (self.peeks() || self.is_stream && self.low_water(guard) > 1);
        if poll_cannot_tell {
            return Need::Moment;
        }
        // The kernel waits separately for each message, and for each piece of an AF_UNIX stream.
        let is_piece = T::SIDE == Side::Sending && guard.flags().has(Flags::UNIX);
        let is_message = !self.is_stream || !T::RESUMES;
        if need == Need::More && (is_piece || is_message) {
            return Need::Next;
        }
        need
    }

    /// The count, if anything has been moved; the error will occur again.
    fn told(&self, error: Error) -> Result<i32> {
        match error {
            _ if self.done > 0 => Ok(self.done as i32),
            Error::EAGAIN => Err(self.connects.unwrap_or(error)),
            error => Err(error),
        }
    }

    /// Whether there may be bytes, but fewer than the low-water mark, which poll does not report.
    fn may_have_missed(&self, guard: &Guard<'_>, error: Error) -> bool {
        let is_late = match error {
            Error::ETIMEDOUT => true,
            Error::EAGAIN => guard.flags_now().has(Flags::LOW_WATER), // else it does not wait
            _ => false,
        };
        is_late && self.is_stream && guard.flags_now().has(Flags::LOW_WATER | Flags::SHARED)
    }

    /// Whether the connection is at its end, after some has been moved. Then the call ends, and
    /// leaves the error for the next one; and peeking would not notice the end. POLLERR alone can
    /// come from an error queue that nobody reads.
    fn has_ended(&self, guard: &Guard<'_>, events: c_short) -> bool {
        let has_error = events & poll::POLLERR != 0;
        if !self.is_stream {
            return has_error; // another attempt would take the error from the next call
        }
        if self.peeks() {
            return events & (poll::POLLRDHUP | poll::POLLHUP) != 0;
        }
        let is_dead = events & poll::POLLHUP != 0;
        match T::SIDE {
            Side::Receiving => is_dead && has_error && !has_some(guard),
            Side::Sending => is_dead, // another thread may have been told the error
        }
    }

    /// Whether the call need not wait for more.
    pub fn is_enough(&self, guard: &Guard<'_>) -> bool {
        let wanted = self.transfer.wanted(self.done);
        if self.done >= wanted || self.transfer.is_complete(guard) {
            return true;
        }
        if T::SIDE == Side::Receiving && self.is_stream && T::RESUMES {
            return self.is_enough_received(guard, wanted);
        }
        !self.transfer.wants_all(self.meant(guard), self.is_stream)
    }

    /// The flags without MSG_ZEROCOPY, if the socket ignores that.
    fn meant(&self, guard: &Guard<'_>) -> i32 {
        let asks = T::SIDE == Side::Sending && self.flags & MSG_ZEROCOPY != 0;
        if asks && guard.fd().is_ok_and(option::has_no_zerocopy) {
            return self.flags & !MSG_ZEROCOPY;
        }
        self.flags
    }

    /// Receiving from a stream goes on up to the low-water mark, but not beyond urgent data.
    fn is_enough_received(&self, guard: &Guard<'_>, wanted: usize) -> bool {
        // A peek returns what has arrived; only TCP makes it wait for more.
        if self.peeks() && guard.flags().has(Flags::UNIX) {
            return true;
        }
        let goal = if self.transfer.wants_all(self.flags, true) {
            wanted
        } else {
            self.low_water(guard)
        };
        // A peek is not enough at the urgent mark: more bytes may have arrived before the mark than
        // it has seen, so it peeks again after a wait.
        self.done >= goal || !self.peeks() && self.is_at_mark(guard)
    }

    /// Whether urgent data come next, which may have arrived while the call waited. In a batch, the
    /// next message begins behind them. A peek that begins at them goes on.
    fn is_at_mark(&self, guard: &Guard<'_>) -> bool {
        if T::SIDE == Side::Sending || !self.is_stream || !T::RESUMES {
            return false;
        }
        match guard.fd().and_then(descriptor::at_mark) {
            Ok(1) => !self.peeks(),
            Ok(0) if self.peeks() => poll::ready(guard.poll_number(), poll::POLLPRI)
                .is_ok_and(|events| events & poll::POLLPRI != 0),
            _ => false,
        }
    }

    fn low_water(&self, guard: &Guard<'_>) -> usize {
        low_water(guard, T::SIDE)
    }

    fn peeks(&self) -> bool {
        T::SIDE == Side::Receiving && self.flags & MSG_PEEK != 0
    }

    /// The error queue and a stream's urgent data are never waited for.
    fn never_waits(&self, guard: &Guard<'_>) -> bool {
        if T::SIDE == Side::Sending || self.flags & MSG_DONTWAIT != 0 {
            return self.flags & MSG_DONTWAIT != 0;
        }
        self.is_stream && self.flags & MSG_OOB != 0
            || self.flags & MSG_ERRQUEUE != 0 && !guard.fd().is_ok_and(option::has_no_error_queue)
    }
}
