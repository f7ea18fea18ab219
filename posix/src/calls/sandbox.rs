//! A program that restricts its system calls: this object makes some that the program would not, and
//! the kernel may kill it for them. It is left alone from then on.

use crate::next;
use core::ffi::c_int;
use core::sync::atomic::Ordering;

/// Do nothing any more in this process.
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
