//! The process: what has to be made ready once in each, and again in the child of a fork.
//!
//! The records of who is inside which handle are zero in a child, whatever kind of fork made it,
//! because the system wipes them. So a child finds nobody inside, and finds itself not ready.

use super::table::TABLE;
use super::{path, wakeup};
use crate::sys::current::AtExit;
use crate::sys::thread::Undisturbed;
use crate::sys::{current, process, ring, unload};
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const NEW: u32 = 0;
const BEGINNING: u32 = 1;
const READY: u32 = 2;

static THREAD_END: AtExit = AtExit::new(end_thread);

extern "C" fn end_thread(_: *mut libc::c_void) {
    TABLE.end_thread();
}

/// A thread has got a record: it is free again when the thread ends.
pub fn new_thread() {
    THREAD_END.ask();
}

/// Make the process ready, if it is not: whether it is. It is not while another thread, or a call
/// that this one has interrupted as a signal handler, is about it.
#[inline]
pub fn begin() -> bool {
    TABLE.hazards.begun.load(Ordering::Acquire) == READY || begin_once()
}

#[cold]
fn begin_once() -> bool {
    let begun = &TABLE.hazards.begun;
    // Or the process would never be ready, if a signal handler left this by a jump; and a child that
    // it forked might find the C library's locks taken.
    let _undisturbed = Undisturbed::new();
    // Before others can fork while it is not ready: the child would take it for being about it.
    wipe_in_children();
    let (success, failure) = (Ordering::AcqRel, Ordering::Acquire);
    if begun
        .compare_exchange(NEW, BEGINNING, success, failure)
        .is_err()
    {
        return begun.load(Ordering::Acquire) == READY;
    }
    current::find_single();
    if current::is_single() {
        TABLE.hazards.note_single();
    }
    unload::watch();
    if watch_children() {
        note_fork();
        forget_parents();
    }
    begun.store(READY, Ordering::Release);
    true
}

/// Have children begin anew, when they first need it.
fn wipe_in_children() {
    let records = &raw const TABLE.hazards;
    process::wipe_in_children(records.cast(), size_of_val(&TABLE.hazards));
}

/// Have children of fork(3) begin at once: whether that has been done, and this is a child.
fn watch_children() -> bool {
    static IS_WATCHED: AtomicBool = AtomicBool::new(false);
    let is_child = IS_WATCHED.swap(true, Ordering::AcqRel);
    if !is_child {
        process::watch_forks(before_fork, in_child);
    }
    is_child
}

/// In a child: give back what its parent had. In another process, what there is already is that of
/// threads which go on meanwhile.
fn forget_parents() {
    wakeup::forget_parents();
    path::forget_parents();
    ring::forget();
    for (place, slot) in TABLE.slots.iter() {
        let _ = TABLE.settle(place, slot);
    }
}

static HAS_FORKED: AtomicBool = AtomicBool::new(false);

/// Whether the process has had a child by fork(3), or is about to have one, or is one itself.
pub fn has_forked() -> bool {
    HAS_FORKED.load(Ordering::Relaxed)
}

fn note_fork() {
    HAS_FORKED.store(true, Ordering::Relaxed);
}

/// What the process's only thread is inside when it forks, in a signal handler. In the child, too,
/// the system may begin the call again after the handler.
static INSIDE: AtomicU64 = AtomicU64::new(0);

extern "C" fn before_fork() {
    note_fork();
    let inside = match current::is_single() {
        true => TABLE.hazards.inside_singly(),
        false => 0, // the system begins no call again that waits in poll
    };
    INSIDE.store(inside, Ordering::Relaxed);
}

extern "C" fn in_child() {
    TABLE.hazards.wipe(); // if the system has not done it
    TABLE.hazards.renew_single(INSIDE.load(Ordering::Relaxed));
    begin();
}

/// Before the library is unloaded: give back what the process has got for it, unless a handle is
/// open, and with it perhaps a call that uses it.
pub fn unload() {
    THREAD_END.forget();
    if TABLE.is_empty() {
        wakeup::forget_parents();
        ring::forget();
    }
}

/// The same of memory, which nobody else may be using.
pub fn free_memory() {
    if TABLE.is_empty() {
        TABLE.slots.unload();
    }
}
