//! The calling thread's errno.

use std::ffi::c_int;

/// What the last failed call left.
#[inline]
pub fn get() -> c_int {
    // SAFETY: the C library gives a valid pointer to the thread's own errno.
    unsafe { *libc::__errno_location() }
}

/// Leave an error for `perror`.
#[inline]
pub fn set(code: c_int) {
    // SAFETY: as in `get`.
    unsafe { *libc::__errno_location() = code }
}
