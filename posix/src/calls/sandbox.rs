//! Programs that install a seccomp filter. The kernel may kill them for system calls that only this
//! object makes, so it stops doing anything in them.

use crate::next;
use core::ffi::c_int;
use core::sync::atomic::Ordering;

/// Only pass calls on from now on, in this process.
pub fn leave() {
    crate::ACTIVE.store(false, Ordering::Relaxed);
}

#[no_mangle]
pub unsafe extern "C" fn prctl(option: c_int, a: usize, b: usize, c: usize, d: usize) -> c_int {
    if option == libc::PR_SET_SECCOMP {
        leave();
    }
    // SAFETY: the caller's arguments.
    unsafe { next::prctl.get()(option, a, b, c, d) }
}
