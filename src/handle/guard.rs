//! A call that is inside a handle.

use super::flags::State;
use super::hazard::{Entered, Record};
use super::number::place_of;
use super::slot::Slot;
use super::table::Table;
use crate::sys::Fd;

/// Having gone inside a handle by the short way.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub(super) slot: &'a Slot,
    pub(super) entered: Entered<'a>,
    pub(super) number: i32,
    /// The process has a single thread.
    pub is_single: bool,
}

impl Entry<'_> {
    /// The descriptor.
    #[inline(always)]
    pub fn fd(self) -> Fd {
        self.slot.fd()
    }

    /// The flags.
    #[inline(always)]
    pub fn flags(self) -> State {
        self.slot.recent_state()
    }
}

/// A call inside a handle: as long as it lasts, the descriptor's number stays this socket's.
pub struct Guard<'a> {
    table: &'a Table,
    entry: Entry<'a>,
    state: State,
}

impl<'a> Guard<'a> {
    #[inline]
    pub(super) fn new(table: &'a Table, entry: Entry<'a>) -> Self {
        Self {
            table,
            entry,
            state: entry.slot.recent_state(),
        }
    }

    /// The descriptor.
    #[inline]
    pub fn fd(&self) -> Fd {
        self.entry.slot.fd()
    }

    /// The flags, when the call began.
    #[inline]
    pub fn flags(&self) -> State {
        self.state
    }

    /// Whether the handle has been closed meanwhile.
    pub fn is_closed(&self) -> bool {
        !self.entry.slot.state().is_open(self.entry.number)
    }

    /// The slot.
    pub fn slot(&self) -> &'a Slot {
        self.entry.slot
    }

    /// The record that says that this call is inside.
    pub fn record(&self) -> &'a Record {
        self.entry.entered.record
    }

    /// That record's identifier.
    pub fn record_id(&self) -> u32 {
        self.entry.entered.id
    }

    /// The slot's place in the table.
    pub fn place(&self) -> u32 {
        place_of(self.entry.number)
    }

    /// Say again that this call is inside: a signal handler may have forked, and this may be the
    /// child, in which all records have been wiped.
    pub fn renew(&self) {
        self.entry.entered.record.renew(self.place());
    }

    /// Leave, without giving back the descriptor if the handle is dead: somebody else will.
    pub fn leave(self) {
        self.record().leave();
        core::mem::forget(self);
    }

    /// Whether a call of somebody else's is inside too.
    pub fn is_shared(&self) -> bool {
        let (place, users) = (self.place(), self.entry.slot.users());
        self.table
            .hazards
            .concerned(place, users, false)
            .any(|(_, record)| !core::ptr::eq(record, self.record()))
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.table.step_out(self.entry);
    }
}
