//! The process.

use super::call::call;

/// Its number, which a child of a fork does not have.
pub fn id() -> i32 {
    // SAFETY: takes nothing, and cannot fail.
    unsafe { libc::getpid() }
}

/// Let another thread have the processor.
pub fn give_way() {
    // SAFETY: takes nothing.
    let _ = unsafe { call!(SYS_sched_yield) };
}
