//! Waiting for readiness.

use super::call::call;
use super::clock::Span;
use super::inject::{before, Call};
use super::{Fd, User};
use crate::error::{Error, Result};
use crate::time;
use libc::{nfds_t, pollfd};
use std::ffi::{c_int, c_short};

pub use libc::{POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLRDHUP};

/// An entry that waits for events on a descriptor; a negative one is passed over.
pub fn entry(fd: Fd, events: c_short) -> pollfd {
    pollfd {
        fd,
        events,
        revents: 0,
    }
}

/// Wait until an entry is ready: how many are; 0 at the deadline, perhaps a little before it.
pub fn wait(entries: &mut [pollfd], deadline: i64) -> Result<i32> {
    before(Call::Poll, entries.first().map_or(-1, |entry| entry.fd))?;
    let mut span;
    let timeout: *mut Span = if deadline == time::FOREVER {
        std::ptr::null_mut()
    } else {
        span = Span::of((deadline - time::now()).max(0));
        &raw mut span // the kernel puts there what is left
    };
    // SAFETY: the entries are ours, `timeout` is null or points to `span`; no mask is given.
    unsafe {
        call!(
            SYS_ppoll,
            entries.as_mut_ptr(),
            entries.len(),
            timeout,
            0usize,
            0usize
        )
    }
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

/// The caller's own entries, which the kernel has read and written once, so that they exist.
pub struct UserEntries {
    first: *mut pollfd,
    count: usize,
}

impl UserEntries {
    /// Have the kernel check them; it also says EINVAL where there are too many.
    pub fn check(first: User<pollfd>, count: nfds_t) -> Result<Self> {
        uninterrupted(|| {
            before(Call::Poll, -1)?;
            let mut now = Span::of(0);
            let (place, count) = (first.pointer(), count as usize);
            // SAFETY: the kernel checks the entries; the span is ours, and no mask is given.
            unsafe { call!(SYS_ppoll, place, count, &raw mut now, 0usize, 0usize) }
        })?;
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
    pub fn get(&self, i: usize) -> pollfd {
        assert_index(i, self.count);
        // SAFETY: within the entries that `check` found readable; alignment is not assumed.
        unsafe { self.first.add(i).read_unaligned() }
    }

    /// Report what happened.
    pub fn set_revents(&mut self, i: usize, revents: c_short) {
        assert_index(i, self.count);
        // SAFETY: within the entries that `check` found writable; alignment is not assumed.
        unsafe { (&raw mut (*self.first.add(i)).revents).write_unaligned(revents) }
    }
}

fn assert_index(i: usize, count: usize) {
    debug_assert!(i < count, "entry {i} of {count}");
}
