//! Being told that the library is unloaded, which is not that the process ends.
//!
//! The C library calls a library's destructors at both. But before it ends a process it calls what
//! `atexit` was given, of all libraries; before it unloads one, its destructors are first.

use core::sync::atomic::{AtomicBool, Ordering};

static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// The library has been loaded: be told when the process ends.
pub fn watch() {
    // SAFETY: a function of no argument, which the C library forgets when we are unloaded.
    if unsafe { libc::atexit(end) } != 0 {
        end(); // rather give nothing back than take it from threads that are still running
    }
}

extern "C" fn end() {
    IS_ENDING.store(true, Ordering::Release);
}

/// Whether the process ends, in which other threads may be running until it has.
pub fn is_ending() -> bool {
    IS_ENDING.load(Ordering::Acquire)
}
