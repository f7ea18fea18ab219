//! What all transfers share: blocking in the kernel where closing can wake it, and otherwise
//! trying without waiting, waiting in poll, and trying again.

use super::life::TABLE;
use super::slot::{Entry, Slot, Traits};
use super::visit::Visit;
use super::wait::{uninterrupted, Side, Waiter};
use crate::error::{Error, Result};
use crate::sys::{descriptor, option, poll, Fd};
use crate::time::FOREVER;
use libc::{MSG_DONTWAIT, MSG_ERRQUEUE, MSG_FASTOPEN, MSG_OOB, MSG_PEEK, MSG_WAITALL};
use std::ffi::c_short;

/// One transfer, as often as it is tried.
pub trait Transfer {
    /// Its side.
    const SIDE: Side;

    /// Whether it goes on where the kernel, allowed to wait, came back with a part.
    const RESUMES: bool = true;

    /// Try, with flags, where so much (bytes, or messages) has been moved: how much more.
    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32>;

    /// Try for the first time, in the way that is made short for it. Only without faults.
    #[inline(always)]
    fn attempt_directly(&mut self, fd: Fd, flags: i32) -> Result<i32> {
        self.attempt(fd, flags, 0)
    }

    /// How much is wanted, once some of it has been moved.
    fn wanted(&self, done: usize) -> usize;

    /// Whether so much, moved at the first attempt, is all there is to do, as seen at a glance.
    #[inline(always)]
    fn is_surely_all(&self, flags: i32, moved: i32) -> bool {
        Self::SIDE == Side::Receiving && flags & MSG_WAITALL == 0 && moved > 0
    }

    /// When to give up with EAGAIN.
    fn until(&self) -> i64 {
        FOREVER
    }

    /// Whether some of it is not enough.
    #[inline]
    fn wants_all(&self, flags: i32, is_stream: bool) -> bool {
        is_stream && (Self::SIDE == Side::Sending || flags & MSG_WAITALL != 0)
    }
}

/// Do it: how much was moved.
/// What is usual is short, and calls nothing but the system.
#[inline(always)]
pub fn run<T: Transfer>(s: i32, flags: i32, mut transfer: T) -> Result<i32> {
    let Some(slot) = TABLE.step_in(s, T::SIDE.detours()) else {
        return decoded(enter_and_run_patiently(s, flags, transfer));
    };
    match transfer.attempt_directly(slot.fd(), flags) {
        Ok(count) if transfer.is_surely_all(flags, count) => {
            TABLE.step_out(s, slot);
            Ok(count)
        }
        result => decoded(look_closer(s, slot, flags, transfer, encoded(result))),
    }
}

/// A result in one register, as the kernel has it.
#[inline(always)]
fn encoded(result: Result<i32>) -> i32 {
    result.unwrap_or_else(|error| -error.code())
}

#[inline(always)]
fn decoded(number: i32) -> Result<i32> {
    if number < 0 {
        return Err(Error::new(-number));
    }
    Ok(number)
}

#[cold]
#[inline(never)]
fn enter_and_run_patiently<T: Transfer>(s: i32, flags: i32, transfer: T) -> i32 {
    let visit = TABLE.enter(s, Entry::Direct);
    encoded(visit.and_then(|visit| run_patiently(visit, flags, transfer)))
}

#[cold]
#[inline(never)]
fn look_closer<T: Transfer>(s: i32, slot: &Slot, flags: i32, transfer: T, result: i32) -> i32 {
    encoded(judge(TABLE.stay(s, slot), flags, transfer, decoded(result)))
}

/// The kernel's call may have ended for another reason than that all is done.
fn judge<T: Transfer>(
    visit: Visit<'_>,
    flags: i32,
    transfer: T,
    result: Result<i32>,
) -> Result<i32> {
    let state = visit.at_entry();
    match result {
        Ok(count) if count > 0 => {
            let done = count as usize;
            let wants_all = transfer.wants_all(flags, state.has(Traits::STREAM));
            if T::RESUMES && wants_all && done < transfer.wanted(done) {
                return resume(visit, flags, transfer, done);
            }
            Ok(count)
        }
        Err(Error::EINTR) if !state.has(Traits::INTERRUPTIBLE) => {
            run_patiently(visit, flags, transfer)
        }
        _ if visit.is_closed() => Err(Error::ECANCELED),
        result => result,
    }
}

/// Do it without ever waiting in the kernel's call.
pub fn run_patiently<T: Transfer>(visit: Visit<'_>, flags: i32, transfer: T) -> Result<i32> {
    visit.quiet_down();
    let mut patient = Patient {
        visit: &visit,
        flags,
        transfer,
        done: 0,
    };
    let result = patient.start();
    patient.told(result)
}

/// Go on where the kernel came back with less than all. It did so because of a signal, and then
/// there is more to do; or for a reason that is met again.
fn resume<T: Transfer>(visit: Visit<'_>, flags: i32, transfer: T, done: usize) -> Result<i32> {
    visit.quiet_down();
    let mut patient = Patient {
        visit: &visit,
        flags,
        transfer,
        done,
    };
    let has_ended = visit.at_entry().has(Traits::INTERRUPTIBLE)
        || flags & (MSG_DONTWAIT | MSG_PEEK) != 0
        || patient.is_enough()
        || option::timeout(visit.fd(), T::SIDE.timeout_option()) != Ok(0);
    let result = if has_ended { Ok(()) } else { patient.go_on() };
    patient.told(result)
}

