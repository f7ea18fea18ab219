//! The files of UNIX listeners, which go away with their handles.
//!
//! Few sockets have one, so they are noted in an array beside the table. It has no locks and no
//! call waits for it, so that a signal handler or a fork can come at any moment: at worst a file
//! stays behind, and the next server replaces it.
//!
//! A relative path is noted together with a descriptor of the directory that it begins in. Its
//! absolute form could be too long, and could lead through directories that may not be searched.
//! The program may have closed that descriptor and opened another file under its number, so it is
//! checked before use. If it is lost, the path is tried from the current directory.
#![forbid(unsafe_code)]

use super::table;
use crate::error::{Error, Result};
use crate::handle::Flags;
use crate::handle::Handle;
use crate::sys::descriptor;
use crate::sys::file::{self, Identity, Path, PathBytes, HERE};
use crate::sys::{process, Fd};
use core::sync::atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering};

/// How many files a process can have noted at once.
const MOST: usize = 4096;

static ENTRIES: [Entry; MOST] = [const { Entry::new() }; MOST];

/// The entries from this index on were never used.
static USED: AtomicUsize = AtomicUsize::new(0);

/// In place of a handle: the entry is free; or it is being changed, by whoever stored this.
const FREE: i32 = 0;
const BUSY: i32 = -1;

struct Entry {
    handle: AtomicI32,
    process: AtomicI32,
    /// A descriptor + 1; 0 for none, so that unused entries are zero and take no room in the
    /// library's file.
    directory: AtomicI32,
    directory_identity: [AtomicU64; 2],
    identity: [AtomicU64; 2],
    path: [AtomicU64; size_of::<PathBytes>() / 8],
}

impl Entry {
    const fn new() -> Self {
        Self {
            handle: AtomicI32::new(FREE),
            process: AtomicI32::new(0),
            directory: AtomicI32::new(0),
            directory_identity: [const { AtomicU64::new(0) }; 2],
            identity: [const { AtomicU64::new(0) }; 2],
            path: [const { AtomicU64::new(0) }; size_of::<PathBytes>() / 8],
        }
    }

    /// Change the entry from this state to `BUSY`. Returns whether this call did it.
    fn claim(&self, state: i32) -> bool {
        let (success, failure) = (Ordering::Acquire, Ordering::Relaxed);
        self.handle.load(failure) == state
            && self
                .handle
                .compare_exchange(state, BUSY, success, failure)
                .is_ok()
    }

    fn give_up(&self, state: i32) {
        self.handle.store(state, Ordering::Release);
    }

    fn write(&self, file: &File) {
        self.process.store(file.process, Ordering::Relaxed);
        write_identity(&self.identity, file.identity);
        let fd = file.directory.map_or(0, |directory| directory.fd + 1);
        self.directory.store(fd, Ordering::Relaxed);
        if let Some(directory) = file.directory {
            write_identity(&self.directory_identity, directory.identity);
        }
        for (word, eight) in self.path.iter().zip(file.path.bytes().chunks_exact(8)) {
            let eight = eight.try_into().map_or(0, u64::from_ne_bytes);
            word.store(eight, Ordering::Relaxed);
        }
    }

    fn read(&self) -> File {
        let mut path = [0; size_of::<PathBytes>()];
        for (word, eight) in self.path.iter().zip(path.chunks_exact_mut(8)) {
            eight.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
        }
        let fd = self.directory.load(Ordering::Relaxed);
        File {
            process: self.process.load(Ordering::Relaxed),
            identity: read_identity(&self.identity),
            directory: (fd != 0).then(|| Directory {
                fd: fd - 1,
                identity: read_identity(&self.directory_identity),
            }),
            path: Path::from_bytes(path),
        }
    }
}

fn write_identity([device, inode]: &[AtomicU64; 2], identity: Identity) {
    device.store(identity.device, Ordering::Relaxed);
    inode.store(identity.inode, Ordering::Relaxed);
}

fn read_identity([device, inode]: &[AtomicU64; 2]) -> Identity {
    Identity {
        device: device.load(Ordering::Relaxed),
        inode: inode.load(Ordering::Relaxed),
    }
}

/// A file that was made for a handle, and the process and directory in which it was made.
struct File {
    process: i32,
    identity: Identity,
    directory: Option<Directory>,
    path: Path,
}

impl File {
    fn clear_away(&self) {
        let pinned = self.directory.and_then(Directory::usable);
        file::clear_away(pinned.unwrap_or(HERE), &self.path, self.identity);
    }

    fn give_back_directory(&self) {
        if let Some(directory) = self.directory {
            directory.give_back();
        }
    }
}

/// The directory that a relative path begins in.
#[derive(Clone, Copy)]
struct Directory {
    fd: Fd,
    identity: Identity,
}

