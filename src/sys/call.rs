//! System calls without the C library's wrapper, for those that may block.
//!
//! The wrappers are cancellation points, and a cancelled thread would stay inside a handle for
//! ever. It also saves one function call where every nanosecond shows.

use crate::error::{Error, Result};
use core::ffi::{c_int, c_long};

/// An argument of a system call.
pub trait Argument {
    /// Its value in a register.
    fn register(self) -> usize;
}

impl Argument for c_int {
    /// The kernel reads the lower half only.
    #[inline(always)]
    fn register(self) -> usize {
        self as u32 as usize
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

/// `call!(SYS_name, argument, …)`: a system call whose result fits into an int. Unsafe.
macro_rules! call {
    ($name:ident $(, $argument:expr)*) => {
        $crate::sys::call::raw(
            $crate::sys::call::number::$name,
            $crate::sys::call::six([$($crate::sys::call::Argument::register($argument)),*]),
        )
    };
}
pub(super) use call;

/// The same with the kernel's own result: an error is a negative number.
macro_rules! call_unchecked {
    ($name:ident $(, $argument:expr)*) => {
        $crate::sys::call::unchecked(
            $crate::sys::call::number::$name,
            $crate::sys::call::six([$($crate::sys::call::Argument::register($argument)),*]),
        )
    };
}
pub(super) use call_unchecked;

/// The numbers of the system calls.
///
/// On 32-bit processors, system calls with a time once took 32 bits of it. Those with 64 bits exist
/// since Linux 5.1, with the same numbers on all 32-bit processors (asm-generic/unistd.h).
#[allow(
    non_upper_case_globals,
    reason = "they are called as in the system's header"
)]
pub mod number {
    pub use libc::SYS_recvmmsg as SYS_recvmmsg_time32;
    pub use libc::*;

    /// The number is the same on all processors that oxsock supports.
    pub const SYS_fchmodat2: core::ffi::c_long = 452;

    #[cfg(target_pointer_width = "32")]
    mod time64 {
        use core::ffi::c_long;

        pub const SYS_clock_nanosleep: c_long = 407;
        pub const SYS_ppoll: c_long = 414;
        pub const SYS_recvmmsg: c_long = 417;
        pub const SYS_futex: c_long = 422;
    }
    #[cfg(target_pointer_width = "32")]
    pub use time64::{SYS_clock_nanosleep, SYS_futex, SYS_ppoll, SYS_recvmmsg};
}

/// The six argument registers; unused ones are 0.
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
#[inline(always)]
pub unsafe fn raw(number: c_long, a: [usize; 6]) -> Result<c_int> {
    // SAFETY: the caller answers for the arguments.
    let value = unsafe { unchecked(number, a) };
    if value < 0 {
        return Err(Error::new(-value as c_int));
    }
    Ok(value as c_int)
}

/// Make the system call. Returns its value, or the negated error.
///
/// # Safety
///
/// The arguments must be right for it.
#[inline(always)]
pub unsafe fn unchecked(number: c_long, mut a: [usize; 6]) -> isize {
    // SAFETY: the caller answers for the arguments.
    unsafe { keeping(number, &mut a) }
}

/// The same. The arguments are unchanged afterwards, and the compiler knows that they are still in
/// their registers, so it need not save them.
///
/// # Safety
///
/// The arguments must be right for the call.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub unsafe fn keeping(number: c_long, a: &mut [usize; 6]) -> isize {
    let value: isize;
    // SAFETY: the caller answers for the arguments; the kernel changes only what is named, and
    // memory.
    unsafe {
        core::arch::asm!(
            "syscall",
            inlateout("rax") number as isize => value,
            in("rdi") a[0], inlateout("rsi") a[1], inlateout("rdx") a[2],
            in("r10") a[3], in("r8") a[4], in("r9") a[5],
            lateout("rcx") _, lateout("r11") _,
            options(nostack),
        );
    }
    value
}

/// Make the system call on a processor for which there is no assembly here. errno is left
/// unchanged.
///
/// # Safety
///
/// The arguments must be right for it.
#[cfg(not(target_arch = "x86_64"))]
pub unsafe fn keeping(number: c_long, a: &mut [usize; 6]) -> isize {
    use super::errno;
    let before = errno::get();
    // SAFETY: the caller answers for the arguments.
    match unsafe { by_function::make(number, a) } {
        -1 => {
            let error = errno::get();
            errno::set(before);
            -(error as isize)
        }
        value => value as isize,
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub mod by_function {
    //! The function that makes system calls on such processors.

    use core::ffi::{c_long, c_void};
    use core::ptr;
    use core::sync::atomic::{AtomicPtr, Ordering};

    /// `syscall` of the C library, as far as it is used here.
    pub type Syscall =
        unsafe extern "C" fn(c_long, usize, usize, usize, usize, usize, usize) -> c_long;

    /// Null for the C library's `syscall`.
    static SYSCALL: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());

    /// Use this function from now on: for a shared object that itself defines `syscall`.
    pub fn set(syscall: Syscall) {
        SYSCALL.store(syscall as *mut c_void, Ordering::Relaxed);
    }

    pub(super) unsafe fn make(number: c_long, a: &[usize; 6]) -> c_long {
        let found = SYSCALL.load(Ordering::Relaxed);
        // SAFETY: the caller answers for the arguments; what is there was put there by `set`.
        unsafe {
            if found.is_null() {
                return libc::syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
            }
            let syscall = core::mem::transmute::<*mut c_void, Syscall>(found);
            syscall(number, a[0], a[1], a[2], a[3], a[4], a[5])
        }
    }
}
