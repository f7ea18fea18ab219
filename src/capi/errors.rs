//! Errors and version.
//!
//! Example: what went wrong, for a person and for a log.
//!
//!     int n = ox_read(s, buf, sizeof buf);
//!     if (n < 0)
//!         fprintf(stderr, "cannot read: %s (%s)\n", ox_strerror(n), ox_errname(n));

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
/// Returns a constant string; "Unknown error" for an unknown code, "Success" for 0.
#[no_mangle]
pub extern "C" fn ox_strerror(code: c_int) -> *const c_char {
    error::describe(code).as_ptr()
}

/// An error code's name, for logs and for programs: "ECONNREFUSED". The code may be given as
/// it was returned or as errno has it.
///
/// Returns a constant string; NULL for an unknown code, and for 0.
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

/// A description of this header, and of what a user of sockets needs of the system's headers, as
/// JSON: for programs that make bindings, or bind at run time. It has the functions with their
/// parameters, results, errors and waits, the constants and structures, and the system's constants
/// and structures with their values on this platform. oxsock-api.json, which is installed, has the
/// documentation as well; its format is in oxsock-api.schema.json.
///
/// Returns a constant string.
#[no_mangle]
pub extern "C" fn ox_api_json() -> *const c_char {
    description::text().as_ptr()
}
