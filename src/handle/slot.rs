//! A slot of the table: one socket, its flags, its deadlines.
//!
//! One atomic word decides whether it is open, and in which generation. Which calls are inside is
//! not written here but in the records of `hazard`; the slot only notes which record has been used
//! for it, or that more than one has.

use super::atomic::{AtomicI32, AtomicI64, AtomicU32, AtomicU64, Ordering};
use super::flags::{in_word, Flags, State};
use super::hazard::{MANY_USERS, NO_USER};
use super::number::{Handle, LAST_GENERATION};
use super::turn::Turn;
use crate::sys::Fd;
use crate::time::FOREVER;

/// One slot. The fields that every call reads are in the first sixteen bytes, and so in one cache
/// line.
#[repr(C, align(16))]
pub struct Slot {
    word: AtomicU64,
    fd: AtomicI32,
    users: AtomicU32,
    deadlines: [AtomicI64; 2],
    /// How often calls have polled before they tried.
    looks: AtomicU32,
    /// The next in the list of free slots; used by the table only.
    pub(super) next: AtomicU32,
    /// The turn to accept a connection, or to begin to connect.
    turn: Turn,
}

impl Slot {
    /// A free one that was never used: all zero, or marked as closed from the beginning.
    #[cfg(not(loom))]
    pub const fn vacant(is_zero: bool) -> Self {
        Self {
            word: AtomicU64::new(if is_zero { 0 } else { State::unused() }),
            fd: AtomicI32::new(0),
            users: AtomicU32::new(NO_USER),
            deadlines: [const { AtomicI64::new(0) }; 2],
            looks: AtomicU32::new(0),
            next: AtomicU32::new(0),
            turn: Turn::new(),
        }
    }

    /// The same for a model.
    #[cfg(loom)]
    pub fn vacant(is_zero: bool) -> Self {
        Self {
            word: AtomicU64::new(if is_zero { 0 } else { State::unused() }),
            fd: AtomicI32::new(0),
            users: AtomicU32::new(NO_USER),
            deadlines: std::array::from_fn(|_| AtomicI64::new(0)),
            looks: AtomicU32::new(0),
            next: AtomicU32::new(0),
            turn: Turn::new(),
        }
    }

    /// The state now.
    #[inline(always)]
    pub fn state(&self) -> State {
        State(self.word.load(Ordering::SeqCst))
    }

    /// The state as it was a moment ago, or is now.
    #[inline(always)]
    pub fn recent_state(&self) -> State {
        State(self.word.load(Ordering::Relaxed))
    }

    /// The descriptor, or the number of an object, for those who are inside.
    #[inline(always)]
    pub fn fd(&self) -> Fd {
        self.fd.load(Ordering::Relaxed)
    }

    /// The deadline of the receiving (0) or sending (1) side.
    pub fn deadline(&self, side: usize) -> &AtomicI64 {
        &self.deadlines[side]
    }

    /// The turn to accept a connection, or to begin to connect.
    pub fn turn(&self) -> &Turn {
        &self.turn
    }

    /// Count another poll before an attempt. Returns how many there have been.
    pub fn count_look(&self) -> u32 {
        let count = self.looks.load(Ordering::Relaxed).wrapping_add(1);
        self.looks.store(count, Ordering::Relaxed);
        count
    }

    /// Whether a record is noted as one that was used for this slot.
    #[inline(always)]
    pub fn is_used_by(&self, id: u32) -> bool {
        // Loaded before the check that the slot is open, in one total order with that check and
        // with closing: a thread that closes the handle later sees this user, too, even if a third
        // thread has noted it.
        let users = self.users.load(Ordering::SeqCst);
        users == id || users == MANY_USERS
    }

    /// Note that a record is used for this slot.
    #[cold]
    pub fn add_user(&self, id: u32) {
        let (success, failure) = (Ordering::SeqCst, Ordering::SeqCst);
        match self.users.compare_exchange(NO_USER, id, success, failure) {
            Ok(_) => {}
            Err(present) if present == id => {}
            Err(_) => self.users.store(MANY_USERS, Ordering::SeqCst),
        }
    }

    /// The record that was used for this slot, `NO_USER` or `MANY_USERS`.
    pub fn users(&self) -> u32 {
        self.users.load(Ordering::SeqCst)
    }

    /// Open a free slot, which the caller has reserved and which has this place. Returns its
    /// handle, whose generation follows the last one.
    pub fn open(&self, fd: Fd, flags: Flags, place: u32, first_generation: u32) -> Handle {
        self.fd.store(fd, Ordering::Relaxed);
        self.users.store(NO_USER, Ordering::Relaxed);
        for deadline in &self.deadlines {
            deadline.store(FOREVER, Ordering::Relaxed);
        }
        let last = self.state().handle().map(Handle::generation);
        let handle = Handle::of(place, last.map_or(first_generation, after));
        let word = State::word(handle, flags | Flags::HELD);
        self.word.store(word, Ordering::SeqCst);
        handle
    }

    /// Set flags. Returns the previous state.
    pub fn set(&self, flags: Flags) -> State {
        State(self.word.fetch_or(in_word(flags), Ordering::SeqCst))
    }

    /// Clear flags. Returns the previous state.
    pub fn clear(&self, flags: Flags) -> State {
        State(self.word.fetch_and(!in_word(flags), Ordering::SeqCst))
    }

