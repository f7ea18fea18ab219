//! What all transfers share. The short way makes one system call: where the process has a single
//! thread it may wait in it, elsewhere it does not. What the short way cannot do is an operation
//! with steps.

use super::operation::{drive, wait_and_go_on, waiter, Operation, Step};
use super::steps::{Steps, Transfer};
use super::table::TABLE;
use super::wait::{waits_in_kernel, Side};
use crate::error::{Error, Result};
use crate::handle::record::Record;
use crate::handle::slot::Slot;
use crate::handle::{Flags, Guard};
use crate::sys::errno::{self, decoded};
use crate::sys::option;
use libc::{MSG_DONTWAIT, MSG_PEEK};

/// Run a transfer. Returns how much was moved, or a negative error, as the C function does.
///
/// The usual case is short, and calls nothing but the system. All other cases are tail calls, so
/// that no registers have to be saved.
#[inline(always)]
pub fn run<T: Transfer + Copy>(s: i32, flags: i32, mut transfer: T) -> i32 {
    if !transfer.has_buffer() {
        return enter_and_run(s, flags, transfer);
    }
    let Some(entry) = TABLE.step_in(s, T::SIDE.goes_the_long_way()) else {
        return enter_and_run(s, flags, transfer);
    };
    let no_wait = entry.has_threads * MSG_DONTWAIT;
    let result = transfer.attempt_directly(entry, flags | no_wait);
    if !transfer.is_surely_all(flags, result) || !TABLE.step_out(entry) {
        return look_closer(entry.slot, entry.record, flags, transfer, result);
    }
    result as i32
}

#[cold]
#[inline(never)]
fn enter_and_run<T: Transfer + Copy>(s: i32, flags: i32, transfer: T) -> i32 {
    let guard = TABLE.enter(s);
    errno::reply(guard.and_then(|guard| run_in(&guard, flags, transfer)))
}

#[cold]
#[inline(never)]
fn look_closer<T: Transfer + Copy>(
    slot: &Slot,
    record: &Record,
    flags: i32,
    transfer: T,
    result: isize,
) -> i32 {
    let guard = TABLE.stay(slot, record);
    if transfer.is_surely_all(flags, result) {
        return result as i32; // dropping the guard settles a handle that was closed meanwhile
    }
    let first = decoded(result as i32);
    let result = if guard.is_single() {
        after_waiting(&guard, flags, transfer, first)
    } else {
        Steps::new(&guard, transfer, flags).drive_after(&guard, first)
    };
    drop(guard);
    errno::reply(result)
}

/// Run a transfer inside a handle.
pub fn run_in<T: Transfer>(guard: &Guard<'_>, flags: i32, mut transfer: T) -> Result<i32> {
    if waits_in_kernel(guard, T::SIDE) {
        if guard.flags().has(T::SIDE.waited()) {
            guard.slot().clear(T::SIDE.waited()); // it is only about waits in poll
        }
        let first = transfer.attempt(guard, flags, 0);
        return after_waiting(guard, flags, transfer, first);
    }
    drive(guard, &mut Steps::new(guard, transfer, flags))
}

/// Run a transfer inside a handle, ending with EAGAIN at `until`.
pub fn run_until<T: Transfer>(
    guard: &Guard<'_>,
    flags: i32,
    transfer: T,
    until: i64,
) -> Result<i32> {
    let mut steps = Steps::new(guard, transfer, flags);
    let need = match steps.step(guard, 0)? {
        Step::Done(count) => return Ok(count),
        Step::Wait(need) => need,
    };
    match waiter(guard, T::SIDE) {
        Ok(mut waiter) => {
            waiter.limit_to(until, Error::EAGAIN);
            wait_and_go_on(guard, &mut steps, waiter, need)
        }
        // Some may have been moved.
        Err(error) => steps.stopped(guard, error),
    }
}

/// A system call that may block has returned, perhaps with a part.
fn after_waiting<T: Transfer>(
    guard: &Guard<'_>,
    flags: i32,
    mut transfer: T,
    mut result: Result<i32>,
) -> Result<i32> {
    let goes_on = !guard.flags().has(Flags::INTERRUPTIBLE);
    while result == Err(Error::EINTR) && goes_on && !guard.is_closed() {
        guard.renew();
        // There are several threads now; or the kernel's timeout would start again with every
        // signal.
        if !waits_in_kernel(guard, T::SIDE) || may_have_timeout(guard, T::SIDE) {
            return drive(guard, &mut Steps::new(guard, transfer, flags));
        }
        result = transfer.attempt(guard, flags, 0);
    }
    match result {
        Ok(count) if count > 0 => resume(guard, flags, transfer, count as usize),
        _ if guard.is_closed() => Err(Error::ECANCELED),
        // Another process has set O_NONBLOCK on the socket; this handle still waits.
        Err(Error::EAGAIN) if flags & MSG_DONTWAIT == 0 && is_set_to_wait(guard, T::SIDE) => {
            drive(guard, &mut Steps::new(guard, transfer, flags))
        }
        result => result,
    }
}

/// Whether none of the handle's flags explains why a blocking call returned EAGAIN.
fn is_set_to_wait(guard: &Guard<'_>, side: Side) -> bool {
    let reasons = Flags::NONBLOCKING | Flags::SHARED | side.never_waits() | side.has_timeout();
    !guard.flags_now().has(reasons)
}

fn may_have_timeout(guard: &Guard<'_>, side: Side) -> bool {
    guard.flags().has(side.has_timeout() | Flags::SHARED)
}

fn timeout(guard: &Guard<'_>, side: Side) -> Result<i64> {
    option::timeout(guard.fd()?, side.timeout_option())
}

/// Go on when a blocking system call has returned with a part: because of a signal, and then there
/// is more to do; or for a reason that the next attempt meets again.
fn resume<T: Transfer>(guard: &Guard<'_>, flags: i32, transfer: T, done: usize) -> Result<i32> {
    let mut steps = Steps::new(guard, transfer, flags);
    steps.done = done;
    let has_ended = !T::RESUMES
        || guard.flags().has(Flags::INTERRUPTIBLE)
        || flags & (MSG_DONTWAIT | MSG_PEEK) != 0
        || steps.is_enough(guard)
        || may_have_timeout(guard, T::SIDE) && timeout(guard, T::SIDE) != Ok(0);
    if has_ended {
        return Ok(done as i32);
    }
    drive(guard, &mut steps)
}
