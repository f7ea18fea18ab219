//! Memory, where it is needed in sizes that are not known beforehand. When there is none, the
//! answer is ENOMEM; nothing here ends the program.

use super::Plain;
use crate::error::{Error, Result};
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

fn allocate<T>(count: usize) -> Result<NonNull<T>> {
    const { assert!(align_of::<T>() <= 16, "malloc aligns to no more") };
    // SAFETY: calloc takes any numbers.
    let memory = unsafe { libc::calloc(count.max(1), size_of::<T>()) };
    NonNull::new(memory.cast()).ok_or(Error::ENOMEM)
}

/// An array of a size chosen at run time.
pub struct Buffer<T: Plain> {
    first: NonNull<T>,
    count: usize,
}

// SAFETY: it owns its values, which are plain.
unsafe impl<T: Plain + Send> Send for Buffer<T> {}

impl<T: Plain> Buffer<T> {
    /// So many values, all bytes of which are zero. ENOMEM if they cannot be had.
    pub fn zeroed(count: usize) -> Result<Self> {
        let first = allocate(count)?;
        Ok(Self { first, count })
    }
}

impl<T: Plain> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: so many values are there, and all bytes zero are one of a plain type.
        unsafe { core::slice::from_raw_parts(self.first.as_ptr(), self.count) }
    }
}

impl<T: Plain> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and this is the only reference.
        unsafe { core::slice::from_raw_parts_mut(self.first.as_ptr(), self.count) }
    }
}

impl<T: Plain> Drop for Buffer<T> {
    fn drop(&mut self) {
        // SAFETY: calloc gave it, and nobody else has it.
        unsafe { libc::free(self.first.as_ptr().cast()) };
    }
}
