//! A thread's record: what its call is inside, and which wakeup descriptor it watches.

use super::atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering};
use super::flags::comparable;
#[cfg(not(loom))]
use crate::sys::current;

/// What a record names, in the lower half of its word: a handle, as it is compared with slots, or
/// all that ox_poll waits for, as the number -2, which is no handle's.
const WHAT: u64 = u32::MAX as u64;
pub(super) const POLLING: i32 = -2;
pub(super) const IDLE: u64 = 0;

/// A signal's frame is at least this much further down the stack than the call it interrupts.
const SMALLEST_SIGNAL_FRAME: u64 = 256;

/// No call is left by a jump from further down the stack than this. What is further apart are two
/// stacks: a signal handler can be on one of which the system does not tell (SS_AUTODISARM), or
/// which the program has changed to.
const LARGEST_STACK: u64 = 64 << 20;

/// One thread's record.
#[repr(align(64))]
pub struct Record {
    /// The thread; 0 if the record is free.
    pub(super) owner: AtomicUsize,
    /// What the thread's call is inside, and above it where its stack was; `IDLE` if in none.
    pub(super) word: AtomicU64,
    /// The wakeup descriptor that the call watches, + 1; 0 for none.
    pub(super) watched: AtomicI32,
}

impl Record {
    #[cfg(not(loom))]
    pub(super) const fn new() -> Self {
        Self {
            owner: AtomicUsize::new(0),
            word: AtomicU64::new(IDLE),
            watched: AtomicI32::new(0),
        }
    }

    #[cfg(loom)]
    pub(super) fn new() -> Self {
        Self {
            owner: AtomicUsize::new(0),
            word: AtomicU64::new(IDLE),
            watched: AtomicI32::new(0),
        }
    }

    /// Be inside nothing.
    #[inline(always)]
    pub fn leave(&self) {
        self.word.store(IDLE, Ordering::Release);
    }

    /// Write what it is inside again, in a child that was forked amid the call.
    pub fn renew(&self, number: i32) {
        self.word.store(value(number), Ordering::SeqCst);
    }

    /// The same for a call of ox_poll.
    pub fn renew_polling(&self) {
        self.word.store(value(POLLING), Ordering::SeqCst);
    }

    pub(super) fn is_in(&self, what: i32) -> bool {
        self.word.load(Ordering::SeqCst) & WHAT == comparable(what)
    }

    pub(super) fn is_busy(&self) -> bool {
        self.word.load(Ordering::Relaxed) != IDLE
    }

    /// Whether it is of the calling thread.
    pub fn is_own(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == thread()
    }

    /// The wakeup descriptor that the call watches.
    pub fn watched(&self) -> Option<i32> {
        self.watched
            .load(Ordering::SeqCst)
            .checked_sub(1)
            .filter(|&fd| fd >= 0)
    }

    /// Watch a wakeup descriptor, or none.
    pub fn watch(&self, fd: Option<i32>) {
        match fd {
            // Before it is looked whether there is something to wait for.
            Some(fd) => drop(self.watched.swap(fd + 1, Ordering::SeqCst)),
            None => self.watched.store(0, Ordering::Release),
        }
    }

    /// Whether its call, which is one of the calling thread's, has been left by a jump. It has not
    /// if the caller is a signal handler that interrupted it, further down on the same stack, or
    /// on another one.
    #[cfg(not(loom))]
    fn is_abandoned(&self) -> bool {
        let then = self.word.load(Ordering::Relaxed) & !WHAT;
        let now = value(0).wrapping_add(SMALLEST_SIGNAL_FRAME << STACK_SHIFT);
        let above = now.wrapping_sub(then) >> STACK_SHIFT;
        above < LARGEST_STACK && !current::is_on_alternate_stack()
    }

    #[cfg(loom)]
    fn is_abandoned(&self) -> bool {
        let _ = (SMALLEST_SIGNAL_FRAME, LARGEST_STACK);
        false
    }
}

/// The word of a record that is inside something.
#[inline(always)]
pub(super) fn value(what: i32) -> u64 {
    #[cfg(not(loom))]
    let stack = current::stack() as u64;
    #[cfg(loom)]
    let stack = 0u64;
    stack << STACK_SHIFT | comparable(what)
}

/// Of the stack's address there is room for the lower half, which is enough on one stack.
const STACK_SHIFT: u32 = 32;

/// If a record's call has been left by a jump, let it be inside nothing.
pub(super) fn vacate(record: &Record, abandoned: &mut impl FnMut(i32)) {
    if record.is_busy() && record.is_abandoned() {
        empty(record, abandoned);
    }
}

pub(super) fn empty(record: &Record, abandoned: &mut impl FnMut(i32)) {
    let what = record.word.swap(IDLE, Ordering::SeqCst) & WHAT;
    record.watched.store(0, Ordering::SeqCst);
    abandoned((what as u32).wrapping_sub(1) as i32);
}

/// The calling thread's number.
#[cfg(not(loom))]
#[inline(always)]
pub(super) fn thread() -> usize {
    current::thread()
}

/// The calling thread of a model, all of which are one thread of the system's.
#[cfg(loom)]
pub(super) fn thread() -> usize {
    loom::lazy_static! {
        static ref LAST: AtomicUsize = AtomicUsize::new(0);
    }
    loom::thread_local! {
        static ME: usize = LAST.fetch_add(1, Ordering::SeqCst) + 1;
    }
    ME.with(|me| *me)
}
