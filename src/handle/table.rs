//! The table of handles. No call takes a lock, opening and closing included, so that a signal
//! handler or a fork can come at any moment.

use super::atomic::AtomicU32;
use super::flags::{Flags, State};
use super::guard::{Entry, Guard, Home};
use super::hazard::{Entered, Hazards};
use super::number::{place_of, Handle};
use super::record::Record;
use super::slot::Slot;
use super::slots::Slots;
use crate::error::{Error, Result};
#[cfg(not(loom))]
use crate::sys::current;
use crate::sys::Fd;
use core::marker::PhantomData;

/// What the table needs from outside; a model supplies its own. It is a type and not a value, so
/// that a table is all zero at first and takes no room in the library's file.
pub trait Outside: Sync {
    /// Close a descriptor.
    fn close(fd: Fd) -> Result<i32>;
    /// Called when no call is inside the dead handle with this number any more.
    fn left(number: i32);
    /// Called when the calling thread has got its first record.
    fn new_thread();
}

/// All slots, and the records of which call is inside which.
#[repr(C)] // what every call looks at first has the shortest addresses
pub struct Table<O> {
    /// The slots.
    pub slots: Slots,
    /// Not 0 if some handle has died whose descriptor could not be closed at once.
    pub unfinished: AtomicU32,
    outside: PhantomData<O>,
    /// The records of which call is inside which handle.
    pub hazards: Hazards,
}

impl<O: Outside> Table<O> {
    /// An empty one.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self {
            hazards: Hazards::new(),
            slots: Slots::new(),
            unfinished: AtomicU32::new(0),
            outside: PhantomData,
        }
    }

    /// An empty one, to be modelled.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self {
            hazards: Hazards::new(),
            slots: Slots::new(),
            unfinished: AtomicU32::new(0),
            outside: PhantomData,
        }
    }

    /// Enter a handle, for as long as the guard lives. EBADF if the handle is dead.
    pub fn enter(&self, number: i32) -> Result<Guard<'_>> {
        if let Some(entry) = self.step_in(number, Flags::empty()) {
            return Ok(self.stay(entry.slot, entry.record));
        }
        self.enter_slowly(number)
    }

    #[cold]
    #[inline(never)]
    fn enter_slowly(&self, number: i32) -> Result<Guard<'_>> {
        let abandoned = |left| self.settle_number(left);
        self.enter_by(number, || {
            self.hazards.enter_any(number, abandoned, O::new_thread)
        })
    }

    /// Enter a handle within a call of this thread on another one.
    pub fn enter_within(&self, number: i32) -> Result<Guard<'_>> {
        self.enter_by(number, || self.hazards.enter_within(number, O::new_thread))
    }

    fn enter_by<'a>(
        &'a self,
        number: i32,
        enter: impl FnOnce() -> Option<Entered<'a>>,
    ) -> Result<Guard<'a>> {
        let slot = self.slots.get(place_of(number)).ok_or(Error::EBADF)?;
        if !slot.state().is_open(number) {
            self.settle_number(number); // this call may have kept it open
            return Err(Error::EBADF);
        }
        let entered = enter().ok_or(Error::ENOMEM)?;
        if !slot.is_used_by(entered.id) {
            slot.add_user(entered.id);
        }
        let is_open = slot.state().is_open(number);
        let guard = Guard::new(self, slot, entered, number);
        if is_open {
            return Ok(guard);
        }
        Err(Error::EBADF) // dropping the guard leaves the handle
    }

    /// The short way into a handle, followed by `step_out` or `stay`. None if `enter` has to be
    /// used: the handle is dead, or has one of the flags, or the thread has no free record, or has
    /// not used the handle before. It calls no function, so that callers need save no registers.
    #[inline(always)]
    pub fn step_in(&self, number: i32, unwanted: Flags) -> Option<Entry<'_>> {
        let slot = self.slots.get(place_of(number))?;
        let (record, has_threads) = if is_single() {
            (self.hazards.enter_single(number)?, 0)
        } else {
            // Check for a dead handle before anything is written.
            if !slot.recent_state().is_open_without(number, unwanted) {
                return None;
            }
            let entered = self.hazards.enter(number)?;
            if !slot.is_used_by(entered.id) {
                entered.record.leave();
                return None;
            }
            (entered.record, 1)
        };
        if slot.state().is_open_without(number, unwanted) {
            return Some(Entry {
                slot,
                record,
                has_threads,
            });
        }
        record.leave();
        None
    }

    /// The short way out. Returns whether the handle is alive; if not, the caller has to call
    /// `stay`.
    #[inline(always)]
    pub fn step_out(&self, entry: Entry<'_>) -> bool {
        entry.record.leave();
        !entry.slot.recent_state().has(Flags::CLOSED)
    }

    /// Make a guard for a call that has entered by `step_in`.
    pub fn stay<'a>(&'a self, slot: &'a Slot, record: &'a Record) -> Guard<'a> {
        let number = slot.recent_state().handle().map_or(0, Handle::number);
        Guard::new(self, slot, self.hazards.entered(record), number)
    }

    /// A handle's slot and state, without entering it: its descriptor may be closed and reused at
    /// any moment. None if the handle is dead.
    #[inline(always)]
    pub fn look(&self, number: i32) -> Option<(&Slot, State)> {
        let slot = self.slots.get(place_of(number))?;
        let state = slot.state();
        state.is_open(number).then_some((slot, state))
    }

    /// Begin a call of ox_poll, which is inside no handle.
    pub fn enter_polling(&self) -> Result<Polling<'_>> {
        let abandoned = |left| self.settle_number(left);
        let entered = self.hazards.enter_polling(abandoned, O::new_thread);
        entered.map(Polling).ok_or(Error::ENOMEM)
    }

    /// The calling thread ends: free its records.
    pub fn end_thread(&self) {
        self.hazards.free_own(|left| self.settle_number(left));
    }

    /// Close the descriptor of a dead handle if no call is inside any more. Returns the result of
    /// close(2) if this call did it.
    pub fn settle(&self, place: u32, slot: &Slot) -> Option<Result<i32>> {
        let state = slot.state();
        if !state.is_unfinished() {
            return None;
        }
        let handle = state.handle()?;
        if self.hazards.is_entered(handle.number(), slot.users()) {
            return None;
        }
        let is_released = slot.take(handle)?.has(Flags::RELEASED);
        O::left(handle.number());
        let fd = slot.fd();
        let closed = if is_released { Ok(0) } else { O::close(fd) };
        self.slots.recycle(place, slot);
        Some(closed)
    }

    /// Reserve a free slot for a new socket. EMFILE if all are taken.
    pub fn reserve(&self) -> Result<Reservation<'_, O>> {
        let place = self.slots.reserve()?;
        Ok(Reservation { table: self, place })
    }

    /// Whether no handle is open, and none has died whose descriptor is not given back.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(|(_, slot)| slot.state().is_free())
    }
}

