//! A time limit for calls that wait, in programs that have none: it is the socket's own, unless the
//! program has set one, so the kernel keeps it.

use crate::engine::{may_wait, Act};
use crate::journal;
use crate::next::kernel;
use oxsock::error::Error;
use oxsock::sys::clock;
use oxsock::sys::inject::Call;

/// What a call that waits is under.
#[derive(Clone, Copy)]
pub struct Limit {
    /// When it is reached: microseconds of the monotonic clock; none if it is not ours.
    end: Option<i64>,
}

impl Limit {
    /// What to tell the program instead of what the kernel says at the end of the time. It says the
    /// same of calls that do not wait: for errors that are not there, say, or a pipe.
    pub fn told(self, error: Error) -> Error {
        let is_over = || self.end.is_some_and(|end| clock::monotonic_micros() >= end);
        match error {
            Error::EAGAIN | Error::EINPROGRESS if is_over() => Error::ETIMEDOUT,
            error => error,
        }
    }
}

/// See to it that a call that may wait does not wait longer than was asked for.
pub fn impose(act: Act) -> Limit {
    let wanted = journal::get().map_or(0, |journal| journal.deadline);
    let is_ours = wanted > 0 && may_wait(act) && set(act, wanted);
    Limit {
        end: is_ours.then(|| clock::monotonic_micros().saturating_add(wanted)),
    }
}

/// Whether the socket is under our limit now.
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

/// The kernel rounds limits up to its ticks, which are no longer than this. Ours are longer by one
/// than what was asked for, so that a program's own limit of that time is not taken for ours.
const A_TICK: i64 = 10_000;

/// Whether what the kernel says is the limit that we have set.
fn is_ours(found: [i64; 2], limit: i64) -> bool {
    let found = found[0] * 1_000_000 + found[1];
    (limit..limit + A_TICK).contains(&found)
}
