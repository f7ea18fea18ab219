//! A thread's record: what its call is inside, and which wakeup descriptor it watches.

use super::atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering};
use super::flags::comparable;
#[cfg(not(loom))]
use crate::sys::current;

/// The lower half of a record's word: the handle that the call is inside, in the form in which it
/// is compared with slots; or, for a call of ox_poll, the number -2, which is no handle's.
const WHAT: u64 = u32::MAX as u64;
pub(super) const POLLING: i32 = -2;
pub(super) const IDLE: u64 = 0;

/// Calls left by longjmp are assumed to be no further apart on the stack than this. A larger
/// distance means two stacks: a signal handler can run on a stack that the kernel does not report
/// (SS_AUTODISARM), or that the program has switched to.
const LARGEST_STACK: u64 = 64 << 20;

/// One thread's record.
#[repr(align(64))]
pub struct Record {
    /// The thread; 0 if the record is free.
    pub(super) owner: AtomicUsize,
    /// What the thread's call is inside, and in the upper half its stack address; `IDLE` if it is
    /// in no call.
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

    /// Note that the call is inside nothing any more.
    #[inline(always)]
    pub fn leave(&self) {
        self.word.store(IDLE, Ordering::Release);
    }

    /// Write again what the call is inside, in a child that was forked during the call.
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

    /// Whether it is the calling thread's record.
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
            // Ordered before the check whether there is something to wait for.
            Some(fd) => drop(self.watched.swap(fd + 1, Ordering::SeqCst)),
            None => self.watched.store(0, Ordering::Release),
        }
    }

    /// Whether its call, which is one of the calling thread's, has been left by longjmp. It has not
    /// if the caller runs in a signal handler that interrupted it, further down on the same stack,
    /// or on another one.
    #[cfg(not(loom))]
    fn is_abandoned(&self) -> bool {
        let then = self.word.load(Ordering::Relaxed) & !WHAT;
        let now = value(0).wrapping_add(current::SMALLEST_SIGNAL_FRAME << STACK_SHIFT);
        let above = now.wrapping_sub(then) >> STACK_SHIFT;
        above < LARGEST_STACK && !current::is_on_alternate_stack()
    }

    #[cfg(loom)]
    fn is_abandoned(&self) -> bool {
        let _ = LARGEST_STACK;
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

/// There is room for the lower half of a stack address, which is enough to compare within one
/// stack.
const STACK_SHIFT: u32 = 32;

/// If a record's call has been left by longjmp, free the record.
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

/// The calling thread of a model. All threads of a model run in one thread of the system.
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