impl<O: Outside> Home for Table<O> {
    fn hazards(&self) -> &Hazards {
        &self.hazards
    }

    #[cold]
    #[inline(never)]
    fn settle_number(&self, number: i32) {
        let place = place_of(number);
        if let Some(slot) = self.slots.get(place) {
            let _ = self.settle(place, slot);
        }
    }
}

#[cfg(not(loom))]
impl<O: Outside> Default for Table<O> {
    fn default() -> Self {
        Self::new()
    }
}

/// A call of ox_poll, for as long as it lasts.
pub struct Polling<'a>(Entered<'a>);

impl Polling<'_> {
    /// Its record.
    pub fn record(&self) -> &Record {
        self.0.record
    }

    /// Write its record again, in a child that was forked during the call.
    pub fn renew(&self) {
        self.0.record.renew_polling();
    }

    /// Its record's identifier.
    pub fn id(&self) -> u32 {
        self.0.id
    }
}

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        self.0.record.leave();
    }
}

#[cfg(not(loom))]
#[inline(always)]
fn is_single() -> bool {
    current::is_single()
}

#[cfg(loom)]
fn is_single() -> bool {
    false
}

/// A reserved slot for a new socket; free again if it is dropped unused.
pub struct Reservation<'a, O: Outside> {
    table: &'a Table<O>,
    place: u32,
}

impl<O: Outside> Reservation<'_, O> {
    /// Put a socket into the slot, which gives it a handle. `late` is called when the slot is open,
    /// and returns flags for what other threads have changed before they could see that.
    pub fn open(self, fd: Fd, flags: Flags, late: impl FnOnce() -> Flags) -> Result<Handle> {
        let slot = self.table.slots.get(self.place).ok_or(Error::EMFILE)?;
        let handle = slot.open(fd, flags, self.place, self.table.slots.first_generation());
        let late = late();
        if !late.is_empty() {
            slot.set(late);
        }
        core::mem::forget(self);
        Ok(handle)
    }
}

