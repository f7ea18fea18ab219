//! Places of the caller's for a result that must not get lost.

use super::user::Plain;
use super::User;
use crate::error::Result;

/// A place that the kernel has found writable before anything was done; or none, where the
/// caller does not want to know.
pub struct Out<T>(Option<User<T>>);

impl<T: Plain> Out<T> {
    /// Put a first value there. EFAULT if it cannot be.
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
