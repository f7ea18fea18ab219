//! The files of UNIX listeners, which go away with their handles.
//!
//! Few sockets have one, so they are noted in a list beside the table. Its entries are used again
//! and never freed. Nobody waits for a lock, so that a signal handler or a fork can come at any
//! moment: at worst a file stays behind, and the next server replaces it.

use super::handle::Handle;
use super::life;
use super::slot::Traits;
use crate::error::{Error, Result};
use crate::sys::file::{self, Identity};
use std::ffi::CStr;
use std::sync::{Mutex, OnceLock};

/// The longest path, with its NUL.
const ROOM: usize = libc::PATH_MAX as usize;

/// A file that was made for a handle, where it was made.
struct Made {
    handle: i32,
    process: u32,
    identity: Identity,
    path: [u8; ROOM],
}

#[derive(Default)]
struct Entry {
    made: Mutex<Option<Made>>,
    next: OnceLock<Box<Entry>>,
}

static FIRST: OnceLock<Box<Entry>> = OnceLock::new();

/// Have a file removed when a handle is closed in this process, if it is still that file. The
/// path has to be absolute.
pub fn keep(handle: Handle, path: &CStr, identity: Identity) -> Result<()> {
    let mut made = Made {
        handle: handle.number(),
        process: std::process::id(),
        identity,
        path: [0; ROOM],
    };
    let bytes = path.to_bytes_with_nul();
    let room = made.path.get_mut(..bytes.len());
    room.ok_or(Error::ENAMETOOLONG)?.copy_from_slice(bytes);
    let mut made = Some(made);
    let mut next = &FIRST;
    while made.is_some() {
        let entry = next.get_or_init(Box::default);
        if let Ok(mut place) = entry.made.try_lock() {
            if place.is_none() {
                *place = made.take();
            }
        }
        next = &entry.next;
    }
    life::enter(handle.number())?.slot().mark(Traits::PATH);
    Ok(())
}

/// A handle is about to be closed.
pub fn remove(handle: i32) {
    take(handle, |made| {
        let Ok(path) = CStr::from_bytes_until_nul(&made.path) else {
            return;
        };
        let is_ours = made.process == std::process::id()
            && file::look(path).is_ok_and(|status| status.identity == made.identity);
        if is_ours {
            let _ = file::remove(path);
        }
    });
}

/// A handle's socket goes on without it.
pub fn forget(handle: i32) {
    take(handle, |_| ());
}

/// In a new child: the files are its parent's.
pub fn forget_all() {
    for entry in entries() {
        if let Ok(mut place) = entry.made.try_lock() {
            *place = None;
        }
    }
}

fn take(handle: i32, then: impl FnOnce(&Made)) {
    for entry in entries() {
        if let Ok(mut place) = entry.made.try_lock() {
            if place.as_ref().is_some_and(|made| made.handle == handle) {
                place.as_ref().map(then);
                *place = None;
                return;
            }
        }
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
