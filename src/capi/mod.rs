//! The C functions: one file per section of the header, `extern "C"` functions and nothing else.
//!
//! Each function converts its arguments, makes one call into the core, converts the result.
//! The `//!` text of each file is the banner of its section; see
//! `tests/header/generate.rs`.

// The functions are documented for readers of C. The header's preamble says what pointers must be.
#![allow(clippy::missing_safety_doc)]

use crate::error::{Error, Result};
use crate::socket::table;
use crate::sys::errno::reply;
use crate::{explain, sys::User};
use addresses::OX_TEXT_MAX;
use arrayvec::ArrayString;
use core::ffi::{c_char, c_int};
use core::fmt::{self, Write};

pub mod addresses;
pub mod bytes;
pub mod control;
pub mod datagrams;
pub mod descriptors;
pub mod errors;
pub mod everyday;
pub mod faults;
mod layout;
pub mod lifecycle;
pub mod options;
pub mod passing;
pub mod time;
#[cfg(all(target_env = "gnu", target_pointer_width = "32"))]
pub mod time64;
pub mod transfers;
pub mod waiting;

/// The longest text that a call takes.
const LONGEST_TEXT: usize = 4096;

/// The text that was given to a call. Clears the thread's explanation of its last such call, since
/// this one begins here.
///
/// # Safety
///
/// `text` must be null, or a C string that no thread changes meanwhile.
unsafe fn given<'a>(text: *const c_char) -> Result<&'a [u8]> {
    explain::clear();
    // SAFETY: the caller promises more.
    let text: User<u8> = unsafe { User::new(text.cast_mut().cast()) };
    text.text(LONGEST_TEXT).inspect_err(|&error| {
        if error == Error::ENAMETOOLONG {
            explain::publish("text at 0: longer than 4096 bytes");
        }
    })
}

/// The result of a call on a handle. If the call has failed and the handle is dead, the error is
/// about the handle: one that was closed during the call may have another file under its
/// descriptor's number, which the system's error is about.
fn on<T>(s: c_int, result: Result<T>) -> Result<T> {
    result.or_else(|error| match error {
        Error::ECANCELED => Err(error),
        error => table::enter(s).and(Err(error)),
    })
}

/// Write a text and its NUL into the caller's room. Returns its length; ENOSPC, and an empty text,
/// if it does not fit.
fn put(text: impl fmt::Display, room: User<u8>, size: usize) -> Result<c_int> {
    let mut written = ArrayString::<{ OX_TEXT_MAX as usize }>::new();
    if write!(written, "{text}\0").is_ok() && written.len() <= size {
        room.write_all(written.as_bytes())?;
        return Ok(written.len() as c_int - 1);
    }
    if size > 0 {
        room.write(0)?;
    }
    Err(Error::ENOSPC)
}
