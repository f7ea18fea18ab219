//! Two processes after a fork hold the same sockets.
//!
//! From then on a call that has to wait does so in poll, where closing the handle can wake it
//! without shutting the connection down for the other process too. Calls that were blocked in
//! the kernel at the moment of the fork can be woken only by shutting down, so it matters
//! whether a child is still there: each then holds one end of a pipe for as long as it has
//! neither ended nor executed another program, and the parent looks whether it hung up.

use super::life::TABLE;
use super::slot::{Entry, Traits};
use super::{path, switch, wakeup};
use crate::error::Result;
use crate::sys::fork::Hooks;
use crate::sys::{descriptor, fork, poll, Fd};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};

/// How many forks are under way.
static FORKING: AtomicU32 = AtomicU32::new(0);

const NONE: Fd = -1;

/// The pipe of the fork under way: the parent's end, the child's end.
static PIPE: [AtomicI32; 2] = [AtomicI32::new(NONE), AtomicI32::new(NONE)];

/// The parent's ends of the pipes of children forked while calls were blocked.
static CHILDREN: [AtomicI32; 1024] = [const { AtomicI32::new(NONE) }; 1024];

/// There may be children who are not among them, for want of descriptors or of room.
static UNCOUNTED: AtomicBool = AtomicBool::new(false);

/// Have forks watched from now on.
pub fn watch() {
    // Not a `Once`, which a fork amid its first use would leave locked in the child.
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if !WATCHED.swap(true, Ordering::AcqRel) {
        fork::watch(Hooks {
            before,
            in_parent,
            in_child,
        });
    }
}

/// What a socket that is opened during a fork has to be marked with.
pub fn late_traits() -> Traits {
    if FORKING.load(Ordering::SeqCst) > 0 {
        Traits::FORKED
    } else {
        Traits::NONE
    }
}

/// Whether a child may hold sockets that calls were blocked on when it was forked.
pub fn has_children() -> bool {
    UNCOUNTED.load(Ordering::Acquire) || CHILDREN.iter().any(is_alive)
}

fn is_alive(child: &AtomicI32) -> bool {
    let fd = child.load(Ordering::Acquire);
    if fd == NONE {
        return false;
    }
    let hung_up = poll::ready(fd, 0).is_ok_and(|events| events & poll::POLLHUP != 0);
    if hung_up
        && child
            .compare_exchange(fd, NONE, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    {
        let _ = descriptor::close(fd);
    }
    !hung_up
}

fn before() {
    let others = FORKING.fetch_add(1, Ordering::SeqCst);
    let mut blocked = false;
    for (_, slot) in TABLE.slots() {
        if slot.state().is_open(slot.state().generation()) {
            blocked |= slot.mark(Traits::FORKED).count(Entry::Direct) > 0;
        }
    }
    if blocked && (others > 0 || make_pipe().is_err()) {
        UNCOUNTED.store(true, Ordering::Release);
    }
}

fn make_pipe() -> Result<()> {
    let [parents, childs] = descriptor::pipe()?;
    PIPE[0].store(parents, Ordering::Release);
    PIPE[1].store(childs, Ordering::Release);
    Ok(())
}

fn in_parent() {
    FORKING.fetch_sub(1, Ordering::SeqCst);
    discard(&PIPE[1]);
    let parents = PIPE[0].swap(NONE, Ordering::AcqRel);
    if parents != NONE {
        remember(parents);
    }
}

fn remember(parents: Fd) {
    let free = |child: &&AtomicI32| {
        !is_alive(child)
            && child
                .compare_exchange(NONE, parents, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
    };
    if CHILDREN.iter().find(free).is_none() {
        UNCOUNTED.store(true, Ordering::Release);
        let _ = descriptor::close(parents);
    }
}

/// Only the forking thread lives on here, and it is in no call. The child's end of the pipe
/// stays open on purpose.
fn in_child() {
    FORKING.store(0, Ordering::SeqCst);
    PIPE[1].store(NONE, Ordering::Release);
    discard(&PIPE[0]);
    CHILDREN.iter().for_each(discard);
    UNCOUNTED.store(false, Ordering::Release);
    wakeup::forget();
    switch::forget();
    path::forget_all();
    for (place, slot) in TABLE.slots() {
        slot.forget_visitors();
        let _ = TABLE.finish(place, slot);
    }
}

fn discard(fd: &AtomicI32) {
    let fd = fd.swap(NONE, Ordering::AcqRel);
    if fd != NONE {
        let _ = descriptor::close(fd);
    }
}
