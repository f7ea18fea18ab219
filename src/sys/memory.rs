//! Memory of sizes that are not known beforehand. If there is none, the functions return ENOMEM;
//! nothing here aborts.

use super::thread::Undisturbed;
use super::{errno, Fd, Plain};
use crate::error::{Error, Result};
use core::ffi::c_int;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

fn allocate<T>(count: usize) -> Result<NonNull<T>> {
    const { assert!(align_of::<T>() <= 16, "malloc aligns to no more") };
    // A handler may leave this call by longjmp, as it may the POSIX function of the same name,
    // which allocates nothing; malloc's lock must not stay taken then.
    let _undisturbed = Undisturbed::new();
    // SAFETY: calloc takes any numbers.
    let memory = unsafe { libc::calloc(count.max(1), size_of::<T>()) };
    NonNull::new(memory.cast()).ok_or(Error::ENOMEM)
}

/// An array of a size chosen at run time. It is mapped and not from malloc, because the caller may
/// be a signal handler that has interrupted malloc.
pub struct Buffer<T: Plain> {
    memory: Mapping,
    count: usize,
    values: PhantomData<T>,
}

// SAFETY: it owns its values, which are plain.
unsafe impl<T: Plain + Send> Send for Buffer<T> {}

impl<T: Plain> Buffer<T> {
    /// So many values, all bytes of which are zero. ENOMEM if they cannot be had.
    pub fn zeroed(count: usize) -> Result<Self> {
        let length = size_of::<T>().checked_mul(count.max(1));
        Ok(Self {
            memory: Mapping::private(length.ok_or(Error::ENOMEM)?)?,
            count,
            values: PhantomData,
        })
    }
}

impl<T: Plain> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: so many values are there, and all bytes zero are one of a plain type.
        unsafe { core::slice::from_raw_parts(self.memory.place(0), self.count) }
    }
}

impl<T: Plain> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and this is the only reference.
        unsafe { core::slice::from_raw_parts_mut(self.memory.place(0), self.count) }
    }
}

/// One value in memory of its own. It is mapped and not from malloc: in a child that was forked
/// without atfork handlers, malloc's locks may be taken.
pub struct Own<T>(NonNull<T>);

impl<T> Own<T> {
    /// Move a value there. ENOMEM, and the value is dropped, if there is no room.
    pub fn new(value: T) -> Result<Self> {
        const { assert!(align_of::<T>() <= 4096, "a mapping is aligned to a page") };
        let place = Mapping::private(size_of::<T>())?.into_first().cast();
        // SAFETY: there is room for one.
        unsafe { place.write(value) };
        Ok(Self(place))
    }

    /// Its pointer. From then on the caller owns it.
    pub fn into_pointer(self) -> NonNull<T> {
        let place = self.0;
        core::mem::forget(self);
        place
    }

    /// # Safety
    ///
    /// The pointer comes from `into_pointer`, and nobody else uses it.
    pub unsafe fn from_pointer(place: NonNull<T>) -> Self {
        Self(place)
    }
}

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `new` has put a value there.
        unsafe { self.0.as_ref() }
    }
}

impl<T> Drop for Own<T> {
    fn drop(&mut self) {
        // SAFETY: the value is there, in so much memory that `new` has mapped, and nobody else has
        // it.
        unsafe {
            self.0.drop_in_place();
            libc::munmap(self.0.as_ptr().cast(), size_of::<T>());
        }
    }
}

/// Mapped memory.
pub struct Mapping {
    first: NonNull<u8>,
    length: usize,
}

impl Mapping {
    /// So many bytes from an offset of a descriptor's, shared with the kernel.
    pub fn new(fd: Fd, offset: i64, length: usize) -> Result<Self> {
        Self::map(libc::MAP_SHARED, fd, offset, length)
    }

    /// So many private bytes, which are zero.
    fn private(length: usize) -> Result<Self> {
        Self::map(libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, -1, 0, length)
    }

    fn map(flags: c_int, fd: Fd, offset: i64, length: usize) -> Result<Self> {
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: new memory, wherever there is room.
        let memory =
            unsafe { libc::mmap64(ptr::null_mut(), length, protection, flags, fd, offset) };
        if memory == libc::MAP_FAILED {
            return Err(Error::new(errno::get()));
        }
        let first = NonNull::new(memory.cast()).ok_or(Error::ENOMEM)?;
        Ok(Self { first, length })
    }

    /// Its beginning. From then on the caller has to unmap it.
    fn into_first(self) -> NonNull<u8> {
        let first = self.first;
        core::mem::forget(self);
        first
    }

    /// A pointer to the value so many bytes behind the beginning.
    pub fn place<T>(&self, offset: usize) -> *mut T {
        self.first.as_ptr().wrapping_add(offset).cast()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: it was mapped so, and nobody has a pointer into it any more.
        unsafe { libc::munmap(self.first.as_ptr().cast(), self.length) };
    }
}

/// A static reference; None until it is set.
pub struct Late<T: Sync + 'static>(AtomicPtr<T>);

impl<T: Sync> Late<T> {
    /// Not set yet.
    pub const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// Set it.
    pub fn set(&self, value: &'static T) {
        self.0
            .store(ptr::from_ref(value).cast_mut(), Ordering::Release);
    }

    /// The reference, if it has been set.
    pub fn get(&self) -> Option<&'static T> {
        // SAFETY: null, or what `set` was given.
        unsafe { self.0.load(Ordering::Acquire).as_ref() }
    }
}

impl<T: Sync> Default for Late<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// An array that is allocated when it is first needed, and stays.
pub struct Once<T, const N: usize>(AtomicPtr<[T; N]>);

impl<T, const N: usize> Once<T, N> {
    /// Not made yet.
    pub const fn new() -> Self {
        const { assert!(!core::mem::needs_drop::<T>()) };
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// The array, if it has been made.
    #[inline(always)]
    pub fn get(&self) -> Option<&[T; N]> {
        // SAFETY: null, or an array that stays until `unmake`.
        unsafe { self.0.load(Ordering::Acquire).as_ref() }
    }

    /// Make it of such values, unless it exists. ENOMEM if there is no memory.
    pub fn make(&self, value: impl Fn() -> T) -> Result<()> {
        if self.get().is_some() {
            return Ok(());
        }
        let new: NonNull<T> = allocate(N)?;
        for i in 0..N {
            // SAFETY: there is room for so many.
            unsafe { new.add(i).write(value()) };
        }
        let (null, order) = (ptr::null_mut(), Ordering::AcqRel);
        let new = new.as_ptr();
        if self
            .0
            .compare_exchange(null, new.cast(), order, Ordering::Acquire)
            .is_err()
        {
            // SAFETY: made a moment ago, and seen by nobody: another thread was quicker.
            unsafe { libc::free(new.cast()) };
        }
        Ok(())
    }

    /// Free it, before the library is unloaded. No thread may be using it; it would be running code
    /// that is about to be unmapped.
    pub fn unmake(&self) {
        // SAFETY: calloc gave it; for the rest see above.
        unsafe { libc::free(self.0.swap(ptr::null_mut(), Ordering::AcqRel).cast()) };
    }
}

impl<T, const N: usize> Default for Once<T, N> {
    fn default() -> Self {
        Self::new()
    }
}
