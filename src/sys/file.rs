//! Files: those that UNIX sockets make.

use super::call::call;
use super::descriptor::Owned;
use super::inject::{before, Call};
use super::{check, Fd};
use crate::error::{Error, Result};
use libc::mode_t;
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// What tells one file from all others while it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
}

/// What is known of a file.
#[derive(Clone, Copy, Debug)]
pub struct Status {
    /// Which it is.
    pub identity: Identity,
    mode: mode_t,
}

impl Status {
    /// Whether it is a socket.
    pub fn is_socket(&self) -> bool {
        self.mode & libc::S_IFMT == libc::S_IFSOCK
    }

    /// Its permission bits.
    pub fn permissions(&self) -> u32 {
        self.mode & 0o7777
    }
}

/// What is at a path; a symbolic link is not followed.
pub fn look(path: &CStr) -> Result<Status> {
    before(Call::File, -1)?;
    let mut stat = MaybeUninit::uninit();
    // SAFETY: a C string, and room for what the call tells.
    check(unsafe { libc::lstat64(path.as_ptr(), stat.as_mut_ptr()) })?;
    // SAFETY: the call succeeded, so it has filled it.
    Ok(status(unsafe { &stat.assume_init() }))
}

/// What a descriptor is open on.
pub fn look_at(fd: Fd) -> Result<Status> {
    before(Call::File, fd)?;
    let mut stat = MaybeUninit::uninit();
    // SAFETY: room for what the call tells.
    check(unsafe { libc::fstat64(fd, stat.as_mut_ptr()) })?;
    // SAFETY: the call succeeded, so it has filled it.
    Ok(status(unsafe { &stat.assume_init() }))
}

fn status(stat: &libc::stat64) -> Status {
    Status {
        identity: Identity {
            device: stat.st_dev,
            inode: stat.st_ino,
        },
        mode: stat.st_mode,
    }
}

/// Set a descriptor's permission bits. Those of a socket are what its file will have at most.
pub fn permit(fd: Fd, permissions: u32) -> Result<()> {
    before(Call::File, fd)?;
    // SAFETY: takes numbers only.
    check(unsafe { libc::fchmod(fd, permissions) }).map(drop)
}

/// Set a file's permission bits; a symbolic link is not followed.
pub fn permit_at(path: &CStr, permissions: u32) -> Result<()> {
    before(Call::File, -1)?;
    let flags = libc::AT_SYMLINK_NOFOLLOW;
    // SAFETY: a C string.
    check(unsafe { libc::fchmodat(libc::AT_FDCWD, path.as_ptr(), permissions, flags) }).map(drop)
}

/// Remove a file.
pub fn remove(path: &CStr) -> Result<()> {
    before(Call::File, -1)?;
    // SAFETY: a C string.
    check(unsafe { libc::unlink(path.as_ptr()) }).map(drop)
}

/// Remove a file that the library made, unless another is in its place. Nobody could be told if it
/// cannot be done, so what has failed is tried again.
pub fn clear_away(path: &CStr, identity: Identity) {
    const TRIES: u32 = 3;
    for _ in 0..TRIES {
        match look(path) {
            Ok(status) if status.identity != identity => return,
            Err(Error::ENOENT) => return,
            Ok(_) if remove(path).is_ok() => return,
            _ => {}
        }
    }
}

/// Open a file to lock it, and make it if it is not there, for its owner alone.
pub fn open_lock(path: &CStr) -> Result<Owned> {
    before(Call::File, -1)?;
    let flags = libc::O_RDWR | libc::O_CREAT | libc::O_CLOEXEC | libc::O_NOFOLLOW;
    // SAFETY: a C string.
    let fd = unsafe { call!(SYS_openat, libc::AT_FDCWD, path.as_ptr(), flags, 0o600) }?;
    Ok(Owned::new(fd))
}

/// Wait until nobody else has the lock on an open file, and take it.
pub fn lock(fd: Fd) -> Result<()> {
    before(Call::File, fd)?;
    loop {
        // SAFETY: takes numbers only.
        match unsafe { call!(SYS_flock, fd, libc::LOCK_EX) } {
            Err(Error::EINTR) => {}
            result => return result.map(drop),
        }
    }
}
