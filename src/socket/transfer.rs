//! What all transfers share: blocking in the kernel where closing can wake it, and otherwise
//! trying without waiting, waiting in poll, and trying again.

use super::life::TABLE;
use super::slot::{Entry, Traits};
use super::table::Visit;
use super::wait::{Side, Waiter};
use crate::error::{Error, Result};
use crate::sys::{descriptor, option, poll, Fd};
use crate::time::FOREVER;
use libc::{MSG_DONTWAIT, MSG_ERRQUEUE, MSG_FASTOPEN, MSG_OOB, MSG_PEEK, MSG_WAITALL};

/// One transfer, as often as it is tried.
pub trait Transfer {
    /// Its side.
    const SIDE: Side;

    /// Try, with flags, where so much (bytes, or messages) has been moved: how much more.
    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32>;

    /// How much is wanted, once some of it has been moved.
    fn wanted(&self, done: usize) -> usize;

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
#[inline]
pub fn run<T: Transfer>(s: i32, flags: i32, mut transfer: T) -> Result<i32> {
    let visit = TABLE.enter(s, Entry::Direct)?;
    let state = visit.at_entry();
    if state.has(T::SIDE.detours()) {
        return run_patiently(visit, flags, transfer);
    }
    match transfer.attempt(visit.fd(), flags, 0) {
        Ok(count) if count > 0 => {
            let done = count as usize;
            let is_stream = state.has(Traits::STREAM);
            if transfer.wants_all(flags, is_stream) && done < transfer.wanted(done) {
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
#[cold]
#[inline(never)]
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
#[cold]
#[inline(never)]
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
            Err(Error::EINPROGRESS) if self.flags & MSG_FASTOPEN != 0 && self.may_wait() => {
                self.flags &= !MSG_FASTOPEN; // it connects; then an ordinary send will do
                self.go_on()
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
        while self.wait(&mut waiter)? {
            match self.attempt() {
                Err(Error::EAGAIN) => {}
                Err(error) => return Err(error),
                Ok(0) => break,
                Ok(_) if self.is_enough() => break,
                Ok(_) => waiter.made_progress(),
            }
        }
        Ok(())
    }

    fn attempt(&mut self) -> Result<i32> {
        let start = if self.peeks() { 0 } else { self.done };
        let moved = self
            .transfer
            .attempt(self.visit.fd(), self.flags | MSG_DONTWAIT, start)?;
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

    /// Wait for more: whether there may be. An error of the connection is left for the next
    /// call to find if this one has something to tell.
    fn wait(&self, waiter: &mut Waiter<'_, '_>) -> Result<bool> {
        if self.done == 0 {
            return waiter.wait().map(|_| true);
        }
        if self.peeks() {
            waiter.nap()?;
            let ends = poll::POLLRDHUP | poll::POLLHUP | poll::POLLERR;
            return Ok(poll::ready(self.visit.fd(), poll::POLLRDHUP)? & ends == 0);
        }
        if self.low_water() > 1 {
            waiter.nap()?; // poll would wait for so much more
            return Ok(poll::ready(self.visit.fd(), 0)? & poll::POLLERR == 0);
        }
        Ok(waiter.wait()? & poll::POLLERR == 0)
    }

    fn is_enough(&self) -> bool {
        let is_stream = self.visit.at_entry().has(Traits::STREAM);
        let wanted = self.transfer.wanted(self.done);
        if self.done >= wanted {
            return true;
        }
        if T::SIDE == Side::Receiving && is_stream {
            return self.is_enough_received(wanted);
        }
        !self.transfer.wants_all(self.flags, is_stream)
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

    /// SO_RCVLOWAT, if it can be anything but 1.
    fn low_water(&self) -> usize {
        let perhaps = Traits::LOW_WATER.and(Traits::SHARED).and(Traits::LENT);
        if T::SIDE == Side::Sending || !self.visit.at_entry().has(perhaps) {
            return 1;
        }
        option::low_water(self.visit.fd()).map_or(1, |mark| mark as usize)
    }

    fn peeks(&self) -> bool {
        T::SIDE == Side::Receiving && self.flags & MSG_PEEK != 0
    }

    /// The error queue and urgent data are never waited for.
    fn may_wait(&self) -> bool {
        let never = match T::SIDE {
            Side::Receiving => MSG_DONTWAIT | MSG_ERRQUEUE | MSG_OOB,
            Side::Sending => MSG_DONTWAIT,
        };
        self.flags & never == 0
    }
}
