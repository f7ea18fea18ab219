//! Holding signals back: so that a handler ends a call even if the signal comes between two of its
//! waits, and while a thread is started that is to handle no signals.

use super::call::call;
use core::ffi::{c_int, c_ulong};
use core::ptr;

const WORDS: usize = u64::BITS as usize / c_ulong::BITS as usize;

/// A signal set in the kernel's format.
type Set = [c_ulong; WORDS];

/// The signals that are not held back: faults of the thread itself, which end the process if they
/// are blocked, and those that the C library uses internally.
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

/// While it lives, the thread's signals are held back, except in a wait to which it is given: a
/// signal that came before the wait ends it at once.
#[derive(Debug)]
pub struct Held(Set);

impl Held {
    /// Begin to hold signals back. None if a sandbox refuses that.
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

    /// The signal mask from before, for the kernel, and its size.
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
