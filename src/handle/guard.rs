//! A call that is inside a handle.

use super::flags::{Flags, State};
use super::hazard::{Entered, Hazards, NO_USER};
use super::record::Record;
use super::slot::Slot;
use crate::error::{Error, Result};
use crate::sys::Fd;

/// A call that has entered a handle by the short way.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// The record that says that this call is inside.
    pub record: &'a Record,
    /// 1 if the process has more than one thread, else 0.
    pub has_threads: i32,
}

impl Entry<'_> {
    /// The descriptor: no object's handle is entered by the short way.
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

/// Where a guard's handle is: the table.
pub trait Home {
    /// The records of which call is inside which handle.
    fn hazards(&self) -> &Hazards;

    /// Close the descriptor of the handle with this number, if the handle is dead and no call is
    /// inside.
    fn settle_number(&self, number: i32);
}

/// What a handle names.
#[derive(Clone, Copy)]
pub enum Target {
    /// A kernel's socket.
    Descriptor(Fd),
    /// An object of this process, by its number (see `sys::object`).
    Object(Fd),
}

/// A call inside a handle. While it lives, the descriptor is not closed.
pub struct Guard<'a> {
    home: &'a dyn Home,
    slot: &'a Slot,
    entered: Entered<'a>,
    number: i32,
    state: State,
}

impl<'a> Guard<'a> {
    pub(super) fn new(
        home: &'a dyn Home,
        slot: &'a Slot,
        entered: Entered<'a>,
        number: i32,
    ) -> Self {
        Self {
            home,
            slot,
            entered,
            number,
            state: slot.recent_state(),
        }
    }

    /// What the handle names.
    #[inline]
    pub fn target(&self) -> Target {
        let number = self.slot.fd();
        if self.state.has(Flags::OBJECT) {
            Target::Object(number)
        } else {
            Target::Descriptor(number)
        }
    }

    /// The descriptor, for operations that only a kernel socket has. EOPNOTSUPP for an object.
    #[inline]
    pub fn fd(&self) -> Result<Fd> {
        match self.target() {
            Target::Descriptor(fd) => Ok(fd),
            Target::Object(_) => Err(Error::EOPNOTSUPP),
        }
    }

    /// The number for an entry of `sys::poll`: the descriptor, or the object's number.
    #[inline]
    pub fn poll_number(&self) -> Fd {
        self.slot.fd()
    }

    /// The flags at the time the call began.
    #[inline]
    pub fn flags(&self) -> State {
        self.state
    }

    /// The flags now. Other threads and signal handlers may have changed them since the call began.
    #[inline]
    pub fn flags_now(&self) -> State {
        self.slot.recent_state()
    }

    /// Whether the call entered the handle as the only thread of the process.
    pub fn is_single(&self) -> bool {
        self.entered.id == NO_USER
    }

    /// Whether the handle has been closed meanwhile.
    pub fn is_closed(&self) -> bool {
        !self.slot.state().is_open(self.number)
    }

    /// The slot.
    pub fn slot(&self) -> &'a Slot {
        self.slot
    }

    /// The record that says that this call is inside.
    pub fn record(&self) -> &'a Record {
        self.entered.record
    }

    /// That record's identifier.
    pub fn record_id(&self) -> u32 {
        self.entered.id
    }

    /// The handle's number.
    pub fn number(&self) -> i32 {
        self.number
    }

    /// Write the call's record again: a signal handler may have forked, and this may be the child,
    /// in which all records have been wiped.
    pub fn renew(&self) {
        self.entered.record.renew(self.number);
    }

    /// Leave the handle without closing the descriptor, even if the handle is dead: the caller does
    /// that.
    pub fn leave(self) {
        self.record().leave();
        core::mem::forget(self);
    }

    /// Whether the record with this identifier is another thread's, and inside this handle.
    pub(super) fn is_inside_elsewhere(&self, number: i32, id: u32) -> bool {
        self.home.hazards().is_inside_elsewhere(number, id)
    }

    /// Whether another call is inside the handle, too.
    pub fn is_shared(&self) -> bool {
        let hazards = self.home.hazards();
        hazards.is_entered_by_another(self.record(), self.number, self.slot.users())
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.record().leave();
        if self.slot.recent_state().has(Flags::CLOSED) {
            self.home.settle_number(self.number);
        }
    }
}
