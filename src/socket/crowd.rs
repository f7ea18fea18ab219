//! Waiting of several threads on one handle. A datagram or a connection is for one of them, but
//! poll wakes them all. An epoll set that they share wakes one, or two. So a handle gets such a set
//! once two receiving calls wait on it at a time, and they wait on the set from then on.
//!
//! Each set also holds one descriptor of the process, the alarm, for no event until the handle is
//! closed. It shows, too, that a set is still the handle's, and not a file that the program has
//! opened under its number after closing all that it did not know.

use super::side::Side;
use super::{process, wakeup};
use crate::handle::number::place_of;
use crate::handle::Guard;
use crate::sys::descriptor::{self, Owned};
use crate::sys::{epoll, event, Fd};
use core::sync::atomic::{AtomicI32, AtomicU64, Ordering};

/// The sets that there are at most. Other handles' calls are all woken.
const ROOMS: usize = 64;

/// The number of a handle, and below it its set + 1; 0 for none.
static SETS: [AtomicU64; ROOMS] = [const { AtomicU64::new(0) }; ROOMS];

/// The alarm + 1; 0 for none yet.
static ALARM: AtomicI32 = AtomicI32::new(0);

const NUMBER_SHIFT: u32 = 32;

fn room_of(number: i32) -> &'static AtomicU64 {
    &SETS[place_of(number) as usize % ROOMS]
}

fn entry_of(number: i32, set: Fd) -> u64 {
    (number as u64) << NUMBER_SHIFT | (set + 1) as u64
}

fn set_in(entry: u64) -> Fd {
    entry as u32 as Fd - 1
}

fn is_for(entry: u64, number: i32) -> bool {
    entry != 0 && (entry >> NUMBER_SHIFT) as i32 == number
}

fn alarm() -> Fd {
    ALARM.load(Ordering::SeqCst) - 1
}

/// The set of the handle, if it has one. The caller has to check afterwards whether the handle is
/// still open, and to call `wake` if not, since this silences the alarm.
pub fn of(guard: &Guard<'_>) -> Option<Fd> {
    let room = room_of(guard.number());
    let entry = room.load(Ordering::SeqCst);
    if !is_for(entry, guard.number()) || !process::begin() {
        return None;
    }
    // Beginning may have been what forgets a parent's sets.
    if room.load(Ordering::SeqCst) != entry {
        return None;
    }
    if epoll::is_silent(set_in(entry), alarm()) {
        return Some(set_in(entry));
    }
    let _ = room.compare_exchange(entry, 0, Ordering::SeqCst, Ordering::SeqCst);
    None
}

/// Make a set for the handle, and wake the calls that wait without it. Returns whether it has one.
pub fn gather(guard: &Guard<'_>) -> bool {
    let room = room_of(guard.number());
    let is_free = || room.load(Ordering::SeqCst) == 0;
    let Some(set) = (process::begin() && is_free())
        .then(|| filled(guard.fd().ok()?))
        .flatten()
    else {
        return false;
    };
    let (mine, order) = (entry_of(guard.number(), set.fd()), Ordering::SeqCst);
    let is_first = room.compare_exchange(0, mine, order, order).is_ok();
    if is_first {
        let _ = set.into_fd();
        wakeup::wake(guard, false);
    }
    is_first
}

/// A new set that reports that a socket has something to receive.
fn filled(fd: Fd) -> Option<Owned> {
    let alarm = open_alarm()?;
    let set = Owned::new(epoll::open().ok()?);
    epoll::add(set.fd(), fd, Side::Receiving.events()).ok()?;
    epoll::add_alarm(set.fd(), alarm).ok()?;
    Some(set)
}

/// The alarm, which is opened if there is none.
fn open_alarm() -> Option<Fd> {
    let present = ALARM.load(Ordering::SeqCst);
    if present != 0 && event::is_one(present - 1) == Ok(true) {
        return Some(present - 1);
    }
    let new = Owned::new(event::open().ok()?);
    let order = Ordering::SeqCst;
    match ALARM.compare_exchange(present, new.fd() + 1, order, order) {
        Ok(_) => Some(new.into_fd()),
        Err(_) => None, // another thread has opened one first; the next call finds it
    }
}

/// The handle with this number is closed: wake the calls that wait on its set.
pub fn wake(number: i32) {
    let entry = room_of(number).load(Ordering::SeqCst);
    if is_for(entry, number) {
        event::raise(alarm());
        epoll::sound(set_in(entry), alarm());
    }
}

/// No call is inside the handle with this number any more: close its set.
pub fn forget(number: i32) {
    let room = room_of(number);
    let entry = room.load(Ordering::SeqCst);
    if is_for(entry, number) {
        close(room, entry);
    }
}

/// In a new child, and before the library is unloaded: close all of them.
pub fn forget_all() {
    for room in &SETS {
        let entry = room.load(Ordering::SeqCst);
        if entry != 0 {
            close(room, entry);
        }
    }
    let alarm = ALARM.swap(0, Ordering::SeqCst) - 1;
    if alarm >= 0 && event::is_one(alarm) == Ok(true) {
        let _ = descriptor::close(alarm);
    }
}

fn close(room: &AtomicU64, entry: u64) {
    let order = Ordering::SeqCst;
    let is_mine = room.compare_exchange(entry, 0, order, order).is_ok();
    if is_mine && epoll::is_silent(set_in(entry), alarm()) {
        let _ = descriptor::close(set_in(entry));
    }
}
