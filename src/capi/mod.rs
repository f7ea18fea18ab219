//! The C face: one file per section of the header, `extern "C"` functions and nothing else.
//!
//! Each function converts its arguments, makes one call into the core, converts the result.
//! The `//!` text of each file is the banner of its section; see `build.rs`.

// The functions are documented for readers of C; what every pointer must be stands in the
// header's preamble.
#![allow(clippy::missing_safety_doc)]

use crate::error::{Error, Result};
use crate::sys::errno;
use std::ffi::c_int;

pub mod bytes;
pub mod control;
pub mod descriptors;
pub mod errors;
pub mod lifecycle;
pub mod time;
pub mod transfers;
pub mod waiting;

/// The int that C sees: the result, or the negated error, which is put into `errno` as well.
#[inline(always)]
fn reply(result: Result<impl Into<c_int>>) -> c_int {
    match result {
        Ok(value) => value.into(),
        Err(error) => fail(error),
    }
}

#[cold]
#[inline(never)]
fn fail(error: Error) -> c_int {
    errno::set(error.code());
    -error.code()
}
