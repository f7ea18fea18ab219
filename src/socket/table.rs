//! The table of this process.

use super::process;
use crate::error::Result;
use crate::handle::owned;
use crate::handle::table::{Outside, Table};
use crate::handle::Guard;
use crate::sys::{descriptor, object, Fd};

/// All handles.
#[cfg(not(loom))]
pub static TABLE: Table = Table::new(OUTSIDE);

/// A table for builds under loom, whose atomics cannot be made at compile time.
#[cfg(loom)]
pub static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| Table::new(OUTSIDE));

const OUTSIDE: Outside = Outside {
    close: give_back,
    new_thread: process::new_thread,
};

/// Close what was under a handle: a descriptor, or the object of this number.
pub fn give_back(fd: Fd) -> Result<i32> {
    if fd < 0 {
        return object::close(fd);
    }
    owned::waive(fd);
    descriptor::close(fd)
}

/// Go inside a handle. EBADF if it is dead.
pub fn enter(s: i32) -> Result<Guard<'static>> {
    TABLE.enter(s)
}
