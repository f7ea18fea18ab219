//! Pointers that came from the caller of a C function.

use crate::error::{Error, Result};
use libc::{c_int, iovec, mmsghdr, msghdr};

/// A pointer from the caller, perhaps null, unaligned or wild.
///
/// It is handed to the kernel as it is, which answers EFAULT where it leads nowhere. Where the
/// library has to look for itself, null is EFAULT, and anything else is believed, as every function
/// of C does.
pub struct User<T>(*mut T);

impl<T> Clone for User<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for User<T> {}

/// Types that may hold any bytes.
///
/// # Safety
///
/// Every bit pattern must be a valid value.
pub unsafe trait Plain: Copy {}

// SAFETY: integers, pointers, and C structures of them.
unsafe impl Plain for c_int {}
// SAFETY: as above.
unsafe impl Plain for [c_int; 2] {}
// SAFETY: as above.
unsafe impl Plain for iovec {}
// SAFETY: as above.
unsafe impl Plain for msghdr {}
// SAFETY: as above.
unsafe impl Plain for mmsghdr {}
// SAFETY: as above.
unsafe impl Plain for [i64; 2] {}
// SAFETY: as above.
unsafe impl Plain for libc::cmsghdr {}
// SAFETY: as above.
unsafe impl Plain for libc::pollfd {}
// SAFETY: as above.
unsafe impl Plain for u8 {}
// SAFETY: as above.
unsafe impl Plain for u16 {}
// SAFETY: as above.
unsafe impl Plain for u32 {}
// SAFETY: as above.
unsafe impl Plain for i64 {}
// SAFETY: as above.
unsafe impl Plain for u64 {}
// SAFETY: as above.
unsafe impl Plain for usize {}
// SAFETY: as above.
unsafe impl Plain for isize {}
// SAFETY: as above.
unsafe impl Plain for [u64; 18] {}

impl<T> User<T> {
    /// Take a pointer in.
    ///
    /// # Safety
    ///
    /// Whatever it leads to that is mapped must be the caller's, for the use that the function
    /// of the C face documents, until the call returns. It need not lead anywhere, if only the
    /// kernel follows it.
    #[inline]
    pub unsafe fn new(pointer: *mut T) -> Self {
        Self(pointer)
    }

    /// The pointer that leads nowhere.
    #[inline]
    pub fn null() -> Self {
        Self(core::ptr::null_mut())
    }

    /// Whether it leads nowhere for sure.
    #[inline]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Whether it leads to where a program has no memory: the upper half of all addresses. Those of
    /// 32 bits are not told apart.
    #[inline]
    pub fn is_kernels(self) -> bool {
        cfg!(target_pointer_width = "64") && (self.0 as isize) < 0
    }

    /// The place `count` elements further on.
    #[inline]
    pub fn skip(self, count: usize) -> Self {
        Self(self.0.wrapping_add(count))
    }

    /// The same place, seen as another type.
    #[inline]
    pub fn cast<U>(self) -> User<U> {
        User(self.0.cast())
    }

    /// A pointer that was taken in before, from its address.
    #[inline(always)]
    pub(super) fn at(address: usize) -> Self {
        Self(address as *mut T)
    }

    /// The pointer as it came.
    #[inline]
    pub fn pointer(self) -> *mut T {
        self.0
    }
}

impl<T: Plain> User<T> {
    /// What is there. EFAULT if it is nowhere.
    pub fn read(self) -> Result<T> {
        if self.is_null() {
            return Err(Error::EFAULT);
        }
        Ok(self.read_again())
    }

    /// What is there, where it is known to be somewhere.
    pub(super) fn read_again(self) -> T {
        // SAFETY: `User::new` was promised that it leads to a value until the call returns.
        // Alignment is not assumed.
        unsafe { self.0.read_unaligned() }
    }

    /// Put a value there. EFAULT if it is nowhere.
    pub fn write(self, value: T) -> Result<()> {
        if self.is_null() {
            return Err(Error::EFAULT);
        }
        self.write_again(value);
        Ok(())
    }

    /// Put a value there, if the caller wants it.
    pub fn write_unless_null(self, value: T) {
        if !self.is_null() {
            self.write_again(value);
        }
    }

    /// Put a value where it is known that there is a place for it.
    pub(super) fn write_again(self, value: T) {
        // SAFETY: as in `read_again`, for a value to be written.
        unsafe { self.0.write_unaligned(value) }
    }

    /// Put values there and in the places after it. EFAULT if they are nowhere.
    pub fn write_all(self, values: &[T]) -> Result<()> {
        if self.is_null() && !values.is_empty() {
            return Err(Error::EFAULT);
        }
        let length = size_of_val(values);
        // SAFETY: as in `read_again`, for so many values to be written.
        unsafe { core::ptr::copy(values.as_ptr().cast::<u8>(), self.0.cast(), length) };
        Ok(())
    }

    /// Fill a slice with the values from there on. EFAULT if they are nowhere.
    pub fn read_into(self, room: &mut [T]) -> Result<()> {
        if self.is_null() && !room.is_empty() {
            return Err(Error::EFAULT);
        }
        let length = size_of_val(room);
        // SAFETY: as in `read_again`, for so many values.
        unsafe { core::ptr::copy(self.0.cast::<u8>(), room.as_mut_ptr().cast(), length) };
        Ok(())
    }
}

impl User<u8> {
    /// Where the first such byte is among so many, which exist.
    pub fn find(self, byte: u8, count: usize) -> Option<usize> {
        if count == 0 {
            return None;
        }
        // SAFETY: so many bytes were written there in this call.
        let found = unsafe { libc::memchr(self.0.cast(), byte.into(), count) };
        (!found.is_null()).then(|| found as usize - self.0 as usize)
    }

    /// The bytes of a C string, without its NUL. EFAULT if it is nowhere, ENAMETOOLONG if they are
    /// more than `most`.
    pub fn text<'a>(self, most: usize) -> Result<&'a [u8]> {
        if self.is_null() {
            return Err(Error::EFAULT);
        }
        let length = (0..=most).find(|&i| self.skip(i).read_again() == 0);
        let length = length.ok_or(Error::ENAMETOOLONG)?;
        // SAFETY: so many bytes were read a moment ago, and `User::new` was promised that they
        // stay until the call returns.
        Ok(unsafe { core::slice::from_raw_parts(self.0, length) })
    }
}
