//! Hazard records: which thread is inside which slot.
//!
//! A call writes the handle that it uses into its thread's own record, and a thread that closes a
//! handle reads the records before it closes the descriptor. So a call writes to no memory that
//! another thread writes to, and two threads on one handle do not slow each other down. (M.
//! Michael, "Hazard Pointers", 2004.)
//!
//! A thread's record is found by hashing the thread's address. A call in a signal handler, which
//! finds that record taken by the call that the signal has interrupted, takes another one.
//!
//! A single-threaded process uses a separate record, which is written without a locked instruction:
//! only its signal handlers can read it meanwhile.

use super::atomic::{AtomicU32, AtomicU64, Ordering};
use super::record::{empty, thread, vacate, value, Record, IDLE, POLLING};
use core::sync::atomic::compiler_fence;

/// How many calls can be under way at once, including those that signal handlers have interrupted.
#[cfg(not(loom))]
const RECORDS: usize = 1 << 14;
#[cfg(loom)]
const RECORDS: usize = 4;
const WORDS: usize = RECORDS.div_ceil(64);

/// The users of a slot: nobody, the one record with this identifier, or more than one.
pub const NO_USER: u32 = 0;
/// More than one record has been used for the slot.
pub const MANY_USERS: u32 = u32::MAX;

/// The owner of a record whose thread is freeing it; no thread has this number.
const ENDING: usize = usize::MAX;

/// A record that the calling thread has entered, and its identifier.
#[derive(Clone, Copy)]
pub struct Entered<'a> {
    /// The record.
    pub record: &'a Record,
    /// `NO_USER` for the record of a single-threaded process, which is always checked.
    pub id: u32,
}

/// All records. A child of a fork, in which only the forking thread lives on, finds them zero.
///
/// They fill whole pages, so that the kernel can wipe them. A larger alignment than a page would
/// cost the loader three more system calls.
#[cfg_attr(
    all(not(loom), any(target_arch = "x86", target_arch = "x86_64")),
    repr(C, align(4096))
)]
#[cfg_attr(
    not(any(loom, target_arch = "x86", target_arch = "x86_64")),
    repr(C, align(65536))
)]
pub struct Hazards {
    /// How far the setup of the process has come; 0 in a new process, so in every child.
    pub begun: AtomicU32,
    /// How often a watch has been copied from one record to another.
    passed: AtomicU32,
    single: Record,
    /// A bit for each word of `used` that was ever not zero.
    summary: [AtomicU64; WORDS.div_ceil(64)],
    /// A bit for each record that has an owner.
    used: [AtomicU64; WORDS],
    records: [Record; RECORDS],
}

