//! A time limit for blocking calls of a program that sets none. It is set as the socket's timeout
//! (SO_RCVTIMEO, SO_SNDTIMEO), so the kernel keeps it; a timeout of the program's own is left
//! alone.

use crate::engine::{may_wait, Act};
use crate::journal;
use crate::next::kernel;
use oxsock::error::Error;
use oxsock::sys::clock;
use oxsock::sys::inject::Call;

/// The time limit of a call.
#[derive(Clone, Copy)]
pub struct Limit {
    /// When it ends, in microseconds of the monotonic clock; None if the call is not under our
    /// limit.
    end: Option<i64>,
}

impl Limit {
    /// The error to return in place of the kernel's EAGAIN or EINPROGRESS. The clock is compared
    /// because the kernel returns EAGAIN also from calls that do not wait, such as reading the
    /// error queue.
    pub fn told(self, error: Error) -> Error {
        let is_over = || self.end.is_some_and(|end| clock::monotonic_micros() >= end);
        match error {
            Error::EAGAIN | Error::EINPROGRESS if is_over() => Error::ETIMEDOUT,
            error => error,
        }
    }
}

/// Put a call that may block under the time limit that was asked for.
pub fn impose(act: Act) -> Limit {
    let wanted = journal::get().map_or(0, |journal| journal.deadline);
    let is_ours = wanted > 0 && may_wait(act) && set(act, wanted);
    Limit {
        end: is_ours.then(|| clock::monotonic_micros().saturating_add(wanted)),
    }
}

/// Set the timeout. Returns whether the socket is under our limit now.
fn set(act: Act, micros: i64) -> bool {
    let which = match act.call {
        Call::Accept | Call::Recv => libc::SO_RCVTIMEO,
        _ => libc::SO_SNDTIMEO,
    };
    let limit = micros + A_TICK;
    let ours = [limit / 1_000_000, limit % 1_000_000];
    let mut found = [0i64; 2];
    let mut length = size_of_val(&found) as libc::socklen_t;
    let option = [act.fd as usize, libc::SOL_SOCKET as usize, which as usize];
    let [fd, level, which] = option;
    let place = &raw mut found as usize;
    // SAFETY: there is room for as much as `length` says.
    unsafe {
        kernel(
            libc::SYS_getsockopt,
            [fd, level, which, place, &raw mut length as usize],
        )
    };
    if found != [0, 0] {
        return is_ours(found, limit);
    }
    let (place, length) = (&raw const ours as usize, size_of_val(&ours));
    // SAFETY: so many bytes are there.
    unsafe { kernel(libc::SYS_setsockopt, [fd, level, which, place, length]) == 0 }
}

/// At least one tick of the kernel, which rounds timeouts up to ticks. Our timeout is longer by
/// this than what was asked for, so that the program's own timeout of that time is not taken for
/// ours.
const A_TICK: i64 = 10_000;

/// Whether the timeout that the kernel returned is the one that we have set.
fn is_ours(found: [i64; 2], limit: i64) -> bool {
    let found = found[0] * 1_000_000 + found[1];
    (limit..limit + A_TICK).contains(&found)
}
