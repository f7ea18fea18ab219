//! The table of handles. No call takes a lock, opening and closing included, so that a signal
//! handler or a fork can come at any moment.
//!
//! Free slots are a stack, so that a slot warm in the cache is used again. A slot that has been
//! through all its generations is put aside, and comes back only when no fresh one is left:
//! so a handle's number returns after two thousand million further openings, not before.

use super::handle::Handle;
#[cfg(not(loom))]
use super::handle::PLACES;
use super::shared::{AtomicU32, AtomicU64, Ordering};
use super::slot::{Entry, Slot, State, Traits};
use super::visit::Visit;
use crate::error::{Error, Result};
use crate::sys::Fd;
use std::sync::OnceLock;

#[cfg(not(loom))]
const CHUNK: u32 = 1024;
#[cfg(loom)]
const CHUNK: u32 = 2;
#[cfg(not(loom))]
const CHUNKS: usize = (PLACES / CHUNK) as usize;
#[cfg(loom)]
const CHUNKS: usize = 1;

type Chunk = [Slot; CHUNK as usize];

/// What the table has done to the outside; a model can put its own in.
pub struct Outside {
    /// Give a descriptor back.
    pub close: fn(Fd) -> Result<i32>,
    /// The wakeup descriptor need not be raised any more for one slot.
    pub calm: fn(),
}

/// All slots, made in chunks as they are needed and never moved.
pub struct Table {
    chunks: [OnceLock<Box<Chunk>>; CHUNKS],
    /// The first free slot's place + 1, below a count that makes each change unique.
    free: AtomicU64,
    /// How many slots have ever been used.
    fresh: AtomicU32,
    /// Where to look next for a slot that was put aside.
    aside: AtomicU32,
    outside: Outside,
}

impl Table {
    /// An empty one.
    #[cfg(not(loom))]
    pub const fn new(outside: Outside) -> Self {
        Self {
            chunks: [const { OnceLock::new() }; CHUNKS],
            free: AtomicU64::new(0),
            fresh: AtomicU32::new(0),
            aside: AtomicU32::new(0),
            outside,
        }
    }

    /// An empty one, to be modelled.
    #[cfg(loom)]
    pub fn new(outside: Outside) -> Self {
        Self {
            chunks: [const { OnceLock::new() }; CHUNKS],
            free: AtomicU64::new(0),
            fresh: AtomicU32::new(0),
            aside: AtomicU32::new(0),
            outside,
        }
    }

