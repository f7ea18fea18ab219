//! The caller's memory for a result that must not get lost.

use super::user::Plain;
use super::User;
use crate::error::Result;

/// A place for a result, found writable before anything was done; or None, if the caller has passed
/// null.
pub struct Out<T>(Option<User<T>>);

impl<T: Plain> Out<T> {
    /// Write a first value there. EFAULT if that fails.
    pub fn check(at: User<T>, value: T) -> Result<Self> {
        if at.is_null() {
            return Ok(Self(None));
        }
        at.write(value)?;
        Ok(Self(Some(at)))
    }

    /// Put the result there.
    pub fn put(&self, value: T) {
        if let Some(at) = self.0 {
            at.write_again(value);
        }
    }
}
