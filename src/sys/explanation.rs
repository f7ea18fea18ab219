//! A text for each thread, in memory that the C library itself frees when the thread ends: this
//! library may have been unloaded by then.

use super::unload;
use core::ffi::{c_char, CStr};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering};
use libc::pthread_key_t;

/// Room for a text and its NUL; a longer one is cut off.
const ROOM: usize = 512;

/// The key of the threads' texts, + 1; 0 while there is none.
static KEY: AtomicU32 = AtomicU32::new(0);

/// Set this thread's text, cut to the room. Without memory it stays empty.
pub fn set(text: &str) {
    let Some(room) = own().or_else(make) else {
        return;
    };
    let bytes = text.bytes().filter(|&byte| byte != 0).take(ROOM - 1);
    for (i, byte) in bytes.chain([0]).enumerate() {
        // SAFETY: this thread's own room, which has so many places.
        unsafe { room.as_ptr().add(i).write(byte as c_char) };
    }
}

/// Make it empty.
pub fn clear() {
    if let Some(room) = own() {
        // SAFETY: this thread's own room.
        unsafe { room.as_ptr().write(0) };
    }
}

/// This thread's text; it changes with the next `set` or `clear`.
pub fn get() -> &'static CStr {
    match own() {
        // SAFETY: there is a NUL, and the room stays for as long as the thread is there.
        Some(room) => unsafe { CStr::from_ptr(room.as_ptr()) },
        None => c"",
    }
}

/// Before the library is unloaded: delete the key and free the calling thread's text. The texts of
/// other threads are leaked: they could only be freed through the key.
pub fn unload() {
    let room = own();
    if let Some(key) = key_of(KEY.swap(0, Ordering::AcqRel)) {
        // SAFETY: a key of our own, which nobody finds any more.
        unsafe { libc::pthread_key_delete(key) };
        if let Some(room) = room {
            // SAFETY: calloc gave it, and the key that led to it is gone.
            unsafe { libc::free(room.as_ptr().cast()) };
        }
    }
}

fn own() -> Option<NonNull<c_char>> {
    let key = key_of(KEY.load(Ordering::Acquire))?;
    // SAFETY: a key that was made and not deleted.
    NonNull::new(unsafe { libc::pthread_getspecific(key) }.cast())
}

fn make() -> Option<NonNull<c_char>> {
    let key = key_of(KEY.load(Ordering::Acquire)).or_else(make_key)?;
    // SAFETY: takes numbers.
    let room = NonNull::new(unsafe { libc::calloc(ROOM, 1) })?;
    // SAFETY: the key is one, and its destructor frees what calloc gave.
    if unsafe { libc::pthread_setspecific(key, room.as_ptr()) } != 0 {
        // SAFETY: calloc gave it a moment ago.
        unsafe { libc::free(room.as_ptr()) };
        return None;
    }
    Some(room.cast())
}

fn make_key() -> Option<pthread_key_t> {
    unload::watch();
    let mut key = 0;
    // SAFETY: there is room for the key; the destructor is the C library's.
    if unsafe { libc::pthread_key_create(&mut key, Some(libc::free)) } != 0 {
        return None;
    }
    match KEY.compare_exchange(0, key + 1, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => Some(key),
        Err(other) => {
            // SAFETY: made a moment ago, and seen by nobody: another thread was quicker.
            unsafe { libc::pthread_key_delete(key) };
            key_of(other)
        }
    }
}

fn key_of(number: u32) -> Option<pthread_key_t> {
    number.checked_sub(1)
}