    /// Come in through a handle, to stay until the visit is dropped. EBADF if it is dead.
    pub fn enter(&self, number: i32, kind: Entry) -> Result<Visit<'_>> {
        let handle = Handle::claimed(number);
        let slot = self.slot(handle.place()).ok_or(Error::EBADF)?;
        let state = slot.enter(kind);
        let visit = Visit::new(self, slot, handle.place(), kind, state);
        if state.is_open(handle.generation()) {
            Ok(visit)
        } else {
            Err(Error::EBADF) // and out again
        }
    }

    /// The short way in, for a direct call, which must `step_out` or `stay`: none if the handle
    /// is dead, or has one of the traits.
    #[inline(always)]
    pub fn step_in(&self, number: i32, unwanted: Traits) -> Option<&Slot> {
        let handle = Handle::claimed(number);
        let slot = self.slot(handle.place())?;
        if slot
            .enter(Entry::Direct)
            .is_open_without(handle.generation(), unwanted)
        {
            return Some(slot);
        }
        self.step_out(number, slot);
        None
    }

    /// The short way out.
    #[inline(always)]
    pub fn step_out(&self, number: i32, slot: &Slot) {
        let before = slot.leave(Entry::Direct);
        if !Slot::is_plain_leave(before, Entry::Direct) {
            self.step_out_dead(number, slot, before);
        }
    }

    #[cold]
    #[inline(never)]
    fn step_out_dead(&self, number: i32, slot: &Slot, before: State) {
        let place = Handle::claimed(number).place();
        self.leave_dead(place, slot, Entry::Direct, before);
    }

    /// What is left to do when a dead slot has been left: the result of closing, if closed.
    #[cold]
    #[inline(never)]
    pub(super) fn leave_dead(
        &self,
        place: u32,
        slot: &Slot,
        kind: Entry,
        before: State,
    ) -> Option<Result<i32>> {
        if before.count(kind) == 0 {
            slot.enter(kind); // not counted in this process: see `Slot::is_plain_leave`
            return None;
        }
        if slot.calm() {
            (self.outside.calm)();
        }
        self.finish(place, slot)
    }

    /// Make a visit of having stepped in.
    pub fn stay<'a>(&'a self, number: i32, slot: &'a Slot) -> Visit<'a> {
        let handle = Handle::claimed(number);
        let state = slot.state().as_open(handle.generation());
        Visit::new(self, slot, handle.place(), Entry::Direct, state)
    }

    /// Set a free slot aside for a socket to come. EMFILE if all are taken.
    pub fn reserve(&self) -> Result<Reservation<'_>> {
        let place = match self.pop() {
            Some(place) => place,
            None => self.fresh_place()?,
        };
        Ok(Reservation { table: self, place })
    }

    /// All slots that were ever used, with their places.
    pub fn slots(&self) -> impl Iterator<Item = (u32, &Slot)> {
        (0..)
            .zip(&self.chunks)
            .filter_map(|(i, chunk)| Some((i, chunk.get()?)))
            .flat_map(|(i, chunk)| (i * CHUNK..).zip(chunk.iter()))
    }

    /// Finish a dead slot if nobody is inside any more: the result of closing, if closed.
    pub fn finish(&self, place: u32, slot: &Slot) -> Option<Result<i32>> {
        let fd = slot.finish()?;
        let closed = (self.outside.close)(fd);
        self.recycle(place, slot);
        Some(closed)
    }

    /// Make a finished slot free again.
    pub(super) fn recycle(&self, place: u32, slot: &Slot) {
        if slot.recycle() {
            self.push(place, slot);
        }
    }

    #[inline(always)]
    fn slot(&self, place: u32) -> Option<&Slot> {
        let chunk = self.chunks.get((place / CHUNK) as usize)?.get()?;
        Some(&chunk[(place % CHUNK) as usize])
    }

    fn pop(&self) -> Option<u32> {
        let mut head = self.free.load(Ordering::Acquire);
        loop {
            let place = (head as u32).checked_sub(1)?;
            let next = self.slot(place)?.next.load(Ordering::Relaxed);
            let changed = after(head) | u64::from(next);
            match self.free.compare_exchange_weak(
                head,
                changed,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => return Some(place),
                Err(current) => head = current,
            }
        }
    }

    fn push(&self, place: u32, slot: &Slot) {
        let mut head = self.free.load(Ordering::Acquire);
        loop {
            slot.next.store(head as u32, Ordering::Relaxed);
            let changed = after(head) | u64::from(place + 1);
            match self.free.compare_exchange_weak(
                head,
                changed,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => return,
                Err(current) => head = current,
            }
        }
    }

    fn fresh_place(&self) -> Result<u32> {
        let count = CHUNK * CHUNKS as u32;
        let next = |n: u32| (n < count).then_some(n + 1);
        match self
            .fresh
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, next)
        {
            Ok(n) => {
                self.make_chunk((n / CHUNK) as usize)?;
                Ok(scatter(n))
            }
            Err(_) => self.revived_place(count),
        }
    }

    /// The slot that was put aside longest ago, roughly.
    fn revived_place(&self, count: u32) -> Result<u32> {
        for _ in 0..count {
            let place = self.aside.fetch_add(1, Ordering::AcqRel) % count;
            if self.slot(place).is_some_and(Slot::revive) {
                return Ok(place);
            }
        }
        Err(Error::EMFILE)
    }

    fn make_chunk(&self, i: usize) -> Result<()> {
        if self.chunks[i].get().is_none() {
            let mut chunk = Vec::new();
            chunk
                .try_reserve_exact(CHUNK as usize)
                .map_err(|_| Error::ENOMEM)?;
            chunk.resize_with(CHUNK as usize, Slot::vacant);
            let chunk = chunk
                .into_boxed_slice()
                .try_into()
                .map_err(|_| Error::ENOMEM)?;
            // Another thread may have been quicker; its chunk is as good.
            let _ = self.chunks[i].set(chunk);
        }
        Ok(())
    }
}