    /// Set or clear them.
    pub fn put(&self, flags: Flags, on: bool) {
        if on {
            self.set(flags);
        } else {
            self.clear(flags);
        }
    }

    /// Mark the handle as dead, and set flags. Returns the previous state; None if it was dead.
    /// Only for a call that is inside.
    pub fn shut(&self, set: Flags) -> Option<State> {
        let change = |word| {
            let is_alive = State(word).is_alive();
            is_alive.then_some(word | in_word(set | Flags::CLOSED))
        };
        self.word
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, change)
            .ok()
            .map(State)
    }

    /// Claim the closing of a dead handle's descriptor. Of several threads that try, one gets the
    /// previous state, and has to close it.
    pub fn take(&self, handle: Handle) -> Option<State> {
        let change = |word| {
            let state = State(word);
            let is_due = state.is_unfinished() && state.handle() == Some(handle);
            is_due.then_some(word & !in_word(Flags::HELD) | in_word(Flags::CLOSING))
        };
        self.word
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, change)
            .ok()
            .map(State)
    }

    /// Free a slot whose descriptor was claimed by `take`. Returns whether it has a generation
    /// left.
    pub fn recycle(&self, first_generation: u32) -> bool {
        let Some(last) = self.state().handle() else {
            return false;
        };
        let word = State::word(last, Flags::CLOSED);
        self.word.store(word, Ordering::SeqCst);
        after(last.generation()) != first_generation
    }

    /// Start a used-up slot again from its first generation. Returns whether it was used up and
    /// this call did it.
    pub fn revive(&self, first_generation: u32) -> bool {
        let claim = |word: u64| {
            let state = State(word);
            let next = state.handle().map(|last| after(last.generation()));
            let is_used_up = state.is_free() && next == Some(first_generation);
            is_used_up.then_some(State::unused())
        };
        self.word
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, claim)
            .is_ok()
    }
}

/// The generation that follows.
fn after(generation: u32) -> u32 {
    generation % LAST_GENERATION + 1
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::super::number::PLACES;
    use super::*;

    const PLACE: u32 = 77;

    /// Open and close it once per generation.
    fn use_up(slot: &Slot, first: u32) -> u32 {
        let handle = slot.open(7, Flags::empty(), PLACE, first);
        assert!(slot.take(handle).is_none(), "it is alive");
        assert!(slot.shut(Flags::empty()).is_some());
        assert!(slot.shut(Flags::empty()).is_none(), "it is dead");
        let next = Handle::of(PLACE, after(handle.generation()));
        assert!(slot.take(next).is_none(), "it is another one");
        assert!(slot.take(handle).is_some());
        assert!(slot.take(handle).is_none(), "it has been taken");
        handle.generation()
    }

    #[test]
    fn a_slot_goes_through_its_generations_and_can_be_revived() {
        for first in [1, 1000, LAST_GENERATION] {
            let slot = Slot::vacant(true);
            let mut expected = first;
            for i in 1..=LAST_GENERATION {
                assert!(!slot.revive(first), "it is not used up");
                assert_eq!(use_up(&slot, first), expected);
                assert_eq!(slot.recycle(first), i < LAST_GENERATION);
                expected = after(expected);
            }
            assert!(slot.revive(first));
            assert!(!slot.revive(first));
            assert_eq!(use_up(&slot, first), first);
        }
    }

    #[test]
    fn a_flag_that_is_set_too_late_keeps_no_slot_from_being_revived() {
        let slot = Slot::vacant(true);
        for _ in 0..LAST_GENERATION {
            use_up(&slot, 1);
            slot.recycle(1);
        }
        slot.set(Flags::POLLED); // by a call that has seen the handle alive
        assert!(slot.revive(1));
    }

    /// A number of each generation, of each sign, with this place.
    fn numbers(place: u32) -> impl Iterator<Item = i32> {
        (0..1 << 12).map(move |high: u32| (high << 20 | place) as i32)
    }

    #[test]
    fn a_slot_that_was_never_used_is_open_to_no_number() {
        for place in [0, 1, 1023] {
            let slot = Slot::vacant(true);
            assert!(!numbers(place).any(|number| slot.state().is_open(number)));
        }
        for place in [1024, PLACES - 1] {
            let slot = Slot::vacant(false);
            assert!(!numbers(place).any(|number| slot.state().is_open(number)));
        }
    }

    #[test]
    fn an_open_slot_is_open_to_one_number() {
        let slot = Slot::vacant(true);
        let handle = slot.open(7, Flags::empty(), PLACE, 1000);
        let open: Vec<i32> = numbers(PLACE)
            .filter(|&number| slot.state().is_open(number))
            .collect();
        assert_eq!(open, [handle.number()]);
    }

    #[test]
    fn the_users_are_none_then_one_then_many() {
        let slot = Slot::vacant(true);
        slot.open(7, Flags::empty(), PLACE, 1);
        assert_eq!(slot.users(), NO_USER);
        slot.add_user(5);
        slot.add_user(5);
        assert!(slot.is_used_by(5));
        slot.add_user(6);
        assert_eq!(slot.users(), MANY_USERS);
        slot.add_user(5);
        assert_eq!(slot.users(), MANY_USERS);
    }
}
