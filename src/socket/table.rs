//! The table of this process.

use super::{process, wait_set};
use crate::error::Result;
use crate::handle::owned;
use crate::handle::table::{Outside, Table};
use crate::handle::Guard;
use crate::sys::{descriptor, object, Fd};

/// All handles.
#[cfg(not(loom))]
pub static TABLE: Table<Process> = Table::new();

/// A table for builds under loom, whose atomics cannot be made at compile time.
#[cfg(loom)]
pub static TABLE: std::sync::LazyLock<Table<Process>> = std::sync::LazyLock::new(Table::new);

/// What the table calls to act on the process.
pub struct Process;

impl Outside for Process {
    fn close(fd: Fd) -> Result<i32> {
        give_back(fd)
    }

    fn left(number: i32) {
        wait_set::forget(number);
    }

    fn new_thread() {
        process::new_thread();
    }
}

/// Close what a handle named: a descriptor, or the object with this number.
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
