//! The calling thread: its number, its stack, and whether it is the only one.

use super::unload;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicU8, Ordering};

// The address of the C library's flag for a single-threaded process (__libc_single_threaded); null
// where the C library has none (musl, glibc before 2.32). A weak reference cannot be written in
// Rust.
#[cfg(target_pointer_width = "64")]
macro_rules! word {
    () => {
        ".quad __libc_single_threaded"
    };
}
#[cfg(target_pointer_width = "32")]
macro_rules! word {
    () => {
        ".long __libc_single_threaded"
    };
}
core::arch::global_asm!(
    ".weak __libc_single_threaded",
    ".pushsection .data.rel.ro.oxsock_single_threaded,\"aw\",%progbits",
    ".balign 8",
    ".globl oxsock_single_threaded",
    ".hidden oxsock_single_threaded",
    ".type oxsock_single_threaded, %object",
    "oxsock_single_threaded:",
    word!(),
    ".size oxsock_single_threaded, . - oxsock_single_threaded",
    ".popsection",
);

extern "C" {
    static oxsock_single_threaded: *mut u8;
}

/// In place of that flag until `find_single`, and where there is none.
static MANY_THREADS: AtomicU8 = AtomicU8::new(0);

static SINGLE: AtomicPtr<AtomicU8> = AtomicPtr::new((&raw const MANY_THREADS).cast_mut());

/// Find the C library's flag. Before that, `is_single` is false.
pub fn find_single() {
    // SAFETY: the word above, which nobody writes after the program has been loaded.
    let flag = unsafe { oxsock_single_threaded };
    if !flag.is_null() {
        SINGLE.store(flag.cast(), Ordering::Relaxed);
    }
}

/// Whether this thread is certainly the only one of the process. Then only a signal handler can
/// start another while a function runs.
#[inline(always)]
pub fn is_single() -> bool {
    // SAFETY: it points to one of two flags that live as long as this code.
    let flag = unsafe { &*SINGLE.load(Ordering::Relaxed) };
    flag.load(Ordering::Relaxed) != 0
}

/// A number that no other thread has while this one lives, and never 0.
#[inline(always)]
pub fn thread() -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        let pointer: usize;
        // SAFETY: the first word of the thread's control block is its own address (the psABI).
        unsafe {
            core::arch::asm!(
                "mov {}, fs:0", out(reg) pointer,
                options(pure, readonly, nostack, preserves_flags)
            );
        }
        pointer
    }
    #[cfg(target_arch = "aarch64")]
    {
        let pointer: usize;
        // SAFETY: reads the register that holds the thread's pointer.
        unsafe {
            core::arch::asm!(
                "mrs {}, tpidr_el0", out(reg) pointer,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        pointer
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        // SAFETY: takes nothing and cannot fail.
        unsafe { libc::pthread_self() as usize }
    }
}

/// The approximate address of the calling function's frame, below that of every function that
/// called it.
#[inline(always)]
pub fn stack() -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        let pointer: usize;
        // SAFETY: copies a register.
        unsafe {
            core::arch::asm!(
                "mov {}, rsp", out(reg) pointer,
                options(nomem, nostack, preserves_flags)
            );
        }
        pointer
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let here = 0u8;
        core::hint::black_box(&raw const here) as usize
    }
}

/// A signal handler's frame is at least so much further down the stack than the interrupted call:
/// the kernel saves the floating-point registers there. A call that finds one left by longjmp is
/// less far down: ox_close, in the frame from which that call was made, about 300 bytes; but three
/// times that where every function's frame is large. There the handler's frame is larger, too: 2300
/// bytes on PowerPC, and on s390x 500 and those of the functions that the handler calls.
pub const SMALLEST_SIGNAL_FRAME: u64 = if cfg!(target_arch = "powerpc64") {
    2048
} else if cfg!(target_arch = "s390x") {
    1024
} else {
    512
};

/// Whether the thread runs on an alternate stack, as a signal handler may.
pub fn is_on_alternate_stack() -> bool {
    let mut now = MaybeUninit::<libc::stack_t>::zeroed();
    // SAFETY: there is room for what the call tells; all zero is a valid value of it.
    let now = unsafe {
        libc::sigaltstack(core::ptr::null(), now.as_mut_ptr());
        now.assume_init()
    };
    now.ss_flags & libc::SS_ONSTACK != 0
}

/// A function that each thread runs at its end, if it has asked for it.
pub struct AtExit {
    /// The key + 1; 0 while there is none.
    key: AtomicU32,
    function: extern "C" fn(*mut libc::c_void),
}

impl AtExit {
    /// With this function.
    pub const fn new(function: extern "C" fn(*mut libc::c_void)) -> Self {
        Self {
            key: AtomicU32::new(0),
            function,
        }
    }

    /// Have it run at the end of this thread. If no key is left, it does not run.
    pub fn ask(&self) {
        let key = match self.key.load(Ordering::Acquire) {
            0 => match self.make_key() {
                Some(key) => key,
                None => return,
            },
            key => key - 1,
        };
        let some = self as *const Self; // anything but null
                                        // SAFETY: the key is one that the system gave; the value is not followed.
        unsafe { libc::pthread_setspecific(key as libc::pthread_key_t, some.cast()) };
    }

    fn make_key(&self) -> Option<u32> {
        unload::watch();
        let mut key: libc::pthread_key_t = 0;
        // SAFETY: there is room for a key; the function takes what it is given and ignores it.
        if unsafe { libc::pthread_key_create(&mut key, Some(destructor(self.function))) } != 0 {
            return None;
        }
        let (new, order) = (key as u32 + 1, Ordering::AcqRel);
        match self.key.compare_exchange(0, new, order, Ordering::Acquire) {
            Ok(_) => Some(key as u32),
            Err(present) => {
                // SAFETY: made a moment ago, and seen by nobody.
                unsafe { libc::pthread_key_delete(key) };
                Some(present - 1)
            }
        }
    }

    /// Before the library is unloaded: no thread runs it any more.
    pub fn forget(&self) {
        let key = self.key.swap(0, Ordering::AcqRel);
        if key != 0 {
            // SAFETY: a key that the system gave.
            unsafe { libc::pthread_key_delete((key - 1) as libc::pthread_key_t) };
        }
    }
}

fn destructor(
    function: extern "C" fn(*mut libc::c_void),
) -> unsafe extern "C" fn(*mut libc::c_void) {
    function
}
