//! A slot of the table: one socket, and who is in a call on it.
//!
//! All of it is decided on one atomic word: whether the slot is open and in which generation,
//! what is special about its socket, and how many calls are inside. Entering is one addition
//! to it, leaving one subtraction. A visitor with a dead handle adds and subtracts too, which
//! does no harm: who leaves last finds out from the word whether there is something to finish.

use super::handle::LAST_GENERATION;
use super::shared::{AtomicI32, AtomicI64, AtomicU32, AtomicU64, Ordering};
use crate::sys::Fd;
use crate::time::FOREVER;

/// Calls of two kinds are counted apart, because closing wakes them differently.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Entry {
    /// May block in the kernel's call for the transfer; shutdown wakes it.
    Direct = 1,
    /// Does not block, or blocks in poll; the wakeup descriptor wakes it.
    Quiet = 1 << COUNT_BITS,
}

/// More calls on one handle than a process can have threads.
const COUNT_BITS: u32 = 17;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;
const COUNTS: u64 = COUNT_MASK << COUNT_BITS | COUNT_MASK;
const GENERATION_SHIFT: u32 = 2 * COUNT_BITS;
const GENERATION: u64 = (LAST_GENERATION as u64) << GENERATION_SHIFT;
const NEXT_GENERATION: u64 = 1 << GENERATION_SHIFT;
const FIRST_FLAG: u32 = GENERATION_SHIFT + 11;

/// What is special about a slot or its socket: one bit each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Traits(u64);

impl Traits {
    const fn bit(i: u32) -> Self {
        Self(1 << (FIRST_FLAG + i))
    }

    /// Nothing is.
    pub const NONE: Self = Self(0);
    /// Never there. Here a negative number's sign would be, were it taken for a handle.
    const SIGN: Self = Self::bit(0);
    /// The handle is alive.
    const OPEN: Self = Self::bit(18);
    /// The descriptor has not been given back.
    const HELD: Self = Self::bit(1);
    /// The wakeup descriptor has been raised for this slot.
    pub const RAISED: Self = Self::bit(2);
    /// Another handle, or someone who handed the descriptor in, may hold the socket too.
    pub const SHARED: Self = Self::bit(3);
    /// The descriptor has been lent, perhaps to be shared.
    pub const LENT: Self = Self::bit(4);
    /// The process has forked; see `fork`.
    pub const FORKED: Self = Self::bit(5);
    /// A receiving deadline is set.
    pub const RECEIVE_DEADLINE: Self = Self::bit(6);
    /// A sending deadline is set.
    pub const SEND_DEADLINE: Self = Self::bit(7);
    /// Signals end calls.
    pub const INTERRUPTIBLE: Self = Self::bit(8);
    /// Bytes without boundaries.
    pub const STREAM: Self = Self::bit(9);
    /// Connecting it never waits.
    pub const CONNECTIONLESS: Self = Self::bit(10);
    /// Shutdown does not wake a receiver.
    pub const PATIENT_RECEIVER: Self = Self::bit(11);
    /// Shutdown does not wake a sender.
    pub const PATIENT_SENDER: Self = Self::bit(12);
    /// SO_RCVLOWAT has been set.
    pub const LOW_WATER: Self = Self::bit(13);
    /// A call is switching O_NONBLOCK; see `switch`.
    pub const SWITCHING: Self = Self::bit(14);
    /// Calls may be made to fail on purpose.
    pub const FAULTY: Self = Self::bit(17);

    /// Its file goes away with it; see `path`.
    pub const PATH: Self = Self::bit(15);

    /// What a socket passes on to those that come from it.
    pub const INHERITED: Self = Self::STREAM
        .and(Self::CONNECTIONLESS)
        .and(Self::PATIENT_RECEIVER)
        .and(Self::PATIENT_SENDER)
        .and(Self::LOW_WATER);

    /// All of both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The word at one moment.
#[derive(Clone, Copy)]
pub struct State(u64);

impl State {
    /// Whether any of the traits is there.
    #[inline]
    pub fn has(self, traits: Traits) -> bool {
        self.0 & traits.0 != 0
    }

    /// Those traits that are there.
    pub fn only(self, traits: Traits) -> Traits {
        Traits(self.0 & traits.0)
    }

    /// How many calls of a kind are inside.
    pub fn count(self, kind: Entry) -> u64 {
        match kind {
            Entry::Direct => self.0 & COUNT_MASK,
            Entry::Quiet => self.0 >> COUNT_BITS & COUNT_MASK,
        }
    }

