//! What every descriptor has: its end, and fcntl.

use super::call::call;
use super::inject::{before, Call};
use super::{check, errno, Fd};
use crate::error::{Error, Result};
use std::ffi::c_int;

/// Give a descriptor back. Whatever is returned, it is gone.
pub fn close(fd: Fd) -> Result<c_int> {
    let fate = before(Call::Close, fd);
    // SAFETY: takes a number; whose it is, is the business of `socket`.
    let closed = unsafe { call!(SYS_close, fd) };
    fate.and(closed)
}

/// A descriptor that is given back when it is dropped.
#[derive(Debug)]
pub struct Owned(Fd);

impl Owned {
    /// Answer for it from here on.
    pub fn new(fd: Fd) -> Self {
        Self(fd)
    }

    /// Its number.
    pub fn fd(&self) -> Fd {
        self.0
    }

    /// Let somebody else answer for it.
    pub fn into_fd(self) -> Fd {
        let fd = self.0;
        std::mem::forget(self);
        fd
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = close(self.0);
    }
}

/// fcntl with an int, or nothing, as argument.
pub fn fcntl(fd: Fd, command: c_int, argument: c_int) -> Result<c_int> {
    before(Call::Fcntl, fd)?;
    // SAFETY: commands that take a pointer see a number that is none: EFAULT. It is passed in
    // the width of a pointer so that no undefined upper half makes it one.
    check(unsafe { libc::fcntl(fd, command, libc::c_ulong::from(argument as u32)) })
}

/// The process that gets SIGURG and SIGIO; a process group as a negative number.
pub fn owner(fd: Fd) -> Result<c_int> {
    before(Call::Fcntl, fd)?;
    let saved = errno::get();
    errno::set(0);
    // SAFETY: takes numbers only.
    let owner = unsafe { libc::fcntl(fd, libc::F_GETOWN) };
    match errno::get() {
        0 => {
            errno::set(saved);
            Ok(owner)
        }
        errno => Err(Error::new(errno)),
    }
}

/// Whether calls on the descriptor's socket never wait.
pub fn is_nonblocking(fd: Fd) -> Result<bool> {
    Ok(fcntl(fd, libc::F_GETFL, 0)? & libc::O_NONBLOCK != 0)
}

/// Change whether they do.
pub fn set_nonblocking(fd: Fd, on: bool) -> Result<()> {
    let flags = fcntl(fd, libc::F_GETFL, 0)?;
    let changed = if on {
        flags | libc::O_NONBLOCK
    } else {
        flags & !libc::O_NONBLOCK
    };
    fcntl(fd, libc::F_SETFL, changed).map(drop)
}

/// Take the write lock on the whole file, for this process; EAGAIN or EACCES if another has it.
pub fn lock(fd: Fd) -> Result<()> {
    record_lock(fd, libc::F_WRLCK as _)
}

/// Give it back.
pub fn unlock(fd: Fd) -> Result<()> {
    record_lock(fd, libc::F_UNLCK as _)
}

fn record_lock(fd: Fd, kind: libc::c_short) -> Result<()> {
    before(Call::Fcntl, fd)?;
    // SAFETY: all zero is the whole file.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    lock.l_type = kind;
    // SAFETY: the command reads a `struct flock`.
    check(unsafe { libc::fcntl(fd, libc::F_SETLK, &lock) }).map(drop)
}

/// How many bytes can be read.
pub fn available(fd: Fd) -> Result<c_int> {
    number_by_ioctl(fd, libc::FIONREAD)
}

/// Whether the out-of-band mark has been reached: 1 or 0.
pub fn at_mark(fd: Fd) -> Result<c_int> {
    const SIOCATMARK: libc::Ioctl = 0x8905;
    number_by_ioctl(fd, SIOCATMARK)
}

fn number_by_ioctl(fd: Fd, request: libc::Ioctl) -> Result<c_int> {
    before(Call::Ioctl, fd)?;
    let mut number: c_int = 0;
    // SAFETY: both requests write one int.
    check(unsafe { libc::ioctl(fd, request, &mut number) })?;
    Ok(number)
}

/// A pipe, close-on-exec: the end to read, the end to write.
pub fn pipe() -> Result<[Fd; 2]> {
    before(Call::Pipe, -1)?;
    let mut ends = [-1; 2];
    // SAFETY: there is room for two.
    check(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
    Ok(ends)
}
