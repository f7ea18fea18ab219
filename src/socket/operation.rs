//! Operations with steps, and the one driver that waits for them.
//!
//! A step does what can be done without waiting, and says that it is done or what it waits for.

use super::wait::{may_wait, Side, Waiter};
use crate::error::{Error, Result};
use crate::handle::Guard;
use core::ffi::c_short;

/// What a step came to.
pub enum Step<T> {
    /// It is done, with this result.
    Done(T),
    /// It has to be made again later.
    Wait(Need),
}

/// What an operation waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// That its side of the socket is ready.
    Ready,
    /// The same, after this step has moved something.
    More,
    /// The same, where the system begins another wait, as long as the first may be.
    Next,
    /// A moment, because readiness does not tell.
    Moment,
}

/// Something that a call does.
pub trait Operation {
    /// Its result.
    type Output;

    /// The side of the socket that it is ready on.
    const SIDE: Side;

    /// Do what can be done without waiting. `events` are those that ended the wait before this
    /// step; 0 for none.
    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<Self::Output>>;

    /// Whether a step may wait in the system's own call, which signals are to end as well.
    fn may_wait_itself(&self, _guard: &Guard<'_>) -> bool {
        false
    }

    /// Its result when the wait has ended with an error.
    fn stopped(&mut self, _guard: &Guard<'_>, error: Error) -> Result<Self::Output> {
        Err(error)
    }

    /// Whether its side being ready is all that it can wait for, from the beginning.
    fn may_look_first(&self) -> bool {
        false
    }

    /// Whether, now that it is done, the next of its kind will hardly have to wait.
    fn has_left_some(&self) -> bool {
        false
    }
}

/// An operation that looked first tries first again so often, to learn whether it need not wait
/// any more.
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

/// What a call on a handle that has been closed meanwhile finds does not matter: there may be
/// something else under its descriptor's number.
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
    if operation.may_look_first() && !guard.flags().has(O::SIDE.waited()) {
        guard.slot().set(O::SIDE.waited());
    }
    steps_after_waits(guard, operation, waiter, need)
}

/// The waits of a call that is to wait if the handle is set so; EAGAIN if it is not.
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
