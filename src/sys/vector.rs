//! A list that grows. If there is no memory it returns ENOMEM; nothing aborts.

use crate::error::{Error, Result};
use core::mem::align_of;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use core::slice;

/// Values one after the other. An empty one takes no memory.
pub struct Vector<T: Copy> {
    first: NonNull<T>,
    count: usize,
    room: usize,
}

// SAFETY: it owns its values.
unsafe impl<T: Copy + Send> Send for Vector<T> {}

impl<T: Copy> Vector<T> {
    /// Empty.
    pub const fn new() -> Self {
        const { assert!(align_of::<T>() <= 16, "realloc aligns to no more") };
        const { assert!(size_of::<T>() > 0) };
        Self {
            first: NonNull::dangling(),
            count: 0,
            room: 0,
        }
    }

    /// Append a value. ENOMEM, and no change, if there is no memory.
    pub fn push(&mut self, value: T) -> Result<()> {
        if self.count == self.room {
            self.grow()?;
        }
        // SAFETY: there is room behind the last.
        unsafe { self.first.add(self.count).write(value) };
        self.count += 1;
        Ok(())
    }

    /// Append these values, or as many as there is memory for; otherwise as `push`.
    pub fn extend(&mut self, values: impl IntoIterator<Item = T>) -> Result<()> {
        values.into_iter().try_for_each(|value| self.push(value))
    }

    fn grow(&mut self) -> Result<()> {
        let room = (self.room * 2).max(4);
        let size = room.checked_mul(size_of::<T>()).ok_or(Error::ENOMEM)?;
        let old = match self.room {
            0 => core::ptr::null_mut(),
            _ => self.first.as_ptr().cast(),
        };
        // SAFETY: null, or what realloc gave before.
        let new = unsafe { libc::realloc(old, size) };
        self.first = NonNull::new(new.cast()).ok_or(Error::ENOMEM)?;
        self.room = room;
        Ok(())
    }
}

impl<T: Copy> Default for Vector<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy> Deref for Vector<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: so many have been written.
        unsafe { slice::from_raw_parts(self.first.as_ptr(), self.count) }
    }
}

impl<T: Copy> DerefMut for Vector<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and this is the only reference.
        unsafe { slice::from_raw_parts_mut(self.first.as_ptr(), self.count) }
    }
}

impl<T: Copy> Drop for Vector<T> {
    fn drop(&mut self) {
        if self.room > 0 {
            // SAFETY: realloc gave it, and nobody else has it.
            unsafe { libc::free(self.first.as_ptr().cast()) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_it_was_given_in_order() {
        let mut vector = Vector::new();
        assert!(vector.is_empty());
        assert_eq!(vector.extend(0..1000u64), Ok(()));
        assert!(vector.iter().copied().eq(0..1000));
        vector[7] = 9;
        assert_eq!(vector[6..9], [6, 9, 8]);
    }
}