/// The n-th fresh slot's place. Two slots share a cache line: the second half of a chunk is
/// used only after the first, so that few sockets never make two processors quarrel over a line.
fn scatter(n: u32) -> u32 {
    let (chunk, i) = (n / CHUNK, n % CHUNK);
    chunk * CHUNK + i % (CHUNK / 2) * 2 + i / (CHUNK / 2)
}

/// A head of the list that is no other's, with its place still to be filled in.
fn after(head: u64) -> u64 {
    ((head >> 32) + 1) << 32
}

/// A free slot for a socket to come; dropped unused, it is free again.
pub struct Reservation<'a> {
    table: &'a Table,
    place: u32,
}

impl Reservation<'_> {
    /// Put a socket in. From here on it has a handle. `late` may add traits that came true
    /// only once the slot was seen to be open.
    pub fn open(self, fd: Fd, traits: Traits, late: impl FnOnce() -> Traits) -> Result<Handle> {
        let slot = self.table.slot(self.place).ok_or(Error::EMFILE)?;
        let generation = slot.open(fd, traits);
        slot.mark(late());
        let handle = Handle::of(self.place, generation);
        std::mem::forget(self);
        Ok(handle)
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if let Some(slot) = self.table.slot(self.place) {
            self.table.push(self.place, slot);
        }
    }
}

#[cfg(all(test, not(loom)))]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::super::handle::LAST_GENERATION;
    use super::*;
    use std::cell::Cell;

    thread_local! {
        static CLOSED: Cell<i32> = const { Cell::new(0) };
    }

    fn table() -> Table {
        Table::new(Outside {
            close: |_| Ok(CLOSED.replace(CLOSED.get() + 1)),
            calm: || (),
        })
    }

    fn open(table: &Table) -> Handle {
        let place = table.reserve().unwrap();
        place.open(7, Traits::NONE, || Traits::NONE).unwrap()
    }

    fn close(table: &Table, handle: Handle) {
        let visit = table.enter(handle.number(), Entry::Quiet).unwrap();
        visit.close(|_, _| ()).unwrap();
    }

    #[test]
    fn the_place_that_was_freed_last_is_used_first() {
        let table = table();
        let [a, b, c] = [(); 3].map(|()| open(&table));
        close(&table, a);
        close(&table, c);
        drop(table.reserve());
        assert_eq!(open(&table).place(), c.place());
        assert_eq!(open(&table).place(), a.place());
        assert!(![a, b, c].contains(&open(&table)));
    }

    #[test]
    fn who_steps_out_last_gives_the_descriptor_back() {
        let table = table();
        let handle = open(&table);
        let slot = table.step_in(handle.number(), Traits::NONE).unwrap();
        close(&table, handle);
        assert_eq!(CLOSED.get(), 0);
        assert!(table.step_in(handle.number(), Traits::NONE).is_none());
        assert_eq!(CLOSED.get(), 0);
        table.step_out(handle.number(), slot);
        assert_eq!(CLOSED.get(), 1);
        assert!(table.step_in(handle.number(), Traits::NONE).is_none());
        assert_eq!(CLOSED.get(), 1);
    }

    #[test]
    fn chunks_are_made_as_they_are_needed() {
        let table = table();
        assert_eq!(table.slots().count(), 0);
        for chunk in 1..=3 {
            for _ in 0..CHUNK {
                open(&table);
                assert_eq!(table.slots().count(), chunk * CHUNK as usize);
            }
        }
        for (place, slot) in table.slots() {
            assert!(std::ptr::eq(table.slot(place).unwrap(), slot));
        }
    }

    #[test]
    fn places_used_up_come_back_when_none_is_left() {
        let table = table();
        let used_up = [open(&table), open(&table), open(&table)];
        for _ in 3..PLACES {
            open(&table);
        }
        assert_eq!(table.reserve().err(), Some(Error::EMFILE));
        for handle in &used_up[1..] {
            let mut handle = *handle;
            for _ in 1..LAST_GENERATION {
                close(&table, handle);
                handle = open(&table);
            }
            close(&table, handle);
        }
        assert_eq!(open(&table), used_up[1]);
        assert_eq!(open(&table), used_up[2]);
        assert_eq!(table.reserve().err(), Some(Error::EMFILE));
    }

    #[test]
    fn each_change_of_the_list_is_unique() {
        assert_eq!(after(5), 1 << 32);
        assert_eq!(after(1 << 32 | 7), 2 << 32);
    }
}
