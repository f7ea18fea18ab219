//! Explanations, one for each thread: what was wrong with the text of its last call, and where; or
//! how each address that was tried has failed.
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

/// Set the thread's explanation. If there is no memory for it, it is lost.
pub fn publish(text: &str) {
    explanation::set(text);
}

/// Clear the explanation of the last call: a new call begins.
pub fn clear() {
    explanation::clear();
}

/// The text, as a C string of this thread's.
pub fn text() -> &'static CStr {
    explanation::get()
}

/// Before the library is unloaded: release what explanations use.
pub fn unload() {
    explanation::unload();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only one test may unload: others would lose their texts.
    #[test]
    fn each_thread_has_its_text_until_the_library_is_unloaded() {
        publish("mine");
        let other = std::thread::spawn(|| {
            assert_eq!(text(), c"");
            publish("other");
            text().to_owned()
        });
        assert_eq!(other.join().ok(), Some(c"other".to_owned()));
        assert_eq!(text(), c"mine");
        clear();
        assert_eq!(text(), c"");
        publish("nul \0 is left out");
        assert_eq!(text(), c"nul  is left out");
        unload();
        assert_eq!(text(), c"");
        publish("again");
        assert_eq!(text(), c"again");
    }
}
