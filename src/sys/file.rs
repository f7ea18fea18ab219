//! The files that UNIX sockets make.

use super::call::call;
use super::descriptor::Owned;
use super::inject::{before, Call};
use super::{check, sockaddr, Fd};
use crate::error::{Error, Result};
use arrayvec::ArrayString;
use core::ffi::{c_int, CStr};
use core::fmt::Write;
use core::mem::MaybeUninit;
use libc::mode_t;

/// In place of a directory's descriptor: the current directory.
pub const HERE: Fd = libc::AT_FDCWD;

/// The bytes of the longest path that a socket can be bound to, and of its NUL, in whole words.
const PATH_ROOM: usize = (sockaddr::UNIX_ROOM + 1).next_multiple_of(8);

/// A path as bytes with a NUL after them.
pub type PathBytes = [u8; PATH_ROOM];

/// The path of a UNIX socket's file.
#[derive(Clone, Copy)]
pub struct Path(PathBytes);

impl Path {
    /// A copy. ENAMETOOLONG if it is longer than an address holds.
    pub fn new(path: &[u8]) -> Result<Self> {
        let mut bytes = [0; PATH_ROOM];
        if path.len() > sockaddr::UNIX_ROOM {
            return Err(Error::ENAMETOOLONG);
        }
        bytes[..path.len()].copy_from_slice(path);
        Ok(Self(bytes))
    }

    /// From bytes that `bytes` gave.
    pub fn from_bytes(bytes: PathBytes) -> Self {
        Self(bytes)
    }

    /// All of it.
    pub fn bytes(&self) -> &PathBytes {
        &self.0
    }

    /// Whether it is relative to the current directory.
    pub fn is_relative(&self) -> bool {
        self.0[0] != b'/'
    }

    fn text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}

/// The device and inode, which identify a file while it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The device.
    pub device: u64,
    /// The inode's number on it.
    pub inode: u64,
}

/// The status of a file.
#[derive(Clone, Copy, Debug)]
pub struct Status {
    /// The file's identity.
    pub identity: Identity,
    owner: u32,
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

    /// Whether it belongs to the user that this process acts as.
    pub fn is_own(&self) -> bool {
        // SAFETY: takes nothing, and cannot fail.
        self.owner == unsafe { libc::geteuid() }
    }
}

/// The status of what is at a path; a symbolic link is not followed.
pub fn look(directory: Fd, path: &Path) -> Result<Status> {
    before(Call::File, -1)?;
    let (path, flags) = (path.text().as_ptr(), libc::AT_SYMLINK_NOFOLLOW);
    let mut stat = MaybeUninit::uninit();
    // SAFETY: a C string, and room for what the call tells.
    check(unsafe { libc::fstatat64(directory, path, stat.as_mut_ptr(), flags) })?;
    // SAFETY: the call succeeded, so it has filled it.
    Ok(status(unsafe { &stat.assume_init() }))
}

/// The status of a descriptor's file.
pub fn look_at(fd: Fd) -> Result<Status> {
    before(Call::File, fd)?;
    status_of(fd)
}

/// The same, not subject to fault rules.
pub(super) fn status_of(fd: Fd) -> Result<Status> {
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
        owner: stat.st_uid,
        mode: stat.st_mode,
    }
}

/// Refer to what is at a path without opening it (O_PATH): until the descriptor is closed, no other
/// file gets its identity. A symbolic link is not followed.
pub fn pin(path: &Path) -> Result<Owned> {
    open_path(path.text(), libc::O_NOFOLLOW)
}

/// The same for the current directory.
pub fn pin_here() -> Result<Owned> {
    open_path(c".", libc::O_DIRECTORY)
}

fn open_path(path: &CStr, flags: c_int) -> Result<Owned> {
    before(Call::File, -1)?;
    let flags = flags | libc::O_PATH | libc::O_CLOEXEC;
    // SAFETY: a C string.
    let fd = unsafe { call!(SYS_openat, HERE, path.as_ptr(), flags) }?;
    Ok(Owned::new(fd))
}

/// Whether a descriptor is still the one that `pin_here` gave for this directory, and not another
/// that the program has opened under its number. Not subject to fault rules: it decides what is
/// closed.
pub fn is_pinned(fd: Fd, identity: Identity) -> bool {
    // SAFETY: takes numbers only.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    flags >= 0
        && flags & libc::O_PATH != 0
        && status_of(fd).is_ok_and(|status| status.identity == identity)
}

/// Set a descriptor's permission bits. Those of a socket are what its file will have at most.
pub fn permit(fd: Fd, permissions: u32) -> Result<()> {
    before(Call::File, fd)?;
    // SAFETY: takes numbers only.
    check(unsafe { libc::fchmod(fd, permissions) }).map(drop)
}

/// Set the permission bits of a file that `pin` refers to. fchmod(2) refuses such a descriptor, so
/// this goes through /proc; without /proc it uses fchmodat2(2), since Linux 6.6. It is the thread's
/// directory in /proc, as a thread can have other descriptors than the process (CLONE_FILES).
pub fn permit_pinned(fd: Fd, permissions: u32) -> Result<()> {
    before(Call::File, fd)?;
    let mut path = ArrayString::<32>::new();
    write!(path, "/proc/thread-self/fd/{fd}\0").map_err(|_| Error::EINVAL)?;
    // SAFETY: a C string.
    match check(unsafe { libc::chmod(path.as_ptr().cast(), permissions) }) {
        Err(Error::ENOENT) => permit_directly(fd, permissions),
        result => result.map(drop),
    }
}

fn permit_directly(fd: Fd, permissions: u32) -> Result<()> {
    let (this, flags) = (c"".as_ptr(), libc::AT_EMPTY_PATH);
    // SAFETY: a C string.
    let done = unsafe { call!(SYS_fchmodat2, fd, this, permissions, flags) };
    done.map(drop).map_err(|_| Error::EOPNOTSUPP)
}

/// Remove a file.
pub fn remove(directory: Fd, path: &Path) -> Result<()> {
    before(Call::File, -1)?;
    // SAFETY: a C string.
    check(unsafe { libc::unlinkat(directory, path.text().as_ptr(), 0) }).map(drop)
}

/// Remove a file that the library made, unless another is in its place. An error could be reported
/// to no one, so it is tried again after one.
pub fn clear_away(directory: Fd, path: &Path, identity: Identity) {
    const TRIES: u32 = 3;
    for _ in 0..TRIES {
        match look(directory, path) {
            Ok(status) if status.identity != identity => return,
            Err(Error::ENOENT) => return,
            Ok(_) if remove(directory, path).is_ok() => return,
            _ => {}
        }
    }
}
