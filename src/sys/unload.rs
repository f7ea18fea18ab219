//! Being told that the library is unloaded, which is not that the process ends.
//!
//! The C library calls a library's destructors at both. At the end of a process it calls first what
//! `atexit` was given since the program began; when it unloads a library, its destructors come
//! before that. So `atexit` is called when there is something to give back for the first time, and
//! not when the library is loaded, which may be before the program begins.

use super::current;
use super::thread::Undisturbed;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicU8, Ordering};

const UNUSED: u8 = 0;
const IN_USE: u8 = 1;
const ENDING: u8 = 2;

static STATE: AtomicU8 = AtomicU8::new(UNUSED);

/// The library is about to get what has to be given back when it is unloaded.
pub fn watch() {
    if STATE.load(Ordering::Acquire) != UNUSED {
        return;
    }
    // A signal handler that left this by a jump would leave the C library's lock taken.
    let _undisturbed = Undisturbed::new();
    // Two threads may both do so. Another may end the process meanwhile, and that stands.
    // SAFETY: a function of no argument, which the C library forgets when we are unloaded.
    if unsafe { libc::atexit(end) } != 0 {
        end(); // rather give nothing back than take it from threads that are still running
    }
    let (success, failure) = (Ordering::AcqRel, Ordering::Relaxed);
    let _ = STATE.compare_exchange(UNUSED, IN_USE, success, failure);
}

extern "C" fn end() {
    STATE.store(ENDING, Ordering::Release);
}

/// Whether there is something to give back, and the process does not end as far as is known: other
/// threads may be running until it has ended.
pub fn is_needed() -> bool {
    STATE.load(Ordering::Acquire) == IN_USE
}

/// Whether nobody else can be using the library's memory. Where it was used before the program began,
/// by a library that the program is linked to, the process may be ending all the same.
pub fn is_alone() -> bool {
    current::is_single() || !is_of_the_program()
}

/// Whether this code is the program's, or that of a library that came with it or was loaded for all
/// of it.
fn is_of_the_program() -> bool {
    // SAFETY: null is the program, and the name a C string; nothing is loaded.
    let (found, headers) = unsafe {
        let program = libc::dlopen(ptr::null(), libc::RTLD_LAZY);
        let found = libc::dlsym(program, c"ox_version".as_ptr());
        libc::dlclose(program);
        (found.cast_const(), libc::getauxval(libc::AT_PHDR))
    };
    let own = base_of(end as extern "C" fn() as *const c_void);
    base_of(found) == own || base_of(headers as *const c_void) == own
}

/// Where the object begins that has this address; none if the address is in none.
fn base_of(address: *const c_void) -> Option<*mut c_void> {
    let mut found = MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: there is room for what dladdr tells; all zero is a valid value of it.
    let found = unsafe {
        libc::dladdr(address, found.as_mut_ptr());
        found.assume_init()
    };
    (!found.dli_fbase.is_null()).then_some(found.dli_fbase)
}