struct Patient<'a, 'table, T> {
    visit: &'a Visit<'table>,
    flags: i32,
    transfer: T,
    done: usize,
}

impl<T: Transfer> Patient<'_, '_, T> {
    fn start(&mut self) -> Result<()> {
        match self.attempt() {
            Err(Error::EAGAIN) if self.may_wait() => self.go_on(),
            // It connects, as MSG_FASTOPEN or TCP_FASTOPEN_CONNECT said.
            Err(Error::EINPROGRESS) if self.may_wait() => {
                self.flags &= !MSG_FASTOPEN; // then an ordinary send will do
                match self.go_on() {
                    Err(Error::EAGAIN) => Err(Error::EINPROGRESS), // it must not wait for that
                    result => result,
                }
            }
            Err(error) => Err(error),
            Ok(0) => Ok(()),
            Ok(_) if self.flags & MSG_DONTWAIT != 0 || self.is_enough() => Ok(()),
            Ok(_) => self.go_on(),
        }
    }

    /// Wait and try until it is done.
    fn go_on(&mut self) -> Result<()> {
        let mut waiter = Waiter::new(self.visit, T::SIDE)?;
        waiter.limit_to(self.transfer.until(), Error::EAGAIN);
        loop {
            let events = self.wait(&mut waiter)?;
            if self.done > 0 && events & self.ends() != 0 {
                return Ok(());
            }
            match self.attempt() {
                // Receiving was shut down: the kernel would not wait either, but returns 0.
                Err(Error::EAGAIN) if events & poll::POLLRDHUP != 0 => {
                    let (fd, done) = (self.visit.fd(), self.done);
                    self.done += self.transfer.attempt(fd, self.flags, done)? as usize;
                    return Ok(());
                }
                Err(Error::EAGAIN) => {}
                Err(error) => return Err(error),
                Ok(0) => return Ok(()),
                Ok(_) if self.is_enough() => return Ok(()),
                Ok(_) => waiter.made_progress(),
            }
        }
    }

    fn attempt(&mut self) -> Result<i32> {
        let start = if self.peeks() { 0 } else { self.done };
        let moved = uninterrupted(self.visit, || {
            self.transfer
                .attempt(self.visit.fd(), self.flags | MSG_DONTWAIT, start)
        })?;
        self.done = start + moved as usize;
        Ok(moved)
    }

    /// What has been moved is told; an error is met again.
    fn told(&self, result: Result<()>) -> Result<i32> {
        match result {
            Err(error) if self.done == 0 => Err(error),
            Ok(()) if self.done == 0 && self.visit.is_closed() => Err(Error::ECANCELED),
            _ => Ok(self.done as i32),
        }
    }

    /// Wait for more: what the socket reports.
    fn wait(&self, waiter: &mut Waiter<'_, '_>) -> Result<c_short> {
        // Where poll is satisfied with what has been seen, or not with what is still wanted.
        let poll_cannot_tell = self.done > 0 && (self.peeks() || self.low_water() > 1);
        if poll_cannot_tell {
            waiter.nap()?;
            return poll::ready(self.visit.fd(), poll::POLLRDHUP);
        }
        waiter.wait()
    }

    /// What makes an end of it when some has been moved: an error is left for the next call to
    /// find, and peeking does not find the end by itself.
    fn ends(&self) -> c_short {
        if self.peeks() {
            poll::POLLRDHUP | poll::POLLHUP | poll::POLLERR
        } else {
            poll::POLLERR
        }
    }

    fn is_enough(&self) -> bool {
        let wanted = self.transfer.wanted(self.done);
        if self.done >= wanted {
            return true;
        }
        if T::SIDE == Side::Receiving && self.is_stream() {
            return self.is_enough_received(wanted);
        }
        !self.transfer.wants_all(self.flags, self.is_stream())
    }

    /// Receiving from a stream goes on up to the low water mark, but not beyond urgent data.
    fn is_enough_received(&self, wanted: usize) -> bool {
        let goal = if self.transfer.wants_all(self.flags, true) {
            wanted
        } else {
            self.low_water()
        };
        self.done >= goal || descriptor::at_mark(self.visit.fd()) == Ok(1)
    }

    fn low_water(&self) -> usize {
        low_water(self.visit, T::SIDE)
    }

    fn peeks(&self) -> bool {
        T::SIDE == Side::Receiving && self.flags & MSG_PEEK != 0
    }

    /// The error queue and a stream's urgent data are never waited for.
    fn may_wait(&self) -> bool {
        let never = match T::SIDE {
            Side::Sending => MSG_DONTWAIT,
            Side::Receiving if self.is_stream() => MSG_DONTWAIT | MSG_ERRQUEUE | MSG_OOB,
            Side::Receiving => MSG_DONTWAIT | MSG_ERRQUEUE,
        };
        self.flags & never == 0
    }

    fn is_stream(&self) -> bool {
        self.visit.at_entry().has(Traits::STREAM)
    }
}

/// SO_RCVLOWAT, if it can be anything but 1.
pub fn low_water(visit: &Visit<'_>, side: Side) -> usize {
    let perhaps = Traits::LOW_WATER.and(Traits::SHARED).and(Traits::LENT);
    if side == Side::Sending || !visit.at_entry().has(perhaps) {
        return 1;
    }
    option::low_water(visit.fd()).map_or(1, |mark| mark as usize)
}
