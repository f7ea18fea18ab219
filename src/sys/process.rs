//! The process: its number, and memory that a child of fork does not inherit.

use super::call::call;
use core::ffi::c_void;

/// Have these bytes be zero in every child of a fork, of whatever kind (fork(3), _Fork(3),
/// clone(2)), if the kernel can do that (since Linux 4.14). They have to fill whole pages.
pub fn wipe_in_children(start: *const c_void, length: usize) {
    // SAFETY: changes nothing in this process. In a child the bytes become zero, which whoever
    // asks for it has to be prepared for.
    let _ = unsafe { call!(SYS_madvise, start, length, libc::MADV_WIPEONFORK) };
}

/// Have functions called before every fork(3), and after it in the child. The C library forgets
/// them when the shared object is unloaded.
pub fn watch_forks(before: extern "C" fn(), in_child: extern "C" fn()) {
    // SAFETY: functions of no argument.
    unsafe { libc::pthread_atfork(Some(before), None, Some(in_child)) };
}

/// Yield the processor to another thread.
pub fn give_way() {
    // SAFETY: takes nothing.
    let _ = unsafe { call!(SYS_sched_yield) };
}

/// The process's id, which differs in a child of a fork; None if a sandbox refuses the call.
pub fn id() -> Option<i32> {
    // SAFETY: takes nothing.
    let id = unsafe { libc::getpid() };
    (id > 0).then_some(id)
}
