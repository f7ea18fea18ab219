//! Waiting for readiness.

use super::call::call;
use super::clock::Span;
use super::inject::{before, Call};
use super::{object, Fd, User};
use crate::error::{Error, Result};
use crate::time;
use core::ffi::{c_int, c_short};
use libc::{nfds_t, pollfd};

pub use libc::{POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLRDHUP};

/// An entry that waits for events on a descriptor; a negative one is passed over.
pub fn entry(fd: Fd, events: c_short) -> pollfd {
    pollfd {
        fd,
        events,
        revents: 0,
    }
}

/// Wait until an entry is ready: how many are; 0 at the deadline, perhaps a little before it. The
/// readiness of objects is looked at before and after the wait, which it does not end.
pub fn wait(entries: &mut [pollfd], deadline: i64) -> Result<i32> {
    before(Call::Poll, entries.first().map_or(-1, |entry| entry.fd))?;
    let deadline = if object::is_any_ready(entries) {
        0
    } else {
        deadline
    };
    let mut span;
    let timeout: *mut Span = if deadline == time::FOREVER {
        core::ptr::null_mut()
    } else {
        span = Span::until(deadline);
        &raw mut span
    };
    // SAFETY: the entries are ours, `timeout` is null or points to `span`; no mask is given.
    let count = unsafe {
        call!(
            SYS_ppoll,
            entries.as_mut_ptr(),
            entries.len(),
            timeout,
            0usize,
            0usize
        )
    }?;
    Ok(count + object::report(entries))
}

/// How many entries are ready now. By poll(2) it takes less time than a wait that does not wait.
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
pub fn look(entries: &mut [pollfd]) -> Result<i32> {
    before(Call::Poll, entries.first().map_or(-1, |entry| entry.fd))?;
    // SAFETY: the entries are ours.
    let count = unsafe { call!(SYS_poll, entries.as_mut_ptr(), entries.len(), 0) }?;
    Ok(count + object::report(entries))
}

/// Others have ppoll(2) alone, or it is not known that it takes longer.
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
pub fn look(entries: &mut [pollfd]) -> Result<i32> {
    wait(entries, 0)
}

/// What is ready now. A signal that is about to be delivered can interrupt even this.
pub fn ready(fd: Fd, events: c_short) -> Result<c_short> {
    let mut entries = [entry(fd, events)];
    uninterrupted(|| wait(&mut entries, 0))?;
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

/// EINVAL if the process may not wait for so many entries.
pub fn check_count(count: usize) -> Result<()> {
    let nowhere = core::ptr::null_mut::<pollfd>();
    let mut now = Span::of(0);
    // SAFETY: the kernel finds no entries at null, after it has looked at the number.
    match unsafe { call!(SYS_ppoll, nowhere, count, &raw mut now, 0usize, 0usize) } {
        Err(Error::EINVAL) => Err(Error::EINVAL),
        _ => Ok(()),
    }
}

/// The caller's own entries.
#[derive(Clone, Copy)]
pub struct UserEntries {
    first: *mut pollfd,
    count: usize,
}

impl UserEntries {
    /// So many from there on. EFAULT if they are nowhere.
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

    /// How many.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
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

    /// Report what happened.
    #[inline(always)]
    pub fn set_revents(&mut self, i: usize, revents: c_short) {
        debug_assert!(i < self.count);
        // SAFETY: as above.
        unsafe { (&raw mut (*self.first.add(i)).revents).write_unaligned(revents) }
    }
}
