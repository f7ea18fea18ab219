//! The library's own threads, which handle no signals and need not be joined.

use super::signals::Held;
use crate::error::{Error, Result};
use core::ffi::{c_int, c_void, CStr};
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};
use libc::{pthread_attr_t, pthread_t};

/// Enough for the system's resolver and its modules.
const STACK: usize = 256 * 1024;

extern "C" {
    // The libc crate does not have it.
    fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
}

const PTHREAD_CANCEL_DISABLE: c_int = 1;

/// While it lives, its thread cannot be cancelled: unwinding through Rust would abort the process.
pub struct Uncancelled(c_int);

impl Uncancelled {
    /// From here on.
    pub fn new() -> Self {
        let mut before = 0;
        // SAFETY: there is room for the state before.
        unsafe { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &mut before) };
        Self(before)
    }
}

impl Default for Uncancelled {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Uncancelled {
    fn drop(&mut self) {
        let mut ours = 0;
        // SAFETY: the state is one that the call gave.
        unsafe { pthread_setcancelstate(self.0, &mut ours) };
    }
}

/// The function that a thread runs, and its argument.
pub type Work = extern "C" fn(*mut c_void) -> *mut c_void;

/// A thread that handles no signals. If this is dropped, the thread is detached.
#[derive(Debug)]
pub struct Thread(pthread_t);

impl Thread {
    /// Start one. ENOMEM if the system cannot.
    ///
    /// The shared object that this code is in stays loaded from here on, because unloading it
    /// under the thread would crash.
    ///
    /// # Safety
    ///
    /// The work must be right for the argument, whenever it runs.
    pub unsafe fn start(work: Work, argument: *mut c_void) -> Result<Self> {
        keep_loaded();
        let _held = Held::hold(); // a new thread inherits the mask
        let mut attributes = MaybeUninit::<pthread_attr_t>::uninit();
        // SAFETY: there is room for the attributes, which the call fills.
        if unsafe { libc::pthread_attr_init(attributes.as_mut_ptr()) } != 0 {
            return Err(Error::ENOMEM);
        }
        // SAFETY: filled above. A size that it does not take leaves the usual one.
        unsafe { libc::pthread_attr_setstacksize(attributes.as_mut_ptr(), STACK) };
        // SAFETY: filled above; of the rest the caller has made sure.
        let mut started = unsafe { create(attributes.as_ptr(), work, argument) };
        if started.is_err_and(|errno| errno == libc::EINVAL) {
            // The program's thread-local storage alone may be larger than our stack: use the
            // default size. SAFETY: the caller has made sure.
            started = unsafe { create(ptr::null(), work, argument) };
        }
        // SAFETY: filled above, and not used any more.
        unsafe { libc::pthread_attr_destroy(attributes.as_mut_ptr()) };
        started.map(Self).map_err(|_| Error::ENOMEM)
    }

    /// Wait for its end.
    pub fn join(self) {
        let _uncancelled = Uncancelled::new();
        // SAFETY: started by this library, and neither joined nor detached.
        unsafe { libc::pthread_join(self.0, ptr::null_mut()) };
        core::mem::forget(self);
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // SAFETY: as in `join`.
        unsafe { libc::pthread_detach(self.0) };
    }
}

/// The new thread, or the error of pthread_create(3).
///
/// # Safety
///
/// The attributes must be null or filled; and see `Thread::start`.
unsafe fn create(
    attributes: *const pthread_attr_t,
    work: Work,
    argument: *mut c_void,
) -> Result<pthread_t, c_int> {
    let mut thread = MaybeUninit::uninit();
    // SAFETY: the caller has made sure.
    let errno = unsafe { libc::pthread_create(thread.as_mut_ptr(), attributes, work, argument) };
    match errno {
        // SAFETY: filled by the call, which succeeded.
        0 => Ok(unsafe { thread.assume_init() }),
        errno => Err(errno),
    }
}

/// Give this thread a name, for those who look at the process from outside.
pub fn call_itself(name: &CStr) {
    // SAFETY: a C string.
    unsafe { libc::prctl(libc::PR_SET_NAME, name.as_ptr()) };
}

/// While it lives, its thread is not interrupted: signals are held back, so that no handler leaves
/// the code by longjmp, ends the thread, forks, or calls the library; and the thread cannot be
/// cancelled.
pub struct Undisturbed {
    // Dropped first: the handler of a signal that was held back may leave by longjmp.
    _uncancelled: Uncancelled,
    _held: Option<Held>,
}

impl Undisturbed {
    /// From here on.
    pub fn new() -> Self {
        let _held = Held::hold();
        Self {
            _uncancelled: Uncancelled::new(),
            _held,
        }
    }
}

impl Default for Undisturbed {
    fn default() -> Self {
        Self::new()
    }
}

/// Have dlclose(3) leave the shared object that contains this code in memory. Does nothing if the
/// code is linked into the program itself.
fn keep_loaded() {
    static KEPT: AtomicBool = AtomicBool::new(false);
    if KEPT.load(Ordering::Acquire) {
        return;
    }
    let mut here = MaybeUninit::<libc::Dl_info>::zeroed();
    let code = keep_loaded as fn() as *const c_void;
    // SAFETY: there is room for what dladdr tells; all zero is a valid value of it.
    let here = unsafe {
        libc::dladdr(code, here.as_mut_ptr());
        here.assume_init()
    };
    if !here.dli_fname.is_null() {
        let flags = libc::RTLD_NOW | libc::RTLD_NOLOAD | libc::RTLD_NODELETE;
        // SAFETY: a name that the system gave; nothing is loaded that is not there.
        unsafe { libc::dlopen(here.dli_fname, flags) };
    }
    KEPT.store(true, Ordering::Release); // twice does no harm
}

/// The thread's number, which no other thread of the process has, and which is never 0; also in a
/// signal handler.
pub fn own() -> usize {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::pthread_self() as usize }
}
