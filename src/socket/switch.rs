//! Switching O_NONBLOCK on for a moment: accept and connect have no flag for not waiting.
//!
//! The flag belongs to the socket, so whoever shares it could take that moment for the truth.
//! Within the process a lock prevents it; between processes that use oxsock, a record lock on
//! the socket itself does, which works on sockets as on files.

use super::slot::Traits;
use super::visit::Visit;
use crate::error::Result;
use crate::sys::{descriptor, poll, thread};
use crate::time;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How often to ask for a lock: at first at once, then once in a millisecond. It is held for a few
/// system calls that do not wait; but its holder may be waiting for a processor, or be stopped.
const PATIENCE: u32 = 2_000;
const AT_ONCE: u32 = 1_000;

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
    // Whatever the call did stands, so this has to succeed, or else be passed over in silence.
    (0..RESTORING).any(|_| descriptor::set_nonblocking(fd, false).is_ok());
    result
}

/// How often to try to switch back, which fails on purpose only.
const RESTORING: u32 = 3;

/// Whether the socket is set not to wait.
pub fn is_nonblocking(visit: &Visit<'_>, among: Among) -> Result<bool> {
    let _lock = Lock::take(visit, among);
    descriptor::is_nonblocking(visit.fd())
}

/// Do something to the flag itself while nobody is switching it.
pub fn undisturbed<T>(visit: &Visit<'_>, call: impl FnOnce() -> Result<T>) -> Result<T> {
    let _lock = Lock::take(visit, Among::Processes);
    call()
}

/// A thread of this process is at it, on a socket that has, or may have, more than one handle.
static BUSY: AtomicBool = AtomicBool::new(false);

/// The threads that are at it, as far as there is room. A signal handler that has interrupted one
/// would ask for the locks in vain.
static HOLDERS: [AtomicUsize; 16] = [const { AtomicUsize::new(NOBODY) }; 16];

const NOBODY: usize = 0;

/// Add this thread to them: its place, and how often it is to ask.
fn announce() -> (Option<&'static AtomicUsize>, u32) {
    let me = thread::own();
    if HOLDERS
        .iter()
        .any(|holder| holder.load(Ordering::Relaxed) == me)
    {
        return (None, 1);
    }
    let is_mine = |holder: &&AtomicUsize| {
        holder
            .compare_exchange(NOBODY, me, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    };
    (HOLDERS.iter().find(is_mine), PATIENCE)
}

/// The locks that could be had: one on the handle, and where the socket may be shared, one in
/// the process, and one between processes, which does not see the process's own threads.
struct Lock<'a, 'table> {
    visit: &'a Visit<'table>,
    holder: Option<&'static AtomicUsize>,
    on_handle: bool,
    in_process: bool,
    between_processes: bool,
}

impl<'a, 'table> Lock<'a, 'table> {
    fn take(visit: &'a Visit<'table>, among: Among) -> Self {
        let slot = visit.slot();
        let shared = Traits::SHARED.and(Traits::LENT).and(Traits::FORKED);
        let is_shared = among == Among::Processes && visit.at_entry().has(shared);
        let (holder, patience) = announce();
        let insist = |attempt: &dyn Fn() -> bool| insist(patience, attempt);
        Self {
            visit,
            holder,
            on_handle: insist(&|| !slot.mark(Traits::SWITCHING).has(Traits::SWITCHING)),
            in_process: is_shared && insist(&|| !BUSY.swap(true, Ordering::Acquire)),
            between_processes: is_shared && insist(&|| descriptor::lock(visit.fd()).is_ok()),
        }
    }
}

/// Try so often until it succeeds: whether it did.
fn insist(times: u32, attempt: &dyn Fn() -> bool) -> bool {
    (0..times).any(|i| {
        let done = attempt();
        if !done && i < AT_ONCE {
            std::thread::yield_now();
        } else if !done {
            let _ = poll::wait(&mut [], time::ahead(1_000));
        }
        done
    })
}

impl Drop for Lock<'_, '_> {
    fn drop(&mut self) {
        if self.between_processes {
            let _ = descriptor::unlock(self.visit.fd());
        }
        if self.in_process {
            BUSY.store(false, Ordering::Release);
        }
        if self.on_handle {
            self.visit.slot().unmark(Traits::SWITCHING);
        }
        if let Some(holder) = self.holder {
            holder.store(NOBODY, Ordering::Relaxed);
        }
    }
}

/// In a new child: the thread that was at it is not here.
pub fn forget() {
    BUSY.store(false, Ordering::Release);
    for holder in &HOLDERS {
        holder.store(NOBODY, Ordering::Relaxed);
    }
}
