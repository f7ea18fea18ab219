//! Short texts in tables, stored in the entry and not behind a pointer: pointers would have to be
//! relocated each time the library is loaded.
#![forbid(unsafe_code)]

use core::ffi::CStr;

/// A text, and NULs behind it up to a length of N, one at least.
pub struct Label<const N: usize>([u8; N]);

impl<const N: usize> Label<N> {
    /// A constant. It does not compile if there is no room for the text.
    pub const fn new(text: &str) -> Self {
        let text = text.as_bytes();
        assert!(text.len() < N);
        let mut bytes = [0; N];
        let mut i = 0;
        while i < text.len() {
            bytes[i] = text[i];
            i += 1;
        }
        Self(bytes)
    }

    /// The text as a C string.
    pub fn text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}
