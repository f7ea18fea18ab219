//! Memory for the arguments of a call that ends at a page without access: reading or writing one
//! byte too many crashes at once.

use std::cell::RefCell;
use std::ffi::c_int;

/// The value of bytes that have not been written.
pub const UNTOUCHED: u8 = 0xA5;

const PAGE: usize = 4096;

/// Bytes, the last of which lies directly before the page without access.
pub struct Guarded {
    base: *mut u8,
    pages: usize,
    len: usize,
}

impl Guarded {
    /// A copy of `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let guarded = Self::map(bytes.len());
        // SAFETY: `map` has made room for as many bytes, which nobody else knows.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), guarded.ptr(), bytes.len()) };
        guarded
    }

    /// Room for `len` bytes, all of them `UNTOUCHED`.
    pub fn room(len: usize) -> Self {
        let guarded = Self::map(len);
        // SAFETY: as in `new`.
        unsafe { std::ptr::write_bytes(guarded.ptr::<u8>(), UNTOUCHED, len) };
        guarded
    }

    /// A copy of some plain C values.
    pub fn of<T: Copy>(values: &[T]) -> Self {
        let len = std::mem::size_of_val(values);
        let guarded = Self::map(len);
        // SAFETY: as in `new`; the bytes of `values` may be copied, whatever they mean.
        unsafe {
            std::ptr::copy_nonoverlapping(values.as_ptr().cast::<u8>(), guarded.ptr(), len);
        }
        guarded
    }

    fn map(len: usize) -> Self {
        let pages = len.div_ceil(PAGE) + 1;
        let used = SPARE.with_borrow_mut(|spare| {
            let place = spare.iter().position(|&(size, _)| size == pages)?;
            Some(spare.swap_remove(place).1)
        });
        let base = used.unwrap_or_else(|| map_guarded(pages));
        Self { base, pages, len }
    }

    /// The address of the first byte, as any C pointer.
    pub fn ptr<T>(&self) -> *mut T {
        // SAFETY: the offset is inside the mapping.
        unsafe { self.base.add((self.pages - 1) * PAGE - self.len).cast() }
    }

    /// The bytes as they are now.
    pub fn bytes(&self) -> Vec<u8> {
        // SAFETY: `len` bytes that `map` has made, all of them set since.
        unsafe { std::slice::from_raw_parts(self.ptr::<u8>(), self.len).to_vec() }
    }

    /// The value at the beginning, which `of` must have written.
    pub fn get<T: Copy>(&self) -> T {
        assert!(size_of::<T>() <= self.len);
        // SAFETY: a value of this type was written there, and C may only change its fields.
        unsafe { self.ptr::<T>().read_unaligned() }
    }

    /// The int at the beginning.
    pub fn int(&self) -> c_int {
        self.get()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        SPARE.with_borrow_mut(|spare| spare.push((self.pages, self.base)));
    }
}

thread_local! {
    /// Mappings that are not in use, with their numbers of pages, kept because making them is slow.
    static SPARE: RefCell<Vec<(usize, *mut u8)>> = const { RefCell::new(Vec::new()) };
}

/// Map this many pages, the last of them without access.
fn map_guarded(pages: usize) -> *mut u8 {
    // SAFETY: a fresh mapping; the second call works on its last page.
    unsafe {
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        let base = libc::mmap(std::ptr::null_mut(), pages * PAGE, protection, kind, -1, 0);
        assert_ne!(base, libc::MAP_FAILED, "no memory");
        let last = base.byte_add((pages - 1) * PAGE);
        assert_eq!(0, libc::mprotect(last, PAGE, libc::PROT_NONE));
        base.cast()
    }
}