impl Directory {
    fn here() -> Result<Self> {
        let pinned = file::pin_here()?;
        let identity = file::look_at(pinned.fd())?.identity;
        Ok(Self {
            fd: pinned.into_fd(),
            identity,
        })
    }

    /// Its descriptor, if that is still open on this directory.
    fn usable(self) -> Option<Fd> {
        file::is_pinned(self.fd, self.identity).then_some(self.fd)
    }

    fn give_back(self) {
        if let Some(fd) = self.usable() {
            let _ = descriptor::close(fd);
        }
    }
}

/// What is needed to note a file, reserved before the file is made.
pub struct Reservation {
    entry: Option<&'static Entry>, // none once a file is noted in it
    path: Path,
    directory: Option<Directory>,
}

/// Reserve what is needed to note a file that bind(2) is about to make. ENOMEM if too many are
/// noted.
pub fn reserve(path: &Path) -> Result<Reservation> {
    let free = |&i: &usize| ENTRIES[i].claim(FREE);
    let i = (0..MOST).find(free).ok_or(Error::ENOMEM)?;
    USED.fetch_max(i + 1, Ordering::AcqRel);
    let mut reservation = Reservation {
        entry: Some(&ENTRIES[i]),
        path: *path,
        directory: None,
    };
    if path.is_relative() {
        reservation.directory = Some(Directory::here()?);
    }
    Ok(reservation)
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(entry) = self.entry {
            if let Some(directory) = self.directory {
                directory.give_back();
            }
            entry.give_up(FREE);
        }
    }
}

/// Have a file removed when a handle is closed in this process, if it is still that file.
pub fn keep(handle: Handle, mut reservation: Reservation, identity: Identity) -> Result<()> {
    let entry = reservation.entry.take().ok_or(Error::ENOMEM)?;
    entry.write(&File {
        process: process::id().unwrap_or(0), // no process has this id
        identity,
        directory: reservation.directory,
        path: reservation.path,
    });
    entry.give_up(handle.number());
    match table::enter(handle.number()) {
        Ok(guard) => drop(guard.slot().set(Flags::PATH)),
        Err(error) => {
            remove(handle.number()); // the call that closed the handle did not see the file
            return Err(error);
        }
    }
    Ok(())
}

/// Remove a handle's file: the handle is about to be closed.
pub fn remove(handle: i32) {
    take(handle, |file| {
        if process::id().is_some_and(|own| own == file.process) {
            file.clear_away();
        }
    });
}

/// Forget a handle's file, which stays: the handle's descriptor is being released.
pub fn forget(handle: i32) {
    take(handle, |_| ());
}

/// In a new child: forget all files, which are the parent's.
pub fn forget_parents() {
    for entry in used() {
        if entry.handle.load(Ordering::Acquire) > FREE {
            entry.read().give_back_directory();
        }
        entry.give_up(FREE);
    }
}

fn take(handle: i32, then: impl FnOnce(&File)) {
    if let Some(entry) = used().iter().find(|entry| entry.claim(handle)) {
        let file = entry.read();
        entry.give_up(FREE);
        then(&file);
        file.give_back_directory();
    }
}

fn used() -> &'static [Entry] {
    &ENTRIES[..USED.load(Ordering::Acquire)]
}

/// Limit the permissions of the file that bind(2) will make to these bits; the umask is applied
/// too.
pub fn limit(s: i32, permissions: u32) -> Result<()> {
    file::permit(table::enter(s)?.fd()?, permissions)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use std::vec::Vec;

    #[test]
    fn one_more_than_there_is_room_for_is_refused() {
        let path = Path::new(b"/run/server").unwrap();
        let mut all: Vec<_> = (0..MOST).map(|_| reserve(&path).unwrap()).collect();
        assert_eq!(reserve(&path).err(), Some(Error::ENOMEM));
        all.pop();
        assert!(reserve(&path).is_ok());
    }

    #[test]
    fn what_is_noted_is_read() {
        let path = Path::new(&[b'x'; 108]).unwrap();
        let identity = |n| Identity {
            device: n,
            inode: u64::MAX - n,
        };
        let directory = Directory {
            fd: 7,
            identity: identity(1),
        };
        for directory in [Some(directory), None] {
            let entry = Entry::new();
            entry.write(&File {
                process: 5,
                identity: identity(2),
                directory,
                path,
            });
            let file = entry.read();
            assert_eq!((file.process, file.identity), (5, identity(2)));
            assert_eq!(file.path.bytes(), path.bytes());
            let found = file.directory.map(|found| (found.fd, found.identity));
            assert_eq!(found, directory.map(|wanted| (wanted.fd, wanted.identity)));
        }
    }
}
