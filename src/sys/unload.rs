//! Being told that the library is unloaded, which is not that the process ends.
//!
//! The C library calls a library's destructors at both. At the end of a process it calls first what
//! `atexit` was given since the program began; when it unloads a library, its destructors come
//! before that. So `atexit` is called when there is something to give back for the first time, and
//! not when the library is loaded, which may be before the program begins.

use super::thread::Undisturbed;
use core::sync::atomic::{AtomicU8, Ordering};

const UNUSED: u8 = 0;
const IN_USE: u8 = 1;
const ENDING: u8 = 2;

static STATE: AtomicU8 = AtomicU8::new(UNUSED);

/// The library is about to get what has to be given back when it is unloaded.
pub fn watch() {
    if STATE.load(Ordering::Acquire) != UNUSED {
        return;
    }
    // A signal handler that left this by a jump would leave the C library's lock taken.
    let _undisturbed = Undisturbed::new();
    // Two threads may both do so. Another may end the process meanwhile, and that stands.
    // SAFETY: a function of no argument, which the C library forgets when we are unloaded.
    if unsafe { libc::atexit(end) } != 0 {
        end(); // rather give nothing back than take it from threads that are still running
    }
    let (success, failure) = (Ordering::AcqRel, Ordering::Relaxed);
    let _ = STATE.compare_exchange(UNUSED, IN_USE, success, failure);
}

extern "C" fn end() {
    STATE.store(ENDING, Ordering::Release);
}

/// Whether there is something to give back, and the process does not end: other threads may be
/// running until it has ended.
pub fn is_needed() -> bool {
    STATE.load(Ordering::Acquire) == IN_USE
}
