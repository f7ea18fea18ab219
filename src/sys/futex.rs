//! Waiting for a number in memory to change (futex), without a descriptor.

use super::call::call;
use super::clock::Span;
use crate::error::{Error, Result};
use crate::time::FOREVER;
use core::sync::atomic::AtomicU32;
use libc::FUTEX_PRIVATE_FLAG;

/// Sleep if the number has this value, until a `wake`, the deadline, or a spurious wakeup. EINTR
/// when a signal handler has run, with SA_RESTART or without: the kernel restarts only a wait
/// without a timeout, and this one always has one.
pub fn wait(number: &AtomicU32, value: u32, deadline: i64) -> Result<()> {
    let far = i64::MAX / 2; // 146,000 years
    let end = if deadline == FOREVER {
        far
    } else {
        deadline.min(far)
    };
    let end = Span::of(end);
    let all_wakers: u32 = !0;
    // SAFETY: the number is there for as long as the call lasts; `end` is a time.
    let waited = unsafe {
        call!(
            SYS_futex,
            number.as_ptr().cast_const(),
            libc::FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG,
            value,
            &raw const end,
            0usize,
            all_wakers
        )
    };
    match waited {
        Err(Error::EINTR) => Err(Error::EINTR),
        _ => Ok(()), // woken, timed out, or the number has already changed
    }
}

/// Wake the threads that wait for the number to change. Its memory may have been freed: then no
/// thread waits.
pub fn wake(number: *const AtomicU32) {
    // SAFETY: the kernel does not follow the pointer, it only compares it.
    let _ = unsafe {
        call!(
            SYS_futex,
            number,
            libc::FUTEX_WAKE | FUTEX_PRIVATE_FLAG,
            i32::MAX
        )
    };
}