    /// Whether it is open in this generation and has none of the traits.
    #[inline(always)]
    pub fn is_open_without(self, generation: u32, traits: Traits) -> bool {
        let wanted = u64::from(generation) << GENERATION_SHIFT | Traits::OPEN.0;
        let looked_at = GENERATION | Traits::SIGN.0 | Traits::OPEN.0 | traits.0;
        (self.0 ^ wanted) & looked_at == 0
    }

    /// Whether it is open in this generation.
    pub fn is_open(self, generation: u32) -> bool {
        self.is_open_without(generation, Traits::NONE)
    }

    /// The same, as if it were still open in this generation.
    pub fn as_open(self, generation: u32) -> Self {
        let open = u64::from(generation) << GENERATION_SHIFT | Traits::OPEN.0;
        Self(self.0 & !GENERATION | open)
    }

    /// The generation; 0 when the slot has used up all of them.
    pub fn generation(self) -> u32 {
        ((self.0 & GENERATION) >> GENERATION_SHIFT) as u32
    }

    /// Nobody is inside any more, and the descriptor of a dead handle is still there.
    fn is_to_be_finished(self) -> bool {
        let relevant = COUNTS | Traits::OPEN.0 | Traits::HELD.0 | Traits::RAISED.0;
        self.0 & relevant == Traits::HELD.0
    }

    /// The wakeup descriptor has been raised for waits of which none is left.
    fn is_to_be_calmed(self) -> bool {
        let relevant = Traits::OPEN.0 | Traits::RAISED.0;
        self.0 & relevant == Traits::RAISED.0 && self.count(Entry::Quiet) == 0
    }
}

/// One place of the table. Two share a cache line; see `table::scatter`.
#[repr(align(32))]
pub struct Slot {
    word: AtomicU64,
    deadlines: [AtomicI64; 2],
    fd: AtomicI32,
    /// The next in the list of free slots; the table's business.
    pub(super) next: AtomicU32,
}

impl Slot {
    /// A free one, in its first generation.
    pub fn vacant() -> Self {
        Self {
            word: AtomicU64::new(NEXT_GENERATION),
            deadlines: [AtomicI64::new(FOREVER), AtomicI64::new(FOREVER)],
            fd: AtomicI32::new(-1),
            next: AtomicU32::new(0),
        }
    }

    /// Come in. The state before tells whether one was right to.
    #[inline]
    pub fn enter(&self, kind: Entry) -> State {
        State(self.word.fetch_add(kind as u64, Ordering::AcqRel))
    }

    /// Go out: the state before.
    #[inline]
    pub fn leave(&self, kind: Entry) -> State {
        State(self.word.fetch_sub(kind as u64, Ordering::AcqRel))
    }

    /// Whether a call of this kind may go out without another look: the slot is open, and
    /// has it inside. (In a child forked by a signal handler amid a call, it has not.)
    #[inline]
    pub fn is_plain_leave(before: State, kind: Entry) -> bool {
        before.0 & Traits::OPEN.0 != 0 && before.count(kind) != 0
    }

    /// Become a quiet call where one was a direct one.
    pub fn quiet_down(&self) {
        self.recount(Entry::Direct, Entry::Quiet);
    }

    /// The reverse.
    pub fn become_direct(&self) {
        self.recount(Entry::Quiet, Entry::Direct);
    }

    /// Count a call as of another kind, if it is counted at all; see `is_plain_leave`.
    fn recount(&self, from: Entry, to: Entry) {
        let change = |word| {
            let is_counted = State(word).count(from) > 0;
            is_counted.then(|| word - from as u64 + to as u64)
        };
        let _ = self
            .word
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, change);
    }

    /// The state now.
    pub fn state(&self) -> State {
        State(self.word.load(Ordering::SeqCst))
    }

    /// The descriptor, for those who are inside.
    #[inline]
    pub fn fd(&self) -> Fd {
        self.fd.load(Ordering::Relaxed)
    }

    /// The deadline of the receiving (0) or sending (1) side.
    pub fn deadline(&self, side: usize) -> &AtomicI64 {
        &self.deadlines[side]
    }

    /// Open a free slot that nobody else has: its generation.
    pub fn open(&self, fd: Fd, traits: Traits) -> u32 {
        self.fd.store(fd, Ordering::Relaxed);
        for deadline in &self.deadlines {
            deadline.store(FOREVER, Ordering::Relaxed);
        }
        self.mark(traits.and(Traits::OPEN).and(Traits::HELD))
            .generation()
    }

    /// Add traits: the state before.
    pub fn mark(&self, traits: Traits) -> State {
        State(self.word.fetch_or(traits.0, Ordering::SeqCst))
    }

    /// Take traits away: the state before.
    pub fn unmark(&self, traits: Traits) -> State {
        State(self.word.fetch_and(!traits.0, Ordering::SeqCst))
    }

