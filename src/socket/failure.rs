//! What a connection died of, where a call that had moved some came to know it. The system keeps
//! such an error for the next call, but tells it only once: so the handle keeps it.
#![forbid(unsafe_code)]

use crate::error::{Error, Result};
use crate::handle::{Flags, Guard};
use crate::sys::poll;

/// What connections die of. Other errors are met again.
const ENDS: [Error; 9] = [
    Error::ECONNABORTED,
    Error::ECONNREFUSED,
    Error::ECONNRESET,
    Error::EHOSTDOWN,
    Error::EHOSTUNREACH,
    Error::ENETDOWN,
    Error::ENETUNREACH,
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
    let events = poll::ready(guard.poll_number(), 0);
    if events.is_ok_and(|events| events & poll::POLLHUP != 0) {
        let number = (i as u32 + 1) * FIRST;
        guard.slot().clear(Flags::FAILURE);
        guard.slot().set(Flags::from_bits_truncate(number));
    }
}

/// The result of an attempt: in place of the end of a connection the error that is kept, once.
pub fn told(guard: &Guard<'_>, result: Result<i32>) -> Result<i32> {
    match result {
        Ok(0) | Err(Error::EPIPE) => take(guard).map_or(result, Err),
        result => result,
    }
}

/// The error that is kept, which is forgotten. It may have been met after the call began.
pub fn take(guard: &Guard<'_>) -> Option<Error> {
    if !guard.flags_now().has(Flags::FAILURE) {
        return None;
    }
    let kept = guard.slot().clear(Flags::FAILURE).only(Flags::FAILURE);
    ENDS.get((kept.bits() / FIRST).checked_sub(1)? as usize)
        .copied()
}
