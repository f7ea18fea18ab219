//! An error, and what to tell a person about it.

use super::Error;
use arrayvec::ArrayString;
use core::fmt::{self, Write};

/// Room for an explanation; a longer one is cut off.
const ROOM: usize = 511;

/// An error, and what to tell a person about it.
///
/// Where it becomes a plain [`Error`] on its way to the caller, its text is left for
/// `ox_explanation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    error: Error,
    text: ArrayString<ROOM>,
}

impl Explained {
    /// An error with its explanation.
    pub fn new(error: Error, why: impl fmt::Display) -> Self {
        let mut text = ArrayString::new();
        let _ = write!(Cut(&mut text), "{why}"); // the end of what is too long
        Self { error, text }
    }

    /// The code.
    pub fn error(&self) -> Error {
        self.error
    }

    /// The explanation.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Writes into a text of limited length as much as there is room for.
pub struct Cut<'a, const N: usize>(pub &'a mut ArrayString<N>);

impl<const N: usize> Write for Cut<'_, N> {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        more.chars()
            .try_for_each(|letter| self.0.try_push(letter))
            .map_err(|_| fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_off() {
        let long = Explained::new(Error::EINVAL, "é".repeat(ROOM));
        assert_eq!(long.text(), "é".repeat(ROOM / 2));
    }

    #[test]
    fn no_error_would_be_success() {
        for errno in [0, -1, i32::MIN] {
            assert_eq!(Error::new(errno), Error::EIO);
        }
        assert_eq!(Error::new(7).code(), 7);
    }
}
