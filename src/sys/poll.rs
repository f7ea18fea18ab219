//! Waiting for readiness.

use super::call::call;
use super::clock::{self, Span};
use super::inject::{before, Call};
use super::signals::Held;
use super::{object, Fd, User};
use crate::error::{Error, Result};
use crate::time::FOREVER;
use core::ffi::{c_int, c_short};
use libc::{nfds_t, pollfd};

pub use libc::{POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI, POLLRDHUP};

/// An entry that waits for events on a descriptor; a negative one is ignored.
pub fn entry(fd: Fd, events: c_short) -> pollfd {
    pollfd {
        fd,
        events,
        revents: 0,
    }
}

/// Wait until an entry is ready. Returns how many are; 0 at the deadline, perhaps a little before
/// it. The readiness of objects is checked before and after the wait, but does not end it.
pub fn wait(entries: &mut [pollfd], deadline: i64) -> Result<i32> {
    wait_holding(entries, deadline, None)
}

/// The same, delivering signals during the wait that are held back otherwise.
pub fn wait_holding(entries: &mut [pollfd], deadline: i64, held: Option<&Held>) -> Result<i32> {
    before(Call::Poll, entries.first().map_or(-1, |entry| entry.fd))?;
    let deadline = if object::is_any_ready(entries) {
        0
    } else {
        deadline
    };
    let count = match held {
        Some(_) => wait_precisely(entries, clock::until(deadline), held)?,
        None => wait_for_any(entries, deadline)?,
    };
    Ok(count + object::report(entries))
}

/// By poll(2), which takes less time than ppoll(2), but counts milliseconds. Inlined, so that a
/// call that does not wait is short.
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
#[inline(always)]
fn wait_for_any(entries: &mut [pollfd], deadline: i64) -> Result<i32> {
    let span = clock::until(deadline);
    let millis = if deadline == FOREVER {
        -1
    } else if 0 < span && span < 1_000 {
        return wait_precisely(entries, span, None);
    } else {
        (span / 1_000).min(c_int::MAX.into()) as c_int
    };
    // SAFETY: the entries are ours.
    unsafe { call!(SYS_poll, entries.as_mut_ptr(), entries.len(), millis) }
}

/// On other processors there is only ppoll(2), or it is not known to take longer.
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
fn wait_for_any(entries: &mut [pollfd], deadline: i64) -> Result<i32> {
    wait_precisely(entries, clock::until(deadline), None)
}

/// Wait for so many microseconds at most, or for ever.
fn wait_precisely(entries: &mut [pollfd], span: i64, held: Option<&Held>) -> Result<i32> {
    let (mask, size) = held.map_or((core::ptr::null(), 0), Held::before);
    let mut until = Span::of(span);
    let timeout: *mut Span = if span == FOREVER {
        core::ptr::null_mut()
    } else {
        &raw mut until
    };
    // SAFETY: the entries are ours, `timeout` is null or points to `until`, and so is the mask.
    unsafe {
        call!(
            SYS_ppoll,
            entries.as_mut_ptr(),
            entries.len(),
            timeout,
            mask,
            size
        )
    }
}

/// How many entries are ready now. Takes less time than `wait` with a deadline that is past.
pub fn look(entries: &mut [pollfd]) -> Result<i32> {
    before(Call::Poll, entries.first().map_or(-1, |entry| entry.fd))?;
    Ok(wait_for_any(entries, 0)? + object::report(entries))
}

/// The events of one descriptor that are pending now. Even this can be interrupted by a pending
/// signal.
pub fn ready(fd: Fd, events: c_short) -> Result<c_short> {
    let mut entries = [entry(fd, events)];
    uninterrupted(|| look(&mut entries))?;
    Ok(entries[0].revents)
}

fn uninterrupted(mut call: impl FnMut() -> Result<c_int>) -> Result<c_int> {
    loop {
        match call() {
            Err(Error::EINTR) => {}
            result => return result,
        }
    }
}

/// EINVAL if RLIMIT_NOFILE does not allow so many entries.
pub fn check_count(count: usize) -> Result<()> {
    let nowhere = core::ptr::null_mut::<pollfd>();
    let mut now = Span::of(0);
    // SAFETY: the kernel finds no entries at null, after it has looked at the number.
    match unsafe { call!(SYS_ppoll, nowhere, count, &raw mut now, 0usize, 0usize) } {
        Err(Error::EINVAL) => Err(Error::EINVAL),
        _ => Ok(()),
    }
}

/// The caller's array of entries.
#[derive(Clone, Copy)]
pub struct UserEntries {
    first: *mut pollfd,
    count: usize,
}

impl UserEntries {
    /// An array of so many entries. EFAULT if it cannot be read.
    pub fn new(first: User<pollfd>, count: nfds_t) -> Result<Self> {
        if first.is_null() && count > 0 {
            check_count(count as usize)?;
            return Err(Error::EFAULT);
        }
        Ok(Self {
            first: first.pointer(),
            count: count as usize,
        })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// One of them.
    #[inline(always)]
    pub fn get(&self, i: usize) -> pollfd {
        debug_assert!(i < self.count);
        // SAFETY: the caller of the C face vouched for so many entries. Alignment is not assumed.
        unsafe { self.first.add(i).read_unaligned() }
    }

    /// Store an entry's events.
    #[inline(always)]
    pub fn set_revents(&mut self, i: usize, revents: c_short) {
        debug_assert!(i < self.count);
        // SAFETY: as above.
        unsafe { (&raw mut (*self.first.add(i)).revents).write_unaligned(revents) }
    }
}
