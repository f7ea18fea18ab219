//! Environment variables, where they may be trusted.

use super::thread::Uncancelled;
use super::{errno, facts, poll};
use arrayvec::ArrayString;
use core::ffi::CStr;
use core::fmt::{self, Write};

/// A variable of the environment, to be read before the environment changes. None in a program with
/// more rights than its caller, such as a set-uid one.
pub fn variable(name: &CStr) -> Option<&'static [u8]> {
    // SAFETY: takes a number.
    if unsafe { libc::getauxval(libc::AT_SECURE) } != 0 {
        return None;
    }
    any_variable(name)
}

/// The same in any program.
pub fn any_variable(name: &CStr) -> Option<&'static [u8]> {
    // SAFETY: the name is a C string; the value is one, for as long as nobody changes the
    // environment, which no program may do while other threads could read it.
    let value = unsafe { libc::getenv(name.as_ptr()).as_ref() }?;
    // SAFETY: as above.
    Some(unsafe { CStr::from_ptr(value) }.to_bytes())
}

/// Write a message to standard error, unless that is a pipe without a reader, which would raise
/// SIGPIPE. A longer message than the buffer is cut.
#[cold]
#[inline(never)]
pub fn complain(what: fmt::Arguments<'_>) {
    let _uncancelled = Uncancelled::new();
    let mut text = ArrayString::<1024>::new();
    let _ = text.write_fmt(what);
    let errors = libc::STDERR_FILENO;
    let (bytes, length) = (text.as_ptr().cast(), text.len());
    // SAFETY: so many bytes are there.
    let sent = unsafe { libc::send(errors, bytes, length, libc::MSG_NOSIGNAL) };
    if sent >= 0 || errno::get() != libc::ENOTSOCK {
        return;
    }
    // A pipe without a reader polls POLLERR; there is no other way to write to a pipe without
    // SIGPIPE.
    if facts::ready(errors, poll::POLLOUT) & (poll::POLLERR | poll::POLLNVAL) == 0 {
        // SAFETY: as above.
        unsafe { libc::write(errors, bytes, length) };
    }
}