impl Hazards {
    /// All free.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self {
            begun: AtomicU32::new(0),
            passed: AtomicU32::new(0),
            single: Record::new(),
            summary: [const { AtomicU64::new(0) }; WORDS.div_ceil(64)],
            used: [const { AtomicU64::new(0) }; WORDS],
            records: [const { Record::new() }; RECORDS],
        }
    }

    /// All free, to be modelled.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self {
            begun: AtomicU32::new(0),
            passed: AtomicU32::new(0),
            single: Record::new(),
            summary: std::array::from_fn(|_| AtomicU64::new(0)),
            used: std::array::from_fn(|_| AtomicU64::new(0)),
            records: std::array::from_fn(|_| Record::new()),
        }
    }

    /// Enter a handle as the process's only thread. None if an interrupted call already uses the
    /// record.
    #[inline(always)]
    pub fn enter_single(&self, number: i32) -> Option<&Record> {
        if self.single.is_busy() {
            return None;
        }
        self.single.word.store(value(number), Ordering::Relaxed);
        // Only signal handlers can look, which see the writes in program order.
        compiler_fence(Ordering::SeqCst);
        Some(&self.single)
    }

    /// Enter a handle. None if the thread has no record yet, or it is in use.
    #[inline(always)]
    pub fn enter(&self, number: i32) -> Option<Entered<'_>> {
        let me = thread();
        let i = home(me);
        let record = &self.records[i];
        if record.owner.load(Ordering::Relaxed) != me || record.is_busy() {
            return None;
        }
        // Ordered before the closing thread reads the records; or else this call sees that the
        // handle is dead.
        record.word.swap(value(number), Ordering::SeqCst);
        Some(Entered {
            record,
            id: i as u32 + 1,
        })
    }

    /// A record that `enter_single` or `enter` has returned in this thread, with its identifier.
    pub fn entered<'a>(&'a self, record: &'a Record) -> Entered<'a> {
        let id = if core::ptr::eq(record, &self.single) {
            NO_USER
        } else {
            home(thread()) as u32 + 1
        };
        Entered { record, id }
    }

    /// Enter a handle with any free record; None if all are in use. `abandoned` is called with the
    /// handle of a call of this thread that was left by longjmp; `new` is called when the thread
    /// gets a record.
    #[cold]
    pub fn enter_any(
        &self,
        number: i32,
        abandoned: impl FnMut(i32),
        new: impl Fn(),
    ) -> Option<Entered<'_>> {
        self.enter_what(number, Some(abandoned), new)
    }

    /// The same within a call of this thread on another handle, so that none has been left.
    pub fn enter_within(&self, number: i32, new: impl Fn()) -> Option<Entered<'_>> {
        self.enter_what(number, None::<fn(i32)>, new)
    }

    /// The same for a call of ox_poll, which is inside no handle.
    pub fn enter_polling(&self, abandoned: impl FnMut(i32), new: impl Fn()) -> Option<Entered<'_>> {
        self.enter_what(POLLING, Some(abandoned), new)
    }

    fn enter_what(
        &self,
        what: i32,
        mut abandoned: Option<impl FnMut(i32)>,
        new: impl Fn(),
    ) -> Option<Entered<'_>> {
        let me = thread();
        let home = home(me);
        let mut vacate = |record| {
            if let Some(abandoned) = &mut abandoned {
                vacate(record, abandoned);
            }
        };
        if self.single.owner.load(Ordering::Relaxed) == me {
            vacate(&self.single);
        }
        for i in (home..RECORDS).chain(0..home) {
            let record = &self.records[i];
            let owner = record.owner.load(Ordering::Relaxed);
            if owner == me {
                vacate(record);
                if record.is_busy() {
                    continue;
                }
            } else if owner != 0 || !self.take(i, me) {
                continue;
            } else {
                new();
            }
            record.word.swap(value(what), Ordering::SeqCst);
            return Some(Entered {
                record,
                id: i as u32 + 1,
            });
        }
        None
    }

    /// Make a free record the thread's. Returns whether it was free.
    fn take(&self, i: usize, me: usize) -> bool {
        let (success, failure) = (Ordering::SeqCst, Ordering::Relaxed);
        let record = &self.records[i];
        let owned = record.owner.compare_exchange(0, me, success, failure);
        if owned.is_ok() {
            let (word, bit) = (i / 64, 1 << (i % 64));
            self.used[word].fetch_or(bit, Ordering::SeqCst);
            self.summary[word / 64].fetch_or(1 << (word % 64), Ordering::SeqCst);
        }
        owned.is_ok()
    }

    /// Make all records free, in a child where the kernel could not do it.
    pub fn wipe(&self) {
        self.begun.store(0, Ordering::SeqCst);
        let records = self.used().map(|(_, record)| record);
        for record in core::iter::once(&self.single).chain(records) {
            record.word.store(IDLE, Ordering::SeqCst);
            record.watched.store(0, Ordering::SeqCst);
        }
    }

    /// Note that this thread is the process's only one.
    pub fn note_single(&self) {
        self.single.owner.store(thread(), Ordering::Relaxed);
    }

    /// What the process's only thread is inside.
    pub fn inside_singly(&self) -> u64 {
        self.single.word.load(Ordering::Relaxed)
    }

    /// Write that again, in a child that a signal handler has forked during the call.
    pub fn renew_single(&self, inside: u64) {
        self.single.word.store(inside, Ordering::Relaxed);
    }

    /// The calling thread ends: free its records. `abandoned` is called with the handles that they
    /// were inside.
    pub fn free_own(&self, mut abandoned: impl FnMut(i32)) {
        let me = thread();
        for (i, record) in self.used() {
            if record.owner.load(Ordering::Relaxed) != me {
                continue;
            }
            empty(record, &mut abandoned);
            // No call may use the record while its bit is cleared, not even one in a signal handler
            // of this thread.
            record.owner.store(ENDING, Ordering::SeqCst);
            self.used[i / 64].fetch_and(!(1 << (i % 64)), Ordering::SeqCst);
            record.owner.store(0, Ordering::SeqCst);
        }
    }

    /// Whether a call is inside a handle whose slot has these users.
    pub fn is_entered(&self, number: i32, users: u32) -> bool {
        self.any(users, |_, record| record.is_in(number))
    }

    /// The same for a call other than this one.
    pub fn is_entered_by_another(&self, own: &Record, number: i32, users: u32) -> bool {
        self.any(users, |_, record| {
            record.is_in(number) && !core::ptr::eq(record, own)
        })
    }

    /// Whether a call of the calling thread other than this one is inside a handle: one that was
    /// interrupted by the signal handler that is asking.
    pub fn is_entered_by_caller(&self, own: &Record, number: i32, users: u32) -> bool {
        self.any(users, |_, record| {
            record.is_in(number) && record.is_own() && !core::ptr::eq(record, own)
        })
    }

    /// Whether the record with this identifier is another thread's, and inside a handle.
    pub fn is_inside_elsewhere(&self, number: i32, id: u32) -> bool {
        let record = match id {
            NO_USER => Some(&self.single),
            id => self.records.get(id as usize - 1),
        };
        record.is_some_and(|record| record.is_in(number) && !record.is_own())
    }

    /// Whether a call that may block in the kernel is inside a handle: one that began when its
    /// thread was the only one. Not this one.
    pub fn is_entered_singly(&self, own: &Record, number: i32) -> bool {
        !core::ptr::eq(&raw const self.single, own) && self.single.is_in(number)
    }

    /// Do something with each record inside a handle whose slot has these users, and with the
    /// records of all calls of ox_poll if `is_polled`.
    pub fn for_each_concerned<'a>(
        &'a self,
        number: i32,
        users: u32,
        is_polled: bool,
        mut act: impl FnMut(u32, &'a Record),
    ) {
        let users = if is_polled { MANY_USERS } else { users };
        self.any(users, |id, record| {
            if record.is_in(number) || is_polled && record.is_in(POLLING) {
                act(id, record);
            }
            false
        });
    }

    /// Watch the wakeup descriptor that another call watches, so that it is not closed meanwhile.
    pub fn share_watch(&self, own: &Record, other: &Record) -> Option<i32> {
        while let Some(fd) = other.watched() {
            own.watch(Some(fd));
            self.passed.fetch_add(1, Ordering::SeqCst);
            if other.watched() == Some(fd) {
                return Some(fd);
            }
        }
        own.watch(None); // the other call has stopped watching it
        None
    }

    /// Whether any call watches this wakeup descriptor, or may do so: a watch that is copied from
    /// one record to another meanwhile can be missed in both.
    pub fn is_watched(&self, fd: i32) -> bool {
        let passed = self.passed.load(Ordering::SeqCst);
        self.any(MANY_USERS, |_, record| record.watched() == Some(fd))
            || self.passed.load(Ordering::SeqCst) != passed
    }

    /// Whether a test holds for any of the records that a slot's users name. It gets their
    /// identifiers, too. Closing asks several times, and an iterator would take more instructions
    /// than all the rest.
    #[inline(always)]
    fn any<'a>(&'a self, users: u32, mut test: impl FnMut(u32, &'a Record) -> bool) -> bool {
        test(NO_USER, &self.single)
            || match users {
                NO_USER => false,
                MANY_USERS => self.used().any(|(i, record)| test(i as u32 + 1, record)),
                id => self
                    .records
                    .get(id as usize - 1)
                    .is_some_and(|record| test(id, record)),
            }
    }

    /// The records that have an owner, with their places.
    fn used(&self) -> impl Iterator<Item = (usize, &Record)> {
        bits(&self.summary)
            .flat_map(|word| bits(&self.used[word..=word]).map(move |bit| word * 64 + bit))
            .map(|i| (i, &self.records[i]))
    }
}

impl Default for Hazards {
    fn default() -> Self {
        Self::new()
    }
}

/// The places of the bits that are set.
fn bits(words: &[AtomicU64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(i, word)| {
        let mut left = word.load(Ordering::SeqCst);
        core::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (bit < 64).then_some(i * 64 + bit as usize)
        })
    })
}

/// Where a thread looks for its record first (Fibonacci hashing).
#[cfg(not(loom))]
#[inline(always)]
fn home(thread: usize) -> usize {
    const SHIFT: u32 = u64::BITS - RECORDS.trailing_zeros();
    ((thread as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> SHIFT) as usize
}

/// In a model all threads begin at one place, so that they meet.
#[cfg(loom)]
fn home(_: usize) -> usize {
    0
}
