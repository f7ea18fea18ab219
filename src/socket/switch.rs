//! Switching O_NONBLOCK on for a moment: accept and connect have no flag for not waiting.
//!
//! The flag belongs to the socket, so whoever shares it could take that moment for the truth.
//! Within the process a lock prevents it; between processes that use oxsock, a record lock on
//! the socket itself does, which works on sockets as on files.

use super::slot::Traits;
use super::table::Visit;
use crate::error::{Error, Result};
use crate::sys::{descriptor, Fd};
use std::sync::atomic::{AtomicBool, Ordering};

/// A thread of this process is at it. Held for a few system calls that do not wait.
static BUSY: AtomicBool = AtomicBool::new(false);

/// How often to ask for the record lock. Its holder may have been stopped in the middle.
const PATIENCE: u32 = 10_000;

/// Whose switching could be met: listeners are what processes share.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Among {
    Threads,
    Processes,
}

/// Make a call that does not wait, whatever the socket is set to.
pub fn without_waiting<T>(
    visit: &Visit<'_>,
    among: Among,
    call: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let fd = visit.fd();
    let _lock = Lock::take(visit, among);
    if descriptor::is_nonblocking(fd)? {
        return call();
    }
    descriptor::set_nonblocking(fd, true)?;
    let result = call();
    descriptor::set_nonblocking(fd, false)?;
    result
}

/// Whether the socket is set not to wait.
pub fn is_nonblocking(visit: &Visit<'_>, among: Among) -> Result<bool> {
    let _lock = Lock::take(visit, among);
    descriptor::is_nonblocking(visit.fd())
}

/// In a new child: the thread that was at it is not here.
pub fn forget() {
    BUSY.store(false, Ordering::Release);
}

struct Lock {
    recorded: Option<Fd>,
}

impl Lock {
    fn take(visit: &Visit<'_>, among: Among) -> Self {
        while BUSY.swap(true, Ordering::Acquire) {
            std::thread::yield_now();
        }
        let shared = Traits::SHARED.and(Traits::LENT).and(Traits::FORKED);
        let is_shared = among == Among::Processes && visit.at_entry().has(shared);
        Self {
            recorded: is_shared.then(|| record(visit.fd())).flatten(),
        }
    }
}

fn record(fd: Fd) -> Option<Fd> {
    for _ in 0..PATIENCE {
        match descriptor::lock(fd) {
            Ok(()) => return Some(fd),
            Err(Error::EAGAIN | Error::EACCES) => std::thread::yield_now(),
            Err(_) => return None,
        }
    }
    None
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(fd) = self.recorded {
            let _ = descriptor::unlock(fd);
        }
        BUSY.store(false, Ordering::Release);
    }
}
