//! Calls for every kind of descriptor: close, fcntl, ioctl.

use super::call::call;
use super::inject::{before, Call};
use super::{check, errno, Fd};
use crate::error::{Error, Result};
use core::ffi::c_int;

/// Close a descriptor. It is closed even if this returns an error.
pub fn close(fd: Fd) -> Result<c_int> {
    let fate = before(Call::Close, fd);
    // SAFETY: takes a number; whose it is, is the business of `socket`.
    let closed = unsafe { call!(SYS_close, fd) };
    fate.and(closed)
}

/// A descriptor that is closed when it is dropped.
#[derive(Debug)]
pub struct Owned(Fd);

impl Owned {
    /// Own a descriptor.
    pub fn new(fd: Fd) -> Self {
        Self(fd)
    }

    /// Its number.
    pub fn fd(&self) -> Fd {
        self.0
    }

    /// Give up the ownership without closing it.
    pub fn into_fd(self) -> Fd {
        let fd = self.0;
        core::mem::forget(self);
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
    // SAFETY: the commands that take a pointer are not passed on; see `takes_pointer`. The number
    // is passed in the width of a pointer so that its upper half is defined.
    check(unsafe { libc::fcntl(fd, command, argument as libc::c_long) })
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

/// Whether a command of fcntl(2) takes a pointer as its argument.
pub fn takes_pointer(command: c_int) -> bool {
    // The numbers are the same on all machines that oxsock supports (linux/fcntl.h): record locks,
    // their 64-bit forms on 32-bit machines, and locks of open file descriptions; F_SETOWN_EX,
    // F_GETOWN_EX, F_GETOWNER_UIDS; F_GET_RW_HINT to F_SETDELEG.
    matches!(command, 5..=7 | 12..=17 | 36..=38 | 1035..=1040)
}

/// Whether a command may come from a later Linux, so that the type of its argument is not known.
pub fn is_unknown(command: c_int) -> bool {
    command > 1040
}

/// Whether O_NONBLOCK is set.
pub fn is_nonblocking(fd: Fd) -> Result<bool> {
    Ok(fcntl(fd, libc::F_GETFL, 0)? & libc::O_NONBLOCK != 0)
}

/// Set or clear O_NONBLOCK.
pub fn set_nonblocking(fd: Fd, on: bool) -> Result<()> {
    before(Call::Ioctl, fd)?;
    let mut on = c_int::from(on);
    // SAFETY: the request reads one int.
    check(unsafe { libc::ioctl(fd, libc::FIONBIO as _, &mut on) }).map(drop)
}

/// Duplicate a descriptor to another number, close-on-exec, closing what is open there.
pub fn duplicate_to(fd: Fd, number: Fd) -> Result<()> {
    // SAFETY: takes numbers only.
    check(unsafe { libc::dup3(fd, number, libc::O_CLOEXEC) }).map(drop)
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
