//! Operations with steps, and the one driver that waits for them.
//!
//! A step does what can be done without waiting, and says that it is done or what it waits for.

use super::wait::{may_wait, Side, Waiter};
use crate::error::{Error, Result};
use crate::handle::Guard;
use core::ffi::c_short;

/// The outcome of a step.
pub enum Step<T> {
    /// It is done, with this result.
    Done(T),
    /// It has to be made again later.
    Wait(Need),
}

/// What an operation waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// For its side of the socket to be ready.
    Ready,
    /// The same, after this step has moved something.
    More,
    /// The same, where the kernel would begin another wait, with the full timeout again.
    Next,
    /// For a moment, because poll does not report what it needs.
    Moment,
}

/// Something that a call does.
pub trait Operation {
    /// Its result.
    type Output;

    /// The side of the socket whose readiness it waits for.
    const SIDE: Side;

    /// Do what can be done without waiting. `events` are those that ended the wait before this
    /// step; 0 for none.
    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<Self::Output>>;

    /// Whether a step may block in the kernel, where signals have to be able to end it as well.
    fn may_wait_itself(&self, _guard: &Guard<'_>) -> bool {
        false
    }

    /// Its result when the wait has ended with an error.
    fn stopped(&mut self, _guard: &Guard<'_>, error: Error) -> Result<Self::Output> {
        Err(error)
    }

    /// Whether, from the beginning, it can wait for nothing but its side being ready, so that it
    /// may poll before its first attempt.
    fn may_look_first(&self) -> bool {
        false
    }

    /// Whether, when it is done, the next operation of its kind will probably not have to wait.
    fn has_left_some(&self) -> bool {
        false
    }
}

/// A handle whose operations poll first has every n-th one try first, to find out whether waiting
/// is still needed.
const TRY_FIRST: u32 = 16;

/// Make the steps of an operation, and wait between them as the handle is set to.
pub fn drive<O: Operation>(guard: &Guard<'_>, operation: &mut O) -> Result<O::Output> {
    unless_closed(
        guard,
        look_or_try(guard, operation, || waiter(guard, O::SIDE)),
    )
}

/// The first step could not do it all: wait as the handle is set to, and make the others.
pub fn begin_waiting<O: Operation>(
    guard: &Guard<'_>,
    operation: &mut O,
    need: Need,
) -> Result<O::Output> {
    let waiter = || waiter(guard, O::SIDE);
    unless_closed(
        guard,
        begin_steps_after_waits(guard, operation, waiter, need),
    )
}

/// Make the steps of an operation, and wait between them until a deadline of its own.
pub fn drive_until<O: Operation>(
    guard: &Guard<'_>,
    operation: &mut O,
    deadline: i64,
) -> Result<O::Output> {
    let waiter = || Ok(Waiter::until(guard, O::SIDE, deadline));
    unless_closed(guard, look_or_try(guard, operation, waiter))
}

/// Wait for what an operation needs, and make its further steps.
pub fn wait_and_go_on<O: Operation>(
    guard: &Guard<'_>,
    operation: &mut O,
    waiter: Waiter<'_>,
    need: Need,
) -> Result<O::Output> {
    unless_closed(guard, steps_after_waits(guard, operation, waiter, need))
}

/// If the handle has been closed meanwhile, replace an error by ECANCELED: it may be about another
/// file under the descriptor's number.
pub fn unless_closed<T>(guard: &Guard<'_>, result: Result<T>) -> Result<T> {
    match result {
        Err(_) if guard.is_closed() => Err(Error::ECANCELED),
        result => result,
    }
}

fn look_or_try<'a, O: Operation>(
    guard: &'a Guard<'a>,
    operation: &mut O,
    waiter: impl Fn() -> Result<Waiter<'a>>,
) -> Result<O::Output> {
    let waited = O::SIDE.waited();
    let has_waited = guard.flags().has(waited);
    let looks_first =
        has_waited && operation.may_look_first() && guard.slot().count_look() % TRY_FIRST != 0;
    if let Some(Ok(waiter)) = looks_first.then(&waiter) {
        let result = steps_after_waits(guard, operation, waiter, Need::Ready);
        if operation.has_left_some() {
            guard.slot().clear(waited);
        }
        return result;
    }
    match operation.step(guard, 0)? {
        Step::Done(output) => {
            if has_waited {
                guard.slot().clear(waited);
            }
            Ok(output)
        }
        Step::Wait(need) => begin_steps_after_waits(guard, operation, waiter, need),
    }
}

fn begin_steps_after_waits<'a, O: Operation>(
    guard: &'a Guard<'a>,
    operation: &mut O,
    waiter: impl Fn() -> Result<Waiter<'a>>,
    need: Need,
) -> Result<O::Output> {
    let waiter = match waiter() {
        Ok(waiter) => waiter,
        Err(error) => return operation.stopped(guard, error),
    };
    let waited = O::SIDE.waited();
    let may_look_first = operation.may_look_first() && !guard.flags().has(waited);
    let result = steps_after_waits(guard, operation, waiter, need);
    if may_look_first && !operation.has_left_some() {
        guard.slot().set(waited);
    }
    result
}

/// The waits of a call that waits only if the handle is set to; EAGAIN if it is not.
pub fn waiter<'a>(guard: &'a Guard<'a>, side: Side) -> Result<Waiter<'a>> {
    if !may_wait(guard, side)? {
        return Err(Error::EAGAIN);
    }
    Waiter::new(guard, side)
}

fn steps_after_waits<O: Operation>(
    guard: &Guard<'_>,
    operation: &mut O,
    mut waiter: Waiter<'_>,
    mut need: Need,
) -> Result<O::Output> {
    loop {
        let mut waited = match need {
            Need::Ready => waiter.wait(),
            Need::More => waiter.wait_for_more(),
            Need::Next => waiter.wait_for_next(),
            Need::Moment => waiter.nap(),
        };
        if operation.may_wait_itself(guard) {
            waited = waited.and_then(|events| waiter.let_signals_come().map(|()| events));
        }
        let events = match waited {
            Ok(events) => events,
            Err(error) => return operation.stopped(guard, error),
        };
        need = match operation.step(guard, events)? {
            Step::Done(output) => return Ok(output),
            Step::Wait(need) => need,
        };
    }
}
