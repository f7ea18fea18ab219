//! The content of files, to be sent.

use super::thread::Uncancelled;
use super::{check_size, errno, Fd};
use crate::error::{Error, Result};
use core::ffi::c_int;

/// The position at which the file's next read begins.
pub fn position(fd: Fd) -> Result<i64> {
    seek(fd, 0, libc::SEEK_CUR)
}

/// Set the position at which the file's next read begins.
pub fn set_position(fd: Fd, position: i64) -> Result<()> {
    seek(fd, position, libc::SEEK_SET).map(drop)
}

fn seek(fd: Fd, offset: i64, whence: c_int) -> Result<i64> {
    // SAFETY: takes numbers only.
    let position = unsafe { libc::lseek64(fd, offset, whence) };
    if position < 0 {
        return Err(Error::new(errno::get()));
    }
    Ok(position)
}

/// pread(2). Returns how many bytes were read; 0 at the end.
pub fn read_at(fd: Fd, bytes: &mut [u8], position: i64) -> Result<c_int> {
    let _uncancelled = Uncancelled::new();
    // SAFETY: the slice is there to be written.
    check_size(unsafe { libc::pread64(fd, bytes.as_mut_ptr().cast(), bytes.len(), position) })
}
