//! Pointers that came from the caller of a C function.

use crate::error::{Error, Result};
use libc::{c_int, iovec, mmsghdr, msghdr};

/// A pointer from the caller, perhaps null, unaligned or wild.
///
/// It is passed to the kernel unchanged, which returns EFAULT if it is not valid. Where the library
/// itself has to follow it, null is EFAULT, and any other pointer is trusted, as by every C
/// function.
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
    /// Take a pointer from the caller.
    ///
    /// # Safety
    ///
    /// Mapped memory that it points to must be the caller's, for the use that the C function
    /// documents, until the call returns. It may be invalid if only the kernel follows it.
    #[inline]
    pub unsafe fn new(pointer: *mut T) -> Self {
        Self(pointer)
    }

    /// The null pointer.
    #[inline]
    pub fn null() -> Self {
        Self(core::ptr::null_mut())
    }

    /// Whether it is null.
    #[inline]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Whether it is outside user space: in the upper half of all addresses. Always false in 32-bit
    /// programs.
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

    /// A pointer from its address, which was taken from the caller before.
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
    /// The value there. EFAULT if the pointer is null.
    pub fn read(self) -> Result<T> {
        if self.is_null() {
            return Err(Error::EFAULT);
        }
        Ok(self.read_again())
    }

    /// The value there, where it is known to be valid.
    pub(super) fn read_again(self) -> T {
        // SAFETY: `User::new` was promised that it leads to a value until the call returns.
        // Alignment is not assumed.
        unsafe { self.0.read_unaligned() }
    }

    /// Write a value there. EFAULT if the pointer is null.
    pub fn write(self, value: T) -> Result<()> {
        if self.is_null() {
            return Err(Error::EFAULT);
        }
        self.write_again(value);
        Ok(())
    }

    /// Write a value there, unless the pointer is null.
    pub fn write_unless_null(self, value: T) {
        if !self.is_null() {
            self.write_again(value);
        }
    }

    /// Write a value there, where it is known to be valid.
    pub(super) fn write_again(self, value: T) {
        // SAFETY: as in `read_again`, for a value to be written.
        unsafe { self.0.write_unaligned(value) }
    }

    /// Write values there and in the places after it. EFAULT if the pointer is null.
    pub fn write_all(self, values: &[T]) -> Result<()> {
        if self.is_null() && !values.is_empty() {
            return Err(Error::EFAULT);
        }
        let length = size_of_val(values);
        // SAFETY: as in `read_again`, for so many values to be written.
        unsafe { core::ptr::copy(values.as_ptr().cast::<u8>(), self.0.cast(), length) };
        Ok(())
    }

    /// Fill a slice with the values from there on. EFAULT if the pointer is null.
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
    /// The index of the first such byte among `count` bytes, which are known to be valid.
    pub fn find(self, byte: u8, count: usize) -> Option<usize> {
        if count == 0 {
            return None;
        }
        // SAFETY: so many bytes were written there in this call.
        let found = unsafe { libc::memchr(self.0.cast(), byte.into(), count) };
        (!found.is_null()).then(|| found as usize - self.0 as usize)
    }

    /// The bytes of a C string, without its NUL. EFAULT if the pointer is null, ENAMETOOLONG if
    /// they are more than `most`.
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
