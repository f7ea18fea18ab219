//! Which thread this is.

/// A number that no other thread of the process has, and never 0; also in a signal handler.
pub fn own() -> usize {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::pthread_self() as usize }
}
