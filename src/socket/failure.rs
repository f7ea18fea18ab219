//! The error that ended a connection, where a call met it after it had moved some bytes. That call
//! returns the count. The kernel reports such an error only once, so the handle keeps it for the
//! next call.
#![forbid(unsafe_code)]

use crate::error::{Error, Result};
use crate::handle::flags::State;
use crate::handle::{Flags, Guard};
use crate::sys::{option, poll};

/// The errors that end connections. Other errors occur again at the next call.
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

/// The number of the first of them in the flags; 0 is none.
const FIRST: u32 = 1 << Flags::FAILURE.bits().trailing_zeros();

/// Keep an error that a call has met but does not return, for the next call; unless it comes from a
/// fault rule, which leaves the connection alive.
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

/// Whether EPIPE is reported only once, as when a TCP connection is reset after the peer's end of
/// stream. Other sockets, and one that was shut down, return it at each call.
fn is_of_connection(guard: &Guard<'_>) -> bool {
    guard.fd().ok().and_then(option::is_unconnected) == Some(true)
}

/// The result of an attempt. The kept error replaces the end of the connection, once; but receiving
/// after the peer's end of stream returns 0, not a kept EPIPE.
pub fn told(guard: &Guard<'_>, result: Result<i32>) -> Result<i32> {
    match result {
        Ok(0) if kept(guard) == Some(Error::EPIPE) => result,
        Ok(0) | Err(Error::EPIPE) => take(guard).map_or(result, Err),
        result => result,
    }
}

/// Take the kept error. Reads the current flags, since another call may have met the error after
/// this one began.
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
