//! The process.

/// Its number, which a child of a fork does not have.
pub fn id() -> i32 {
    // SAFETY: takes nothing, and cannot fail.
    unsafe { libc::getpid() }
}
