//! All slots, made in chunks as they are needed and never moved, and which of them are free.
//!
//! Free slots are a stack, so that a slot warm in the cache is used again. A slot that has been
//! through all its generations is put aside, and comes back only when no fresh one is left:
//! so a handle's number returns after two thousand million further openings, not before.

use super::atomic::{AtomicU32, AtomicU64, Ordering};
use super::number::LAST_GENERATION;
#[cfg(not(loom))]
use super::number::PLACES;
use super::slot::Slot;
use crate::error::{Error, Result};
#[cfg(not(loom))]
use crate::sys::memory::Once;

#[cfg(not(loom))]
const CHUNK: u32 = 1024;
#[cfg(loom)]
const CHUNK: u32 = 2;
#[cfg(not(loom))]
const CHUNKS: usize = (PLACES / CHUNK) as usize;

type Chunk = [Slot; CHUNK as usize];

/// The slots.
#[repr(C)] // what every call looks at first has the shortest addresses
pub struct Slots {
    first: Chunk,
    #[cfg(not(loom))]
    others: [Once<Slot, { CHUNK as usize }>; CHUNKS - 1],
    /// The first free slot's place + 1, and above it a count that makes each value unique.
    free: AtomicU64,
    /// How many slots have ever been used.
    fresh: AtomicU32,
    /// Where to look next for a slot that was put aside.
    aside: AtomicU32,
}

impl Slots {
    /// All free.
    #[cfg(not(loom))]
    pub(super) const fn new() -> Self {
        Self {
            first: [const { Slot::vacant(true) }; CHUNK as usize],
            others: [const { Once::new() }; CHUNKS - 1],
            free: AtomicU64::new(0),
            fresh: AtomicU32::new(0),
            aside: AtomicU32::new(0),
        }
    }

    /// All free, to be modelled.
    #[cfg(loom)]
    pub(super) fn new() -> Self {
        Self {
            first: std::array::from_fn(|_| Slot::vacant(true)),
            free: AtomicU64::new(0),
            fresh: AtomicU32::new(0),
            aside: AtomicU32::new(0),
        }
    }

    /// Reserve a free slot for a new socket. Returns its place; EMFILE if all are taken.
    pub fn reserve(&self) -> Result<u32> {
        match self.pop() {
            Some(place) => Ok(place),
            None => self.fresh_place(),
        }
    }

    /// Free a slot whose descriptor has been closed.
    pub fn recycle(&self, place: u32, slot: &Slot) {
        if slot.recycle(self.first_generation()) {
            self.push(place, slot);
        }
    }

