//! The wakeup descriptor: one for the process, which every wait in poll watches beside its
//! socket. It is readable while a handle has been closed and waits on it have not ended yet.

use crate::sys::{descriptor, event, Fd};
use std::sync::atomic::{AtomicI32, Ordering};

const NONE: Fd = -1;

static WAKEUP: AtomicI32 = AtomicI32::new(NONE);

/// The descriptor to watch; none if there is none to be had.
pub fn watched() -> Option<Fd> {
    let present = WAKEUP.load(Ordering::Acquire);
    if present != NONE {
        return Some(present);
    }
    let new = event::open().ok()?;
    match WAKEUP.compare_exchange(NONE, new, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => Some(new),
        Err(present) => {
            let _ = descriptor::close(new); // another thread was quicker
            Some(present)
        }
    }
}

/// Wake all who wait: whether that was possible. Each raise needs its own `calm`.
pub fn raise() -> bool {
    let fd = WAKEUP.load(Ordering::Acquire);
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
