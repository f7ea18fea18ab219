//! Pointers that came from the caller of the C face.

use crate::error::{Error, Result};
use libc::{c_int, c_void, iovec, mmsghdr, msghdr};
use std::mem::{size_of, size_of_val, MaybeUninit};

/// A pointer from the caller, perhaps null, unaligned or wild.
///
/// It is handed to the kernel as it is, which answers EFAULT where it leads nowhere. Where the
/// library has to look for itself, it has the kernel copy, and so gets the same answer.
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
unsafe impl Plain for [i64; 2] {}
// SAFETY: as above.
unsafe impl Plain for iovec {}
// SAFETY: as above.
unsafe impl Plain for msghdr {}
// SAFETY: as above.
unsafe impl Plain for mmsghdr {}
// SAFETY: as above.
unsafe impl Plain for libc::cmsghdr {}
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
unsafe impl Plain for [u64; 18] {}

impl<T> User<T> {
    /// Take a pointer in.
    ///
    /// # Safety
    ///
    /// Whatever it leads to that is mapped must be the caller's, for the use that the function
    /// of the C face documents, until the call returns. It need not lead anywhere.
    #[inline]
    pub unsafe fn new(pointer: *mut T) -> Self {
        Self(pointer)
    }

    /// The pointer that leads nowhere.
    #[inline]
    pub fn null() -> Self {
        Self(std::ptr::null_mut())
    }

    /// Whether it leads nowhere for sure.
    #[inline]
    pub fn is_null(self) -> bool {
        self.0.is_null()
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

    #[inline]
    pub(super) fn pointer(self) -> *mut T {
        self.0
    }
}

impl<T: Plain> User<T> {
    /// What is there, copied by the kernel.
    pub fn read(self) -> Result<T> {
        let mut value = MaybeUninit::<T>::uninit();
        copy(
            value.as_mut_ptr().cast(),
            self.0.cast(),
            size_of::<T>(),
            Way::In,
        )?;
        // SAFETY: all bytes have been written, and every pattern of them is a T.
        Ok(unsafe { value.assume_init() })
    }

    /// What is there, where the kernel has read it in the same call: it exists.
    pub(super) fn read_again(self) -> T {
        // SAFETY: `User::new` was promised that what is mapped here stays so until the call
        // returns, and the kernel has found it mapped. Alignment is not assumed.
        unsafe { self.0.read_unaligned() }
    }

    /// Put a value there, copied by the kernel.
    pub fn write(self, mut value: T) -> Result<()> {
        copy(
            (&raw mut value).cast(),
            self.0.cast(),
            size_of::<T>(),
            Way::Out,
        )
    }

    /// Put a value there, if the caller wants it.
    pub fn write_unless_null(self, value: T) -> Result<()> {
        if self.is_null() {
            return Ok(());
        }
        self.write(value)
    }

    /// Put a value where the kernel has written in the same call: it exists.
    pub(super) fn write_again(self, value: T) {
        // SAFETY: as in `read_again`, and found writable. Alignment is not assumed.
        unsafe { self.0.write_unaligned(value) }
    }

    /// Put values there and in the places after it.
    pub fn write_all(self, values: &[T]) -> Result<()> {
        copy(
            values.as_ptr().cast_mut().cast(),
            self.0.cast(),
            size_of_val(values),
            Way::Out,
        )
    }

    /// `count` values from there on.
    pub fn read_all(self, count: usize) -> Result<Vec<T>> {
        let mut values: Vec<T> = Vec::new();
        values
            .try_reserve_exact(count)
            .map_err(|_| Error::new(libc::ENOMEM))?;
        copy(
            values.as_mut_ptr().cast(),
            self.0.cast(),
            count * size_of::<T>(),
            Way::In,
        )?;
        // SAFETY: so many have been written, into memory reserved for them.
        unsafe { values.set_len(count) };
        Ok(values)
    }
}

impl User<u8> {
    /// As many bytes as there is room for.
    pub fn read_into(self, room: &mut [u8]) -> Result<()> {
        copy(room.as_mut_ptr().cast(), self.0.cast(), room.len(), Way::In)
    }

    /// The bytes of a C string, without its NUL. ENAMETOOLONG if they are more than `most`.
    pub fn read_text(self, most: usize) -> Result<Vec<u8>> {
        const SMALLEST_PAGE: usize = 4096;
        let mut text = Vec::new();
        while text.len() <= most {
            let place = self.skip(text.len());
            // Behind the end of a page there may be nothing.
            let chunk = place.read_all(SMALLEST_PAGE - place.0 as usize % SMALLEST_PAGE)?;
            let end = chunk.iter().position(|&byte| byte == 0);
            text.extend_from_slice(&chunk[..end.unwrap_or(chunk.len())]);
            if end.is_some() && text.len() <= most {
                return Ok(text);
            }
        }
        Err(Error::ENAMETOOLONG)
    }
}

enum Way {
    In,
    Out,
}

/// Copy between the library's memory and the caller's, which may not exist.
///
/// The kernel reads from one place of this process and writes to another. It is asked to read in
/// either direction, because memory checkers know that this call writes to `local`.
fn copy(own: *mut c_void, users: *mut c_void, length: usize, way: Way) -> Result<()> {
    let (to, from) = match way {
        Way::In => (own, users),
        Way::Out => (users, own),
    };
    let local = iovec {
        iov_base: to,
        iov_len: length,
    };
    let remote = iovec {
        iov_base: from,
        iov_len: length,
    };
    // SAFETY: `own` is `length` bytes of the library's; the kernel checks the other side, which
    // `User::new` has been promised.
    let copied = unsafe { libc::process_vm_readv(libc::getpid(), &local, 1, &remote, 1, 0) };
    if copied == length as isize {
        return Ok(());
    }
    if copied >= 0 || super::errno::get() == libc::EFAULT {
        return Err(Error::EFAULT);
    }
    // A sandbox forbids the call: only here is the caller's word relied upon.
    // SAFETY: `User::new` has been promised it, and callers of `copy` what `own` is.
    unsafe { std::ptr::copy(from.cast::<u8>(), to.cast(), length) };
    Ok(())
}