impl<O: Outside> Drop for Reservation<'_, O> {
    fn drop(&mut self) {
        if let Some(slot) = self.table.slots.get(self.place) {
            self.table.slots.push(self.place, slot);
        }
    }
}

#[cfg(all(test, not(loom)))]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::super::number::{LAST_GENERATION, PLACES};
    use super::*;
    use std::cell::Cell;

    thread_local! {
        static CLOSED: Cell<i32> = const { Cell::new(0) };
    }

    struct Counted;

    impl Outside for Counted {
        fn close(_: Fd) -> Result<i32> {
            Ok(CLOSED.replace(CLOSED.get() + 1))
        }

        fn left(_: i32) {}

        fn new_thread() {}
    }

    /// For a static: a table is too large for a thread's stack.
    const fn table() -> Table<Counted> {
        Table::new()
    }

    fn open(table: &Table<Counted>) -> Handle {
        let place = table.reserve().unwrap();
        place.open(7, Flags::empty(), Flags::empty).unwrap()
    }

    /// As far down the stack as in a signal handler, so that the calls inside were not left.
    #[inline(never)]
    fn close(table: &Table<Counted>, handle: Handle) {
        core::hint::black_box([0u8; 1024]);
        let guard = table.enter(handle.number()).unwrap();
        guard.slot().shut(Flags::empty()).unwrap();
    }

    fn place(handle: Handle) -> u32 {
        place_of(handle.number())
    }

    #[test]
    fn the_place_that_was_freed_last_is_used_first() {
        static TABLE: Table<Counted> = table();
        let [a, b, c] = [(); 3].map(|()| open(&TABLE));
        close(&TABLE, a);
        close(&TABLE, c);
        drop(TABLE.reserve());
        assert_eq!(place(open(&TABLE)), place(c));
        assert_eq!(place(open(&TABLE)), place(a));
        assert!(![a, b, c].contains(&open(&TABLE)));
    }

    #[test]
    fn who_leaves_last_gives_the_descriptor_back() {
        static TABLE: Table<Counted> = table();
        let handle = open(&TABLE);
        let guard = TABLE.enter(handle.number()).unwrap();
        close(&TABLE, handle);
        assert_eq!(CLOSED.get(), 0);
        assert_eq!(TABLE.enter(handle.number()).err(), Some(Error::EBADF));
        assert_eq!(CLOSED.get(), 0);
        drop(guard);
        assert_eq!(CLOSED.get(), 1);
        assert_eq!(TABLE.enter(handle.number()).err(), Some(Error::EBADF));
        assert_eq!(CLOSED.get(), 1);
    }

    #[test]
    fn what_is_handed_out_is_not_closed() {
        static TABLE: Table<Counted> = table();
        let handle = open(&TABLE);
        let guard = TABLE.enter(handle.number()).unwrap();
        guard.slot().shut(Flags::RELEASED).unwrap();
        drop(guard);
        assert_eq!(CLOSED.get(), 0);
        assert_eq!(place(open(&TABLE)), place(handle), "the place is free");
    }

    #[test]
    fn places_used_up_come_back_when_none_is_left() {
        static TABLE: Table<Counted> = table();
        let used_up = [open(&TABLE), open(&TABLE), open(&TABLE)];
        for _ in 3..PLACES {
            open(&TABLE);
        }
        assert_eq!(TABLE.reserve().err(), Some(Error::EMFILE));
        for handle in &used_up[1..] {
            let mut handle = *handle;
            for _ in 1..LAST_GENERATION {
                close(&TABLE, handle);
                handle = open(&TABLE);
            }
            close(&TABLE, handle);
        }
        assert_eq!(open(&TABLE), used_up[1]);
        assert_eq!(open(&TABLE), used_up[2]);
        assert_eq!(TABLE.reserve().err(), Some(Error::EMFILE));
    }

    #[test]
    fn two_tables_begin_with_different_generations() {
        static ONE: Table<Counted> = table();
        static OTHER: Table<Counted> = table();
        let [one, other] = [&ONE, &OTHER].map(open);
        assert_ne!(one, other);
        assert!(OTHER.enter(one.number()).is_err());
    }
}
