//! Explanations: what was wrong with a text, and where, or what became of each address that was
//! tried; for the thread whose call it was.
#![forbid(unsafe_code)]

pub use crate::error::{Cut, Explained};

use crate::error::Error;
use crate::sys::explanation;
use core::ffi::CStr;

impl From<Explained> for Error {
    fn from(explained: Explained) -> Self {
        publish(explained.text());
        explained.error()
    }
}

/// Leave a text for the thread's caller to read. Where there is no memory for it, it is lost.
pub fn publish(text: &str) {
    explanation::set(text);
}

/// Forget what the last call left: a new one begins.
pub fn clear() {
    explanation::clear();
}

/// The text, as a C string of this thread's.
pub fn text() -> &'static CStr {
    explanation::get()
}

/// Before the library is unloaded: give back what it has for explanations.
pub fn unload() {
    explanation::unload();
}
