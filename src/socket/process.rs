//! What has to be set up once in each process, and again in the child of a fork.
//!
//! The records of which thread is inside which handle are zero in a child, whatever kind of fork
//! made it, because the kernel wipes them (MADV_WIPEONFORK). So a child finds no call inside, and
//! finds that it has not been set up.

use super::table::TABLE;
use super::{path, wait_set, wakeup};
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

/// A thread has got a record: have it freed when the thread ends.
pub fn new_thread() {
    THREAD_END.ask();
}

/// Set the process up, if that has not been done. Returns whether it is set up: it is not while
/// another thread, or a call that this signal handler has interrupted, is doing it.
#[inline]
pub fn begin() -> bool {
    TABLE.hazards.begun.load(Ordering::Acquire) == READY || begin_once()
}

#[cold]
fn begin_once() -> bool {
    let begun = &TABLE.hazards.begun;
    // A signal handler that left this by longjmp would leave the process not set up for ever; and a
    // child forked by one might find the C library's locks taken.
    let _undisturbed = Undisturbed::new();
    // Before `begun` is set: a child forked during the setup would otherwise inherit the value, and
    // never be set up.
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

/// Have the kernel wipe the records in children, which are then set up when first needed.
fn wipe_in_children() {
    let records = &raw const TABLE.hazards;
    process::wipe_in_children(records.cast(), size_of_val(&TABLE.hazards));
}

/// Have children of fork(3) set up at once. Returns whether that had been done before, so that this
/// is a child.
fn watch_children() -> bool {
    static IS_WATCHED: AtomicBool = AtomicBool::new(false);
    let is_child = IS_WATCHED.swap(true, Ordering::AcqRel);
    if !is_child {
        process::watch_forks(before_fork, in_child);
    }
    is_child
}

/// Only in a child: release what was inherited from the parent. In the parent itself, its other
/// threads are still using it.
fn forget_parents() {
    wakeup::forget_parents();
    wait_set::forget_all();
    path::forget_parents();
    ring::forget();
    for (place, slot) in TABLE.slots.iter() {
        let _ = TABLE.settle(place, slot);
    }
}

static HAS_FORKED: AtomicBool = AtomicBool::new(false);

/// Whether the process has called fork(3), is about to, or was made by it.
pub fn has_forked() -> bool {
    HAS_FORKED.load(Ordering::Relaxed)
}

fn note_fork() {
    HAS_FORKED.store(true, Ordering::Relaxed);
}

/// The handle that the process's only thread is inside when a signal handler forks. In the child,
/// too, the kernel may restart the interrupted call after the handler.
static INSIDE: AtomicU64 = AtomicU64::new(0);

extern "C" fn before_fork() {
    note_fork();
    let inside = match current::is_single() {
        true => TABLE.hazards.inside_singly(),
        false => 0, // the kernel restarts no call that waits in poll
    };
    INSIDE.store(inside, Ordering::Relaxed);
}

extern "C" fn in_child() {
    TABLE.hazards.wipe(); // if the kernel has not done it
    TABLE.hazards.renew_single(INSIDE.load(Ordering::Relaxed));
    begin();
}

/// Before the library is unloaded: release the process-wide resources, unless a handle is open: a
/// call on it may be using them.
pub fn unload() {
    THREAD_END.forget();
    if TABLE.is_empty() {
        wakeup::forget_parents();
        wait_set::forget_all();
        ring::forget();
    }
}

/// The same for memory. No other thread may be using the library.
pub fn free_memory() {
    if TABLE.is_empty() {
        TABLE.slots.unload();
    }
}
