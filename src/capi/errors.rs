//! Errors and version.

use crate::{description, error};
use core::ffi::{c_char, c_int, CStr};

/// The version of the header; see ox_version for the version of the library.
pub const OX_VERSION_MAJOR: c_int = 0;
/// See OX_VERSION_MAJOR.
pub const OX_VERSION_MINOR: c_int = 1;
/// See OX_VERSION_MAJOR.
pub const OX_VERSION_PATCH: c_int = 0;

/// What an error code means, in English, for people: "Connection refused". The code may be
/// given as it was returned (-ECONNREFUSED) or as errno has it.
///
/// Returns a constant string; "Unknown error" for a code that is none, "Success" for 0.
#[no_mangle]
pub extern "C" fn ox_strerror(code: c_int) -> *const c_char {
    error::describe(code).as_ptr()
}

/// An error code's name, for logs and for programs: "ECONNREFUSED". The code may be given as
/// it was returned or as errno has it.
///
/// Returns a constant string; null for a code that is none, and for 0.
#[no_mangle]
pub extern "C" fn ox_errname(code: c_int) -> *const c_char {
    error::name(code).map_or(core::ptr::null(), CStr::as_ptr)
}

/// The i-th error code that ox_errname knows, counted from 0, in ascending order of errno:
/// for bindings that want them all.
///
/// Returns the code, negative; 0 past the last one, and for a negative i.
#[no_mangle]
pub extern "C" fn ox_error_at(i: c_int) -> c_int {
    error::code_at(i)
}

/// The version of the library, "MAJOR.MINOR.PATCH".
///
/// Returns a constant string.
#[no_mangle]
pub extern "C" fn ox_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// The description of all that is in this header, and of what a user of sockets needs of the
/// system's, as JSON: for programs that make bindings, or bind at run time. Functions with their
/// parameters, results, errors and waits, constants, structures, the system's constants and
/// structures, with their values on this platform. oxsock-api.json, which is installed, has the
/// texts of the documentation as well; oxsock-api.schema.json says what is where.
///
/// Returns a constant string.
#[no_mangle]
pub extern "C" fn ox_api_json() -> *const c_char {
    description::text().as_ptr()
}
