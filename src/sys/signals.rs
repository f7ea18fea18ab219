//! Holding signals back: where a handler is to end a call also if it runs between two of its waits,
//! and while a thread is started that is to take none.

use super::call::call;
use core::ffi::{c_int, c_ulong};
use core::ptr;

const WORDS: usize = u64::BITS as usize / c_ulong::BITS as usize;

/// A set of signals as the kernel has it.
type Set = [c_ulong; WORDS];

/// Those that stay: faults of the thread's own, which end the process if they are held back, and
/// what the C library tells threads by.
const FAULTS: [c_int; 6] = [
    libc::SIGILL,
    libc::SIGTRAP,
    libc::SIGBUS,
    libc::SIGFPE,
    libc::SIGSEGV,
    libc::SIGSYS,
];
const OF_THE_C_LIBRARY: core::ops::Range<c_int> =
    32..if cfg!(target_env = "musl") { 35 } else { 34 };

const fn held() -> Set {
    let mut set = [c_ulong::MAX; WORDS];
    let mut i = 0;
    while i < FAULTS.len() {
        set = without(set, FAULTS[i]);
        i += 1;
    }
    let mut signal = OF_THE_C_LIBRARY.start;
    while signal < OF_THE_C_LIBRARY.end {
        set = without(set, signal);
        signal += 1;
    }
    set
}

const fn without(mut set: Set, signal: c_int) -> Set {
    let bit = (signal - 1) as usize;
    set[bit / c_ulong::BITS as usize] &= !(1 << (bit % c_ulong::BITS as usize));
    set
}

/// While it lives, the thread's signals are held back, but in a wait that is given it: one that
/// came before the wait ends it at once.
#[derive(Debug)]
pub struct Held(Set);

impl Held {
    /// From here on; none if a sandbox refuses that.
    pub fn hold() -> Option<Self> {
        static HELD: Set = held();
        let mut before: Set = [0; WORDS];
        // SAFETY: both sets are ours and of this size.
        let changed = unsafe {
            call!(
                SYS_rt_sigprocmask,
                libc::SIG_BLOCK,
                &raw const HELD,
                &raw mut before,
                size_of::<Set>()
            )
        };
        changed.is_ok().then_some(Self(before))
    }

    /// What was held back before, for the kernel, and its size.
    pub(super) fn before(&self) -> (*const c_ulong, usize) {
        (self.0.as_ptr(), size_of::<Set>())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: the set that the system gave.
        let _ = unsafe {
            call!(
                SYS_rt_sigprocmask,
                libc::SIG_SETMASK,
                self.0.as_ptr(),
                ptr::null_mut::<c_ulong>(),
                size_of::<Set>()
            )
        };
    }
}
