//! Threads: which one this is, and those of the library's own, which nobody is to notice.

use crate::error::{Error, Result};
use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::sync::Once;
use std::thread::{Builder, JoinHandle};

/// Enough for the system's resolver and its modules.
const STACK: usize = 256 * 1024;

extern "C" {
    // The libc crate does not have it.
    fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
}

const PTHREAD_CANCEL_DISABLE: c_int = 1;

/// While it lives, its thread is not cancelled: to unwind through Rust would abort the process.
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

/// A thread that takes no signal. Dropped before it has ended, it ends by itself.
pub struct Thread(JoinHandle<()>);

impl Thread {
    /// Start one.
    ///
    /// The shared object that this code is in stays loaded from here on, because unloading it
    /// under the thread would crash.
    pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<Self> {
        keep_loaded();
        let _mask = AllSignals::block();
        let builder = Builder::new().name(name.to_owned()).stack_size(STACK);
        builder.spawn(work).map(Self).map_err(|_| Error::ENOMEM)
    }

    /// Wait for its end.
    pub fn join(self) {
        let _uncancelled = Uncancelled::new();
        let _ = self.0.join();
    }
}

/// A new thread inherits the mask of the one that starts it; this one gets its own back.
struct AllSignals(libc::sigset_t);

impl AllSignals {
    fn block() -> Self {
        let mut all = MaybeUninit::<libc::sigset_t>::uninit();
        let mut before = MaybeUninit::<libc::sigset_t>::uninit();
        // SAFETY: sigfillset fills the set, and the call the one before; it cannot fail.
        unsafe {
            libc::sigfillset(all.as_mut_ptr());
            libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
            Self(before.assume_init())
        }
    }
}

impl Drop for AllSignals {
    fn drop(&mut self) {
        // SAFETY: a set that the system gave.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, std::ptr::null_mut()) };
    }
}

/// Have dlclose leave the shared object in memory that this code is in. In a program of its own
/// the code stays anyway, and nothing happens here.
fn keep_loaded() {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        let mut here = MaybeUninit::<libc::Dl_info>::zeroed();
        let code = keep_loaded as fn() as *const std::ffi::c_void;
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
    });
}

/// A number that no other thread of the process has, and never 0; also in a signal handler.
pub fn own() -> usize {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::pthread_self() as usize }
}
