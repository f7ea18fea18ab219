//! The signals that calls on sockets can raise: SIGPIPE is counted, the others are ignored.

use std::cell::Cell;
use std::ffi::c_int;
use std::sync::Once;

thread_local! {
    /// SIGPIPE is sent to the thread whose call raises it.
    static BROKEN_PIPES: Cell<u32> = const { Cell::new(0) };
}

extern "C" fn count(_: c_int) {
    BROKEN_PIPES.set(BROKEN_PIPES.get() + 1);
}

/// Handle SIGPIPE, which Rust programs otherwise ignore, so that each is counted; ignore the
/// signals that F_SETOWN and O_ASYNC make the kernel send.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the handler does nothing but count, in memory of its own thread.
        unsafe {
            libc::signal(
                libc::SIGPIPE,
                count as extern "C" fn(c_int) as libc::sighandler_t,
            );
            libc::signal(libc::SIGIO, libc::SIG_IGN);
            libc::signal(libc::SIGURG, libc::SIG_IGN);
        }
    });
}

/// How many SIGPIPEs this thread has received.
pub fn broken_pipes() -> u32 {
    BROKEN_PIPES.get()
}

/// Start counting anew.
pub fn forget_broken_pipes() {
    BROKEN_PIPES.set(0);
}
