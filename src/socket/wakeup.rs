//! Waking calls that wait: the descriptors that they poll beside their sockets.
//!
//! Threads are spread over a number of groups, each with one descriptor, made when first needed.
//! To wake the calls that wait on a handle, the descriptors of their groups are raised, and stay
//! so: each is retired, and calls that wait from then on watch a new one. A retired descriptor is
//! closed when no call watches it any more.
//!
//! A process with one thread needs them too, where it waits in poll: a signal handler that closes
//! the handle after the call's last check and before the wait does not interrupt the wait.

use super::process;
use super::table::TABLE;
use crate::handle::record::Record;
use crate::handle::Guard;
use crate::sys::event::{self, Kind};
use crate::sys::{descriptor, Fd};
use crate::time::{self, FOREVER};
use core::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};

/// How many groups there are. Of a thousand threads that wait, closing one handle wakes about
/// thirty: those in its waiter's group.
const GROUPS: usize = 32;

/// The descriptor of each group, + 1; 0 for none yet.
static CURRENT: [AtomicI32; GROUPS] = [const { AtomicI32::new(0) }; GROUPS];

/// Descriptors that have been raised, + 1, below a count that makes each entry unique; 0 for none.
static RETIRED: [AtomicU64; 2 * GROUPS] = [const { AtomicU64::new(0) }; 2 * GROUPS];

/// How long to wait at most before checking again, where there is no wakeup descriptor, or the
/// program may have closed it.
const LOOK: i64 = 20_000;

/// One call's watch.
pub struct Watch<'a> {
    record: &'a Record,
    group: usize,
    fd: Option<Fd>,
    /// Whether it has been checked that the program has not closed it.
    is_sure: bool,
}

impl<'a> Watch<'a> {
    /// The watch of the call that has this record, with this identifier.
    pub fn new(record: &'a Record, id: u32) -> Self {
        Self {
            record,
            group: id as usize % GROUPS,
            fd: None,
            is_sure: false,
        }
    }

    /// Begin to watch. Returns the descriptor, or a negative number for none, and until when to
    /// wait at most. The caller has to check afterwards whether there is still something to wait
    /// for.
    pub fn begin(&mut self, deadline: i64) -> (Fd, i64) {
        // The check takes a system call. A wait with a deadline is cut short once instead.
        match self.choose(deadline == FOREVER) {
            Some(fd) if self.is_sure => (fd, deadline),
            Some(fd) => (fd, Self::for_a_while(deadline)),
            None => (-1, Self::for_a_while(deadline)),
        }
    }

    /// Until when to wait where no wakeup may come.
    pub fn for_a_while(deadline: i64) -> i64 {
        time::earlier(deadline, time::ahead(LOOK))
    }

    fn choose(&mut self, at_once: bool) -> Option<Fd> {
        if !process::begin() {
            return None;
        }
        loop {
            let fd = current_of(self.group)?;
            let is_new = self.fd != Some(fd);
            if is_new {
                self.record.watch(Some(fd));
                self.fd = Some(fd);
                self.is_sure = false;
            }
            if !self.is_sure && (at_once || !is_new) {
                match event::is_one(fd, Kind::Waking) {
                    Ok(true) => self.is_sure = true,
                    // The program has closed it, and may have another file under its number.
                    Ok(false) => {
                        self.end(true);
                        continue;
                    }
                    // The same error would keep it from being raised.
                    Err(_) => {
                        self.stop();
                        return None;
                    }
                }
            }
            // A thread that retires it after this check sees that it is watched.
            if CURRENT[self.group].load(Ordering::SeqCst) == fd + 1 {
                return Some(fd);
            }
        }
    }

    /// The wait has ended. `is_spent`: the descriptor was raised, or the program has closed it.
    pub fn end(&mut self, is_spent: bool) {
        if let (true, Some(fd)) = (is_spent, self.fd) {
            self.stop();
            // It may still be current: the program may have closed it, or there was no room to
            // retire it.
            retire(self.group, fd);
            close_retired();
        }
    }

    /// Stop watching, until the next wait.
    pub fn stop(&mut self) {
        if self.fd.take().is_some() {
            self.record.watch(None);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A group's descriptor; None if none can be opened.
fn current_of(group: usize) -> Option<Fd> {
    let present = CURRENT[group].load(Ordering::SeqCst);
    if present != 0 {
        return Some(present - 1);
    }
    let new = event::open(Kind::Waking).ok()?;
    let order = Ordering::SeqCst;
    match CURRENT[group].compare_exchange(0, new + 1, order, order) {
        Ok(_) => Some(new),
        Err(present) => {
            let _ = descriptor::close(new); // another thread has made one first
            Some(present - 1)
        }
    }
}

/// Wake the calls that wait on a handle, and, if it is polled, all that wait in ox_poll. What they
/// wait for has to be visible before this. The caller is inside the handle by `guard`.
pub fn wake(guard: &Guard<'_>, is_polled: bool) {
    let mut has_raised = false;
    let own = guard.record();
    let (number, users) = (guard.number(), guard.slot().users());
    let wake_one = |id: u32, record: &Record| {
        if core::ptr::eq(record, own) {
            return;
        }
        if let Some(fd) = TABLE.hazards.share_watch(own, record) {
            event::raise(fd, Kind::Waking);
            retire(id as usize % GROUPS, fd);
            has_raised = true;
        }
    };
    TABLE
        .hazards
        .for_each_concerned(number, users, is_polled, wake_one);
    if has_raised {
        own.watch(None);
        close_retired();
    }
}

/// Retire a descriptor that has been raised.
fn retire(group: usize, fd: Fd) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (success, failure) = (Ordering::SeqCst, Ordering::Relaxed);
    let taken = CURRENT[group].compare_exchange(fd + 1, 0, success, failure);
    if taken.is_err() {
        return; // another thread has done it
    }
    let count = u64::from(COUNT.fetch_add(1, Ordering::Relaxed));
    let entry = count << 32 | (fd + 1) as u64;
    let is_placed = RETIRED
        .iter()
        .any(|room| room.compare_exchange(0, entry, success, failure).is_ok());
    if !is_placed && event::is_one(fd, Kind::Waking) != Ok(false) {
        // No room: calls that were left by longjmp, or wait since the program closed descriptors,
        // still watch all retired ones. Keep using this one, unless the program has closed it.
        let _ = CURRENT[group].compare_exchange(0, fd + 1, success, failure);
    }
}

/// Close the retired descriptors that no call watches any more.
fn close_retired() {
    for room in &RETIRED {
        let entry = room.load(Ordering::SeqCst);
        let fd = entry as u32 as Fd - 1;
        if entry == 0 || TABLE.hazards.is_watched(fd) {
            continue;
        }
        let order = Ordering::SeqCst;
        if room.compare_exchange(entry, 0, order, order).is_ok() {
            close(fd);
        }
    }
}

/// Close it, unless the program has closed it and opened another file under its number.
fn close(fd: Fd) {
    if event::is_one(fd, Kind::Waking) == Ok(true) {
        let _ = descriptor::close(fd);
    }
}

/// In a new child, and before the library is unloaded: close all of them.
pub fn forget_parents() {
    for current in &CURRENT {
        let fd = current.swap(0, Ordering::SeqCst) - 1;
        if fd >= 0 {
            close(fd);
        }
    }
    for place in &RETIRED {
        let entry = place.swap(0, Ordering::SeqCst);
        if entry != 0 {
            close(entry as u32 as Fd - 1);
        }
    }
}
