//! A call that is inside a handle.

use super::slot::{Entry, Slot, State};
use super::table::Table;
use crate::error::{Error, Result};
use crate::sys::Fd;
use std::cell::Cell;

/// A call inside a handle: as long as it lasts, the descriptor stays this socket's.
pub struct Visit<'a> {
    table: &'a Table,
    slot: &'a Slot,
    place: u32,
    kind: Cell<Entry>,
    state: State,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        table: &'a Table,
        slot: &'a Slot,
        place: u32,
        kind: Entry,
        state: State,
    ) -> Self {
        Self {
            table,
            slot,
            place,
            kind: Cell::new(kind),
            state,
        }
    }

    /// The descriptor.
    #[inline]
    pub fn fd(&self) -> Fd {
        self.slot.fd()
    }

    /// The state at the moment of entering.
    #[inline]
    pub fn at_entry(&self) -> State {
        self.state
    }

    /// Whether the handle has been closed meanwhile.
    pub fn is_closed(&self) -> bool {
        !self.slot.state().is_open(self.state.generation())
    }

    /// The slot.
    pub fn slot(&self) -> &'a Slot {
        self.slot
    }

    /// From here on the call waits in poll only.
    pub fn quiet_down(&self) {
        if self.kind.replace(Entry::Quiet) == Entry::Direct {
            self.slot.quiet_down();
        }
    }

    /// From here on the call may block in a transfer.
    pub fn become_direct(&self) {
        if self.kind.replace(Entry::Direct) == Entry::Quiet {
            self.slot.become_direct();
        }
    }

    /// Let the handle die. `wake` is told the state before. The result is that of closing the
    /// descriptor, if this was the last call inside.
    pub fn close(self, wake: impl FnOnce(&Self, State)) -> Result<i32> {
        let before = self.slot.shut().ok_or(Error::EBADF)?;
        wake(&self, before);
        let closed = self.leave();
        std::mem::forget(self);
        closed.unwrap_or(Ok(0))
    }

    /// Let the handle die and take the descriptor away from it. EBUSY if others are inside.
    pub fn detach(self) -> Result<Fd> {
        let fd = self.slot.detach().ok_or(if self.is_closed() {
            Error::EBADF
        } else {
            Error::EBUSY
        })?;
        self.table.recycle(self.place, self.slot);
        Ok(fd)
    }

    /// Go out: the result of closing the descriptor, if that fell to this call.
    fn leave(&self) -> Option<Result<i32>> {
        let kind = self.kind.get();
        let before = self.slot.leave(kind);
        if Slot::is_plain_leave(before, kind) {
            return None;
        }
        self.table.leave_dead(self.place, self.slot, kind, before)
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}
