//! What a connection died of, where a call that had moved some came to know it. The system keeps
//! such an error for the next call, but tells it only once: so the handle keeps it.
#![forbid(unsafe_code)]

use crate::error::{Error, Result};
use crate::handle::flags::State;
use crate::handle::{Flags, Guard};
use crate::sys::{option, poll};

/// What connections die of. Other errors are met again.
const ENDS: [Error; 10] = [
    Error::ECONNABORTED,
    Error::ECONNREFUSED,
    Error::ECONNRESET,
    Error::EHOSTDOWN,
    Error::EHOSTUNREACH,
    Error::ENETDOWN,
    Error::ENETUNREACH,
    Error::EPIPE,
    Error::EPROTO,
    Error::ETIMEDOUT,
];

/// The number of the first of them among the flags; 0 is none.
const FIRST: u32 = 1 << Flags::FAILURE.bits().trailing_zeros();

/// A call that tells how much it has moved has met this: keep it for the next, unless a rule has
/// made it up.
pub fn keep(guard: &Guard<'_>, error: Error) {
    let Some(i) = ENDS.iter().position(|&end| end == error) else {
        return;
    };
    if error == Error::EPIPE && !is_of_connection(guard) {
        return;
    }
    let events = poll::ready(guard.poll_number(), 0);
    if events.is_ok_and(|events| events & poll::POLLHUP != 0) {
        let number = (i as u32 + 1) * FIRST;
        guard.slot().clear(Flags::FAILURE);
        guard.slot().set(Flags::from_bits_truncate(number));
    }
}

/// Whether the system has kept EPIPE, as it does where TCP is reset after the peer's end; other
/// sockets, and one that has been shut down, meet it at each call.
fn is_of_connection(guard: &Guard<'_>) -> bool {
    guard.fd().ok().and_then(option::is_unconnected) == Some(true)
}

/// The result of an attempt: in place of the end of a connection the error that is kept, once. After
/// the peer's end, receiving tells that.
pub fn told(guard: &Guard<'_>, result: Result<i32>) -> Result<i32> {
    match result {
        Ok(0) if kept(guard) == Some(Error::EPIPE) => result,
        Ok(0) | Err(Error::EPIPE) => take(guard).map_or(result, Err),
        result => result,
    }
}

/// The error that is kept, which is forgotten. It may have been met after the call began.
pub fn take(guard: &Guard<'_>) -> Option<Error> {
    if !guard.flags_now().has(Flags::FAILURE) {
        return None;
    }
    error_of(guard.slot().clear(Flags::FAILURE))
}

fn kept(guard: &Guard<'_>) -> Option<Error> {
    error_of(guard.slot().state())
}

fn error_of(state: State) -> Option<Error> {
    let number = state.only(Flags::FAILURE).bits() / FIRST;
    ENDS.get(number.checked_sub(1)? as usize).copied()
}