    /// All that were ever used, with their places.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Slot)> {
        (0..)
            .zip(self.chunks())
            .filter_map(|(i, chunk)| Some((i, chunk?)))
            .flat_map(|(i, chunk)| (i * CHUNK..).zip(chunk.iter()))
    }

    #[cfg(not(loom))]
    fn chunks(&self) -> impl Iterator<Item = Option<&Chunk>> {
        let used = self.fresh.load(Ordering::Acquire).div_ceil(CHUNK) as usize;
        let others = self.others.iter().map(Once::get);
        core::iter::once(Some(&self.first)).chain(others).take(used)
    }

    #[cfg(loom)]
    fn chunks(&self) -> impl Iterator<Item = Option<&Chunk>> {
        std::iter::once(Some(&self.first))
    }

    /// Before the library is unloaded, when no handle is open: free the memory of all but the
    /// first slots.
    #[cfg(not(loom))]
    pub fn unload(&self) {
        self.fresh.store(CHUNK, Ordering::Release);
        self.others.iter().for_each(Once::unmake);
    }

    /// A model makes no chunks.
    #[cfg(loom)]
    pub fn unload(&self) {}

    /// The generation of a slot's first handle. It depends on where the slots are, so that two
    /// copies of the library in one process hardly give out the same numbers.
    #[cfg(not(loom))]
    pub fn first_generation(&self) -> u32 {
        let address = &raw const *self as usize as u64;
        (address.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as u32 % LAST_GENERATION + 1
    }

    /// In a model the last one, after which the generations start again.
    #[cfg(loom)]
    pub fn first_generation(&self) -> u32 {
        LAST_GENERATION
    }

    /// The slot of a place, if it has been made.
    #[cfg(not(loom))]
    #[inline(always)]
    pub fn get(&self, place: u32) -> Option<&Slot> {
        if let Some(slot) = self.first.get(place as usize) {
            return Some(slot);
        }
        let (chunk, i) = (place / CHUNK - 1, place % CHUNK);
        Some(&self.others.get(chunk as usize)?.get()?[i as usize])
    }

    /// The slot of a place, if there is one.
    #[cfg(loom)]
    pub fn get(&self, place: u32) -> Option<&Slot> {
        self.first.get(place as usize)
    }

    fn pop(&self) -> Option<u32> {
        let mut head = self.free.load(Ordering::Acquire);
        loop {
            let place = (head as u32).checked_sub(1)?;
            let next = self.get(place)?.next.load(Ordering::Relaxed);
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

    /// Put a slot on the stack of free ones.
    pub fn push(&self, place: u32, slot: &Slot) {
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
        let count = self.places();
        let mut n = self.fresh.load(Ordering::Acquire);
        loop {
            if n >= count {
                return self.revived_place(count);
            }
            self.make_chunk((n / CHUNK) as usize)?; // on an error, the place stays unused
            match self
                .fresh
                .compare_exchange(n, n + 1, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return Ok(scatter(n)),
                Err(current) => n = current,
            }
        }
    }

    /// The slot that was put aside longest ago, roughly.
    fn revived_place(&self, count: u32) -> Result<u32> {
        let first = self.first_generation();
        for _ in 0..count {
            let place = self.aside.fetch_add(1, Ordering::AcqRel) % count;
            if self.get(place).is_some_and(|slot| slot.revive(first)) {
                return Ok(place);
            }
        }
        Err(Error::EMFILE)
    }

    #[cfg(not(loom))]
    fn places(&self) -> u32 {
        PLACES
    }

    #[cfg(loom)]
    fn places(&self) -> u32 {
        CHUNK
    }

    #[cfg(not(loom))]
    fn make_chunk(&self, i: usize) -> Result<()> {
        match i.checked_sub(1) {
            None => Ok(()),
            Some(i) => self.others[i].make(|| Slot::vacant(false)),
        }
    }

    #[cfg(loom)]
    fn make_chunk(&self, _: usize) -> Result<()> {
        Ok(())
    }
}

/// The n-th fresh slot's place. Two slots share a cache line: the second half of a chunk is used
/// only after the first, so that no two of a few sockets have a line in common.
fn scatter(n: u32) -> u32 {
    let (chunk, i) = (n / CHUNK, n % CHUNK);
    chunk * CHUNK + i % (CHUNK / 2) * 2 + i / (CHUNK / 2)
}

/// The next unique head of the free list, with its place still to be filled in.
fn after(head: u64) -> u64 {
    ((head >> 32) + 1) << 32
}

#[cfg(all(test, not(loom)))]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_made_as_they_are_needed() {
        static SLOTS: Slots = Slots::new();
        assert_eq!(SLOTS.iter().count(), 0);
        for chunk in 1..=3 {
            for _ in 0..CHUNK {
                SLOTS.reserve().unwrap();
                assert_eq!(SLOTS.iter().count(), chunk * CHUNK as usize);
            }
        }
        for (place, slot) in SLOTS.iter() {
            assert!(core::ptr::eq(SLOTS.get(place).unwrap(), slot));
        }
    }

    #[test]
    fn each_change_of_the_list_is_unique() {
        assert_eq!(after(5), 1 << 32);
        assert_eq!(after(1 << 32 | 7), 2 << 32);
    }
}
