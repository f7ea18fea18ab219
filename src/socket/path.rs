//! The files of UNIX listeners, which go away with their handles.
//!
//! Few sockets have one, so they are noted in a list beside the table. Its entries are used again
//! and never freed, and nobody waits for one, so that a signal handler or a fork can come at any
//! moment: at worst a file stays behind, and the next server replaces it.

use super::table::enter;
use crate::error::{Error, Result};
use crate::handle::{Flags, Handle};
use crate::sys::file::{self, Identity};
use std::ffi::CStr;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Mutex, OnceLock};

/// The longest path, with its NUL.
const ROOM: usize = libc::PATH_MAX as usize;

/// A file that was made for a handle, where it was made.
struct Made {
    process: u32,
    identity: Identity,
    path: [u8; ROOM],
}

/// The handle of an entry that is free, and of one that is being changed: whoever puts it there
/// has the entry for itself. So the lock is always free, but in the child of a fork that came
/// just then.
const FREE: i32 = 0;
const BUSY: i32 = -1;

#[derive(Default)]
struct Entry {
    handle: AtomicI32,
    made: Mutex<Option<Made>>,
    next: OnceLock<Box<Entry>>,
}

impl Entry {
    /// Have it for oneself, if it is in this state: whether one has.
    fn claim(&self, state: i32) -> bool {
        let (success, failure) = (Ordering::Acquire, Ordering::Relaxed);
        let claimed = self.handle.compare_exchange(state, BUSY, success, failure);
        claimed.is_ok()
    }

    fn give_up(&self, state: i32) {
        self.handle.store(state, Ordering::Release);
    }
}

static FIRST: OnceLock<Box<Entry>> = OnceLock::new();

/// Have a file removed when a handle is closed in this process, if it is still that file. The
/// path has to be absolute.
pub fn keep(handle: Handle, path: &CStr, identity: Identity) -> Result<()> {
    let mut made = Made {
        process: std::process::id(),
        identity,
        path: [0; ROOM],
    };
    let bytes = path.to_bytes_with_nul();
    let room = made.path.get_mut(..bytes.len());
    room.ok_or(Error::ENAMETOOLONG)?.copy_from_slice(bytes);
    let mut next = &FIRST;
    loop {
        let entry = next.get_or_init(Box::default);
        if entry.claim(FREE) {
            if let Ok(mut place) = entry.made.try_lock() {
                *place = Some(made);
                entry.give_up(handle.number());
                break;
            }
        }
        next = &entry.next;
    }
    enter(handle.number())?.slot().set(Flags::PATH);
    Ok(())
}

/// A handle is about to be closed.
pub fn remove(handle: i32) {
    take(handle, |made| {
        let Ok(path) = CStr::from_bytes_until_nul(&made.path) else {
            return;
        };
        if made.process == std::process::id() {
            file::clear_away(path, made.identity);
        }
    });
}

/// A handle's socket goes on without it.
pub fn forget(handle: i32) {
    take(handle, |_| ());
}

/// In a new child: the files are its parent's.
pub fn forget_parents() {
    for entry in entries() {
        entry.give_up(FREE);
    }
}

fn take(handle: i32, then: impl FnOnce(&Made)) {
    if let Some(entry) = entries().find(|entry| entry.claim(handle)) {
        if let Ok(mut place) = entry.made.try_lock() {
            place.take().as_ref().map(then);
        }
        entry.give_up(FREE);
    }
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    let mut next = &FIRST;
    std::iter::from_fn(move || {
        let entry = next.get()?;
        next = &entry.next;
        Some(&**entry)
    })
}
