//! Explanations: what was wrong with a text, and where, for the thread whose call it was.
#![forbid(unsafe_code)]

use crate::error::Error;
use std::cell::Cell;
use std::ffi::c_char;
use std::fmt;

/// Room for an explanation and its NUL; a longer one is cut off.
const ROOM: usize = 512;

thread_local! {
    // Without a destructor, so that it is there for as long as the thread is.
    static TEXT: [Cell<u8>; ROOM] = const { [const { Cell::new(0) }; ROOM] };
}

/// An error, and what to tell a person about it.
///
/// Where it becomes a plain [`Error`] on its way to the caller, its text is left for
/// `ox_explanation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    error: Error,
    text: String,
}

impl Explained {
    /// An error with its explanation.
    pub fn new(error: Error, text: impl fmt::Display) -> Self {
        Self {
            error,
            text: text.to_string(),
        }
    }

    /// The code.
    pub fn error(&self) -> Error {
        self.error
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Explained> for Error {
    fn from(explained: Explained) -> Self {
        publish(&explained.text);
        explained.error
    }
}

/// Leave a text for the thread's caller to read.
pub fn publish(text: &str) {
    TEXT.with(|room| {
        let bytes = text.bytes().filter(|&byte| byte != 0).take(ROOM - 1);
        for (place, byte) in room.iter().zip(bytes.chain([0])) {
            place.set(byte);
        }
    });
}

/// Forget what the last call left: a new one begins.
pub fn clear() {
    TEXT.with(|room| room[0].set(0));
}

/// The text, as a C string of this thread's.
pub fn text() -> *const c_char {
    TEXT.with(|room| room.as_ptr().cast())
}
