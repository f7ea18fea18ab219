//! Failures of connect() that leave a connection being made: POSIX has it continue where a signal
//! interrupts the call, and programs wait for it.

use crate::engine::{outcome, status_flags, Act};
use crate::next::{kernel, numbered};
use core::ffi::c_int;
use core::ptr;
use oxsock::error::{Error, Result};
use oxsock::sys::facts;
use oxsock::sys::inject::{Call, Named};

/// Whether a connect() that fails with this error leaves a connection being made.
pub fn begins(act: Act, error: Error) -> bool {
    let domain = || facts::option(act.fd, libc::SOL_SOCKET, libc::SO_DOMAIN);
    act.call == Call::Connect
        && matches!(error, Error::EINTR | Error::EINPROGRESS)
        && facts::kind(act.fd) == Some(libc::SOCK_STREAM)
        && matches!(domain(), Some(libc::AF_INET | libc::AF_INET6))
}

/// Begin to connect without waiting, and return `error`; or the kernel's result, if the connection
/// is not under way.
pub fn begin(fd: c_int, named: Named, error: Error) -> Result<c_int> {
    let Named::At(addr, len) = named else {
        return Err(error);
    };
    // SAFETY: takes numbers only.
    let set = |flags| unsafe {
        let arguments = [fd as usize, libc::F_SETFL as usize, flags as usize];
        kernel(libc::SYS_fcntl, arguments)
    };
    let flags = status_flags(fd);
    let result = without_signals(|| {
        set(flags | i64::from(libc::O_NONBLOCK));
        let arguments = [fd as usize, addr.pointer() as usize, len as usize];
        // SAFETY: the kernel checks the address.
        let result = outcome(unsafe { numbered(libc::SYS_connect, arguments) as isize });
        set(flags);
        result
    });
    match result {
        Err(Error::EINPROGRESS) => Err(error),
        result => result,
    }
}

/// Run `act` with all signals blocked: a handler that leaves by longjmp would leave it half done.
fn without_signals<T>(act: impl FnOnce() -> T) -> T {
    let (all, mut before) = (!0u64, 0u64);
    let set = |set: *const u64, before: *mut u64| {
        let how = libc::SIG_SETMASK as usize;
        let arguments = [how, set as usize, before as usize, size_of::<u64>()];
        // SAFETY: a set of signals, and perhaps room for one.
        unsafe { kernel(libc::SYS_rt_sigprocmask, arguments) };
    };
    set(&raw const all, &raw mut before);
    let done = act();
    set(&raw const before, ptr::null_mut());
    done
}
