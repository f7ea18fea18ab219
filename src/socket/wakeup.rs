//! The wakeup descriptor: one for the process, which every wait in poll watches beside its
//! socket. It is readable while a handle has been closed and waits on it have not ended yet.

use crate::sys::{descriptor, event, Fd};
use crate::time;
use std::sync::atomic::{AtomicI32, Ordering};

const NONE: Fd = -1;

static WAKEUP: AtomicI32 = AtomicI32::new(NONE);

/// How often to look whether a handle has been closed where the descriptor cannot tell.
const LOOK: i64 = 20_000;

/// So many wakeups in a row that were not meant for this wait, and it stops listening to them
/// for one look: somebody is slow to leave.
const FALSE_ALARMS: u32 = 4;

/// One wait's watch on the wakeup descriptor.
#[derive(Default)]
pub struct Watch {
    alarms: u32,
}

impl Watch {
    /// What to wait for beside the sockets, a negative number being nothing, and until when.
    pub fn set(&mut self, deadline: i64) -> (Fd, i64) {
        match watched() {
            Some(fd) if self.alarms < FALSE_ALARMS => (fd, deadline),
            _ => {
                self.alarms = 0;
                Self::without_descriptor(deadline)
            }
        }
    }

    /// The same where the descriptor cannot be waited for.
    pub fn without_descriptor(deadline: i64) -> (Fd, i64) {
        (NONE, time::earlier(deadline, time::ahead(LOOK)))
    }

    /// Whether the descriptor was ready.
    pub fn note(&mut self, was_ready: bool) {
        self.alarms = if was_ready { self.alarms + 1 } else { 0 };
    }
}

/// The descriptor; none if there is none to be had.
fn watched() -> Option<Fd> {
    let present = WAKEUP.load(Ordering::SeqCst);
    if present != NONE {
        return Some(present);
    }
    let new = event::open().ok()?;
    match WAKEUP.compare_exchange(NONE, new, Ordering::SeqCst, Ordering::SeqCst) {
        Ok(_) => Some(new),
        Err(present) => {
            let _ = descriptor::close(new); // another thread was quicker
            Some(present)
        }
    }
}

/// Wake all who wait: whether that was possible. Each raise needs its own `calm`.
pub fn raise() -> bool {
    let fd = WAKEUP.load(Ordering::SeqCst); // after the handle has died, for all to see
    fd != NONE && event::raise(fd).is_ok()
}

/// All who were meant have gone.
pub fn calm() {
    let _ = event::lower(WAKEUP.load(Ordering::Acquire));
}

/// In a new child: the descriptor counts the parent's affairs.
pub fn forget() {
    let fd = WAKEUP.swap(NONE, Ordering::AcqRel);
    if fd != NONE {
        let _ = descriptor::close(fd);
    }
}
