//! The calling thread's errno.

use crate::error::{Error, Result};
use core::ffi::c_int;

/// What the last failed call left.
#[inline]
pub fn get() -> c_int {
    // SAFETY: the C library gives a valid pointer to the thread's own errno.
    unsafe { *libc::__errno_location() }
}

/// Set errno.
#[inline]
pub fn set(code: c_int) {
    // SAFETY: as in `get`.
    unsafe { *libc::__errno_location() = code }
}

/// The int that the C function returns: the result, or the negated error, which is put into errno
/// as well. To be called last, because other calls could change errno.
#[inline(always)]
pub fn reply(result: Result<impl Into<c_int>>) -> c_int {
    match result {
        Ok(value) => value.into(),
        Err(error) => fail(error),
    }
}

/// A result in one register, in the kernel's form: an error is a negative number.
#[inline(always)]
pub fn encoded(result: Result<c_int>) -> c_int {
    result.unwrap_or_else(|error| -error.code())
}

/// The reverse.
#[inline(always)]
pub fn decoded(number: c_int) -> Result<c_int> {
    if number < 0 {
        return Err(Error::new(-number));
    }
    Ok(number)
}

#[cold]
#[inline(never)]
fn fail(error: Error) -> c_int {
    set(error.code());
    -error.code()
}
