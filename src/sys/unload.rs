//! Finding out that the library is being unloaded, as opposed to the end of the process.
//!
//! The C library calls a library's destructors in both cases. At the end of a process it first
//! calls the functions that were given to `atexit` since the program began; when it unloads a
//! library, it calls the destructors before them. So `atexit` is called when there is something to
//! release for the first time, and not when the library is loaded, which may be before the program
//! begins.

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

/// The library is about to acquire something that has to be released when it is unloaded.
pub fn watch() {
    if STATE.load(Ordering::Acquire) != UNUSED {
        return;
    }
    // A signal handler that left this by longjmp would leave the C library's lock taken.
    let _undisturbed = Undisturbed::new();
    // Two threads may both do so. If another ends the process meanwhile, `ENDING` is not
    // overwritten. SAFETY: a function of no argument, which the C library forgets when we are
    // unloaded.
    if unsafe { libc::atexit(end) } != 0 {
        end(); // release nothing rather than take it from threads that are still running
    }
    let (success, failure) = (Ordering::AcqRel, Ordering::Relaxed);
    let _ = STATE.compare_exchange(UNUSED, IN_USE, success, failure);
}

extern "C" fn end() {
    STATE.store(ENDING, Ordering::Release);
}

/// Whether there is something to release, and the process is not known to be ending: other threads
/// may run until it has ended.
pub fn is_needed() -> bool {
    STATE.load(Ordering::Acquire) == IN_USE
}

/// Whether no other thread can be using the library's memory. If the library was first used before
/// the program began, by a library that the program is linked to, the process may be ending
/// although `is_needed` holds.
pub fn is_alone() -> bool {
    current::is_single() || !is_of_the_program()
}

/// Whether this code is in the program, in a library that it is linked to, or in one that was
/// loaded with RTLD_GLOBAL.
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

/// The base of the shared object that contains this address; None if none does.
fn base_of(address: *const c_void) -> Option<*mut c_void> {
    let mut found = MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: there is room for what dladdr tells; all zero is a valid value of it.
    let found = unsafe {
        libc::dladdr(address, found.as_mut_ptr());
        found.assume_init()
    };
    (!found.dli_fbase.is_null()).then_some(found.dli_fbase)
}