    /// Let the handle die: the state before, which is none if it was dead. Only from inside.
    pub fn shut(&self) -> Option<State> {
        let before = self.unmark(Traits::OPEN);
        before.has(Traits::OPEN).then_some(before)
    }

    /// Let the handle die and take its descriptor, unless others are inside. Only from inside,
    /// as a quiet call.
    pub fn detach(&self) -> Option<Fd> {
        let taken = self
            .word
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| {
                let alone = word & COUNTS == Entry::Quiet as u64 && word & Traits::OPEN.0 != 0;
                alone.then_some(word & !(Traits::OPEN.0 | Traits::HELD.0))
            });
        taken.ok().map(|_| self.fd())
    }

    /// Called by who left a dead slot: whether it falls to them to calm the wakeup.
    pub fn calm(&self) -> bool {
        self.take_if(State::is_to_be_calmed, Traits::RAISED)
    }

    /// Called by who left a dead slot: the descriptor, if it falls to them to give it back.
    pub fn finish(&self) -> Option<Fd> {
        self.take_if(State::is_to_be_finished, Traits::HELD)
            .then(|| self.fd())
    }

    /// Take a trait away if the state says so at that very moment; of several, one succeeds.
    fn take_if(&self, condition: impl Fn(State) -> bool, taken: Traits) -> bool {
        let change = |word| condition(State(word)).then_some(word & !taken.0);
        self.word
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, change)
            .is_ok()
    }

    /// Make a finished slot free for its next generation: whether it has one left.
    pub fn recycle(&self) -> bool {
        self.word.fetch_and(COUNTS | GENERATION, Ordering::AcqRel);
        if self.state().generation() < LAST_GENERATION {
            self.word.fetch_add(NEXT_GENERATION, Ordering::AcqRel);
            return true;
        }
        self.word.fetch_and(!GENERATION, Ordering::AcqRel);
        false
    }

    /// Start a used-up slot again from its first generation: whether it was one, and ours.
    pub fn revive(&self) -> bool {
        let claim = |word: u64| (word & !COUNTS == 0).then_some(word | NEXT_GENERATION);
        self.word
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, claim)
            .is_ok()
    }

    /// In a new child, where nobody else is left: forget who was inside in the parent, and what
    /// they were doing.
    pub fn forget_visitors(&self) {
        let theirs = COUNTS | Traits::RAISED.0 | Traits::SWITCHING.0;
        self.word.fetch_and(!theirs, Ordering::AcqRel);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    /// Open it, and let it die again.
    fn use_up(slot: &Slot) -> u32 {
        let generation = slot.open(7, Traits::NONE);
        slot.enter(Entry::Quiet);
        assert!(slot.shut().is_some());
        assert_eq!(slot.finish(), None, "somebody is inside");
        slot.leave(Entry::Quiet);
        assert_eq!(slot.finish(), Some(7));
        assert_eq!(slot.finish(), None, "it has been finished");
        generation
    }

    #[test]
    fn a_slot_goes_through_its_generations_and_can_be_revived() {
        let slot = Slot::vacant();
        for generation in 1..=LAST_GENERATION {
            assert!(!slot.revive(), "it is not used up");
            assert_eq!(use_up(&slot), generation);
            assert_eq!(slot.recycle(), generation < LAST_GENERATION);
        }
        assert_eq!(slot.state().generation(), 0);
        slot.enter(Entry::Direct); // someone with a dead handle
        assert!(slot.revive());
        assert!(!slot.revive());
        slot.leave(Entry::Direct);
        assert_eq!(use_up(&slot), 1);
    }

    #[test]
    fn who_is_alone_inside_can_take_the_descriptor() {
        let slot = Slot::vacant();
        let generation = slot.open(7, Traits::STREAM);
        slot.enter(Entry::Quiet);
        slot.enter(Entry::Direct);
        assert_eq!(slot.detach(), None);
        slot.leave(Entry::Direct);
        assert_eq!(slot.detach(), Some(7));
        assert!(!slot.state().is_open(generation));
        assert_eq!(slot.detach(), None, "the handle is dead");
        slot.leave(Entry::Quiet);
        assert_eq!(slot.finish(), None, "the descriptor is another's");
        assert!(slot.recycle());
        assert_eq!(slot.open(8, Traits::NONE), generation + 1);
    }

    #[test]
    fn a_dead_handles_descriptor_cannot_be_taken() {
        let slot = Slot::vacant();
        slot.open(7, Traits::NONE);
        slot.enter(Entry::Quiet);
        slot.shut();
        assert_eq!(slot.detach(), None);
        slot.leave(Entry::Quiet);
        assert_eq!(slot.finish(), Some(7));
    }
}
