//! The kernel: one small safe function per system call, and all that is particular to Linux.
//!
//! What makes the functions safe: descriptors are plain numbers, which the kernel checks; memory of
//! the library's own comes as slices and references; the caller's memory comes as [`User`], and
//! making one is unsafe, with its validity as the condition.

use crate::error::{Error, Result};
use core::ffi::c_int;

mod call;
pub mod clock;
pub mod content;
pub mod control;
pub mod current;
pub mod descriptor;
pub mod duplicate;
pub mod epoll;
pub mod errno;
pub mod event;
pub mod explanation;
pub mod facts;
pub mod faulty;
pub mod file;
mod futex;
pub mod inject;
pub mod interface;
pub mod list;
pub mod memory;
pub mod message;
pub mod object;
pub mod option;
mod out;
mod padding;
pub mod poll;
pub mod probe;
pub mod process;
pub mod resolver;
pub mod ring;
pub mod secure;
pub mod signals;
pub mod sockaddr;
pub mod socket;
pub mod sources;
pub mod thread;
mod timespec;
pub mod transfer;
pub mod unload;
mod user;
pub mod vector;

#[cfg(not(target_arch = "x86_64"))]
pub use call::by_function;
pub use out::Out;
pub use timespec::Timespec;
pub use user::{Plain, User};

/// A file descriptor's number.
pub type Fd = c_int;

/// The result of a system call: its value, or the error that it left in errno.
#[inline]
fn check(value: c_int) -> Result<c_int> {
    if value < 0 {
        return Err(Error::new(errno::get()));
    }
    Ok(value)
}

/// The same where the value is a size; the kernel moves less than 2^31 bytes a call.
#[inline]
fn check_size(value: isize) -> Result<c_int> {
    check(value as c_int)
}
