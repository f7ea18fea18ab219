//! System calls without the C library's wrapper, for those that may wait.
//!
//! The wrappers are points where a thread can be cancelled, which would leave a handle entered
//! for ever. And where every nanosecond shows, there is one return less on the way back.

#[cfg(target_arch = "x86_64")]
use crate::error::Error;
use crate::error::Result;
use std::ffi::{c_int, c_long};

/// An argument, as wide as a register.
pub trait Argument {
    /// Its value there.
    fn register(self) -> usize;
}

impl Argument for c_int {
    #[inline(always)]
    fn register(self) -> usize {
        self as usize
    }
}

impl Argument for u32 {
    #[inline(always)]
    fn register(self) -> usize {
        self as usize
    }
}

impl Argument for usize {
    #[inline(always)]
    fn register(self) -> usize {
        self
    }
}

impl<T> Argument for *const T {
    #[inline(always)]
    fn register(self) -> usize {
        self as usize
    }
}

impl<T> Argument for *mut T {
    #[inline(always)]
    fn register(self) -> usize {
        self as usize
    }
}

/// `call!(SYS_name, argument, …)`: a system call whose value fits into an int. Unsafe.
macro_rules! call {
    ($name:ident $(, $argument:expr)*) => {
        $crate::sys::call::raw(
            $crate::sys::call::number::$name,
            $crate::sys::call::six([$($crate::sys::call::Argument::register($argument)),*]),
        )
    };
}
pub(super) use call;

/// The numbers of the system calls.
///
/// On processors of 32 bits, those that take a time once took 32 bits of it. The ones that take 64
/// bits, as everywhere else, have numbers that are the same on all of them (asm-generic/unistd.h);
/// Linux has them since 5.1.
#[allow(non_upper_case_globals, reason = "they are called as in the system's header")]
pub mod number {
    pub use libc::*;

    #[cfg(target_pointer_width = "32")]
    mod time64 {
        use std::ffi::c_long;

        pub const SYS_clock_nanosleep: c_long = 407;
        pub const SYS_ppoll: c_long = 414;
        pub const SYS_recvmmsg: c_long = 417;
    }
    #[cfg(target_pointer_width = "32")]
    pub use time64::{SYS_clock_nanosleep, SYS_ppoll, SYS_recvmmsg};
}

/// The six registers of arguments; those that the call does not have are 0.
#[inline(always)]
pub fn six<const N: usize>(arguments: [usize; N]) -> [usize; 6] {
    let mut registers = [0; 6];
    registers[..N].copy_from_slice(&arguments);
    registers
}

/// Make the system call.
///
/// # Safety
///
/// The arguments must be right for it.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub unsafe fn raw(number: c_long, a: [usize; 6]) -> Result<c_int> {
    let value: isize;
    // SAFETY: the caller answers for the arguments; the kernel changes only what is named, and
    // memory.
    unsafe {
        std::arch::asm!(
            "syscall",
            inlateout("rax") number as isize => value,
            in("rdi") a[0], in("rsi") a[1], in("rdx") a[2],
            in("r10") a[3], in("r8") a[4], in("r9") a[5],
            lateout("rcx") _, lateout("r11") _,
            options(nostack),
        );
    }
    if value < 0 {
        return failed(value);
    }
    Ok(value as c_int)
}

/// Apart, so that the way of success stays short.
#[cfg(target_arch = "x86_64")]
#[cold]
#[inline(never)]
fn failed(value: isize) -> Result<c_int> {
    Err(Error::new(-value as c_int))
}

/// Make the system call, on a processor that this file does not know.
///
/// # Safety
///
/// The arguments must be right for it.
#[cfg(not(target_arch = "x86_64"))]
pub unsafe fn raw(number: c_long, a: [usize; 6]) -> Result<c_int> {
    // SAFETY: the caller answers for the arguments.
    let value = unsafe { libc::syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]) };
    super::check_size(value as isize)
}
