//! Sets of epoll(7) on which the receiving calls of one handle wait. A datagram or a connection is
//! for one call, but poll wakes them all; a set that they share wakes one, which wakes the next if
//! there is more. So a handle gets a set when two receiving calls wait on it at a time.
//!
//! Each set also holds a timer of the process, which has expired and is never set again. The set
//! reports that only when the handle is closed. A set that holds the timer is one of these, and not
//! a file that the program has opened under its number after closing all that it did not know. A
//! handle whose set is lost so does without.

use super::process;
use super::side::Side;
use super::wakeup;
use crate::handle::number::place_of;
use crate::handle::Guard;
use crate::sys::descriptor::{self, Owned};
use crate::sys::event::{self, Kind};
use crate::sys::thread::Undisturbed;
use crate::sys::{epoll, poll, Fd};
use crate::time;
use core::sync::atomic::{AtomicI32, AtomicU64, Ordering};

/// How many sets there are at most; a handle's place decides which one it may have.
const SETS: usize = 64;

/// The number of a handle, and below it its set + 1; 0 for none.
static ENTRIES: [AtomicU64; SETS] = [const { AtomicU64::new(0) }; SETS];

/// The timer + 1; 0 for none yet.
static TIMER: AtomicI32 = AtomicI32::new(0);

/// How long to wait for the timer to expire, in microseconds.
const LONGEST: i64 = 50_000;

const NUMBER_SHIFT: u32 = 32;

fn entry_for(number: i32) -> &'static AtomicU64 {
    // The first handles have even places: see `Slots`.
    &ENTRIES[place_of(number) as usize / 2 % SETS]
}

fn entry(number: i32, set: Fd) -> u64 {
    (number as u64) << NUMBER_SHIFT | (set + 1) as u64
}

fn is_entry_of(entry: u64, number: i32) -> bool {
    entry != 0 && (entry >> NUMBER_SHIFT) as i32 == number
}

fn set_in(entry: u64) -> Fd {
    entry as u32 as Fd - 1
}

/// The timer, if there is one and the program has not closed it.
fn timer() -> Option<Fd> {
    let fd = TIMER.load(Ordering::SeqCst) - 1;
    (fd >= 0 && event::is_one(fd, Kind::Closing) == Ok(true)).then_some(fd)
}

/// The set of the handle, if it has one that the program has not closed. The caller has to check
/// afterwards whether the handle is still open.
pub fn of(guard: &Guard<'_>) -> Option<Fd> {
    let place = entry_for(guard.number());
    let present = place.load(Ordering::SeqCst);
    if !is_entry_of(present, guard.number()) || !process::begin() {
        return None;
    }
    let set = set_in(present);
    let is_there = epoll::may_hold_timer(set, timer()?);
    // In a new child, `begin` has removed the entry; and `new_set` has if the set was closed.
    (is_there && place.load(Ordering::SeqCst) == present).then_some(set)
}

/// Make a set for the handle, and wake the calls that wait without it. Returns whether it was made.
pub fn make(guard: &Guard<'_>) -> bool {
    let place = entry_for(guard.number());
    if !process::begin() || place.load(Ordering::SeqCst) != 0 {
        return false;
    }
    // A signal handler that left this by longjmp would leave the set behind.
    let _undisturbed = Undisturbed::new();
    let Some(set) = guard.fd().ok().and_then(new_set) else {
        return false;
    };
    let (mine, order) = (entry(guard.number(), set.fd()), Ordering::SeqCst);
    if let Err(present) = place.compare_exchange(0, mine, order, order) {
        return is_entry_of(present, guard.number()); // another call was first
    }
    let _ = set.into_fd();
    wakeup::wake(guard, false);
    true
}

/// A set that reports that a socket has something to receive.
fn new_set(fd: Fd) -> Option<Owned> {
    let timer = open_timer()?;
    let set = Owned::new(epoll::open().ok()?);
    forget_closed(set.fd());
    epoll::add(set.fd(), fd, Side::Receiving.events()).ok()?;
    epoll::add_timer(set.fd(), timer).ok()?;
    // Where a sandbox refuses a wait, nobody could use the set, nor would it be closed.
    epoll::holds_timer(set.fd(), timer).then_some(set)
}

/// A new set has this number, so the program has closed the one that had it.
fn forget_closed(set: Fd) {
    for place in &ENTRIES {
        let present = place.load(Ordering::SeqCst);
        if present != 0 && set_in(present) == set {
            let order = Ordering::SeqCst;
            let _ = place.compare_exchange(present, 0, order, order);
        }
    }
}

/// The timer, which is opened if there is none.
fn open_timer() -> Option<Fd> {
    let present = TIMER.load(Ordering::SeqCst);
    if present != 0 && event::is_one(present - 1, Kind::Closing).ok()? {
        return Some(present - 1);
    }
    let new = Owned::new(event::open(Kind::Closing).ok()?);
    // Where a sandbox refuses the question, it would not be raised.
    event::is_one(new.fd(), Kind::Closing).ok()?;
    event::raise(new.fd(), Kind::Closing);
    let mut expired = [poll::entry(new.fd(), poll::POLLIN)];
    poll::wait(&mut expired, time::ahead(LONGEST))
        .ok()
        .filter(|&count| count == 1)?;
    let order = Ordering::SeqCst;
    // If another thread has opened one first, the next call finds that.
    TIMER
        .compare_exchange(present, new.fd() + 1, order, order)
        .ok()?;
    Some(new.into_fd())
}

/// The handle with this number is closed: wake the calls that wait on its set.
pub fn wake(number: i32) {
    let place = entry_for(number);
    // A new child has none before it begins, and then no entry of its parent's either.
    let has_one = || is_entry_of(place.load(Ordering::SeqCst), number);
    if !has_one() || !process::begin() || !has_one() {
        return;
    }
    if let Some(timer) = timer() {
        epoll::report_timer(set_in(place.load(Ordering::SeqCst)), timer);
    }
}

/// No call is inside the handle with this number any more: close its set.
pub fn forget(number: i32) {
    let place = entry_for(number);
    let present = place.load(Ordering::SeqCst);
    if is_entry_of(present, number) {
        close(place, present);
    }
}

/// In a new child, and before the library is unloaded: close all of them.
pub fn forget_all() {
    for place in &ENTRIES {
        let present = place.load(Ordering::SeqCst);
        if present != 0 {
            close(place, present);
        }
    }
    if let Some(timer) = timer() {
        let _ = descriptor::close(timer);
    }
    TIMER.store(0, Ordering::SeqCst);
}

fn close(place: &AtomicU64, present: u64) {
    let order = Ordering::SeqCst;
    let is_mine = place.compare_exchange(present, 0, order, order).is_ok();
    let set = set_in(present);
    if is_mine && timer().is_some_and(|timer| epoll::holds_timer(set, timer)) {
        let _ = descriptor::close(set);
    }
}
