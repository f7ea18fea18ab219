//! Closing. The handle dies at once; the calls that wait on it are woken; and its descriptor's
//! number is given back when nobody is inside any more, so that no call can reach the next socket
//! of that number. Nothing is done to the socket itself, which another process may hold too.

use super::table::{enter, TABLE};
use super::{path, wakeup};
use crate::error::{Error, Result};
use crate::handle::number::place_of;
use crate::handle::slot::Slot;
use crate::handle::{owned, Flags, Guard};
use crate::sys::{current, descriptor, epoll, poll, process, Fd};
use crate::time;
use core::sync::atomic::Ordering;

/// End a handle. When this returns its descriptor has been given back, unless a thread has stayed
/// inside for longer than `LONGEST`.
pub fn close(s: i32) -> Result<i32> {
    let guard = enter(s)?;
    if guard.flags().has(Flags::PATH) {
        path::remove(s); // while the socket is alive, so that nobody else can have replaced it
    }
    end(guard, Flags::empty())
}

/// End a handle and hand its descriptor out.
pub fn release(s: i32) -> Result<Fd> {
    let guard = enter(s)?;
    let fd = guard.fd()?;
    if guard.is_shared() {
        return Err(Error::EBUSY);
    }
    let has_path = guard.flags().has(Flags::PATH);
    end(guard, Flags::RELEASED)?;
    owned::waive(fd);
    if has_path {
        path::forget(s);
    }
    Ok(fd)
}

/// Let the handle die, with flags that say how, and wait for the calls that wait on it to leave.
fn end(guard: Guard<'_>, how: Flags) -> Result<i32> {
    let (number, slot) = (guard.number(), guard.slot());
    let before = slot.shut(how).ok_or(Error::EBADF)?;
    wakeup::wake(&guard, before.has(Flags::POLLED));
    if how.is_empty() && !guard.flags().has(Flags::OBJECT) && guard.is_shared() {
        replace(slot); // as long as this call is inside, nobody gives the number back
    }
    guard.leave();
    finish(number, slot, how)
}

/// How often to give way to the calls inside, then how long to sleep between looks, and how long
/// to go on, in microseconds.
const GIVING_WAY: u32 = 20;
const NAP: i64 = 50;
const LONGEST: i64 = 100_000;

/// Give the descriptor of a dead handle back: the result of closing it. One that is handed out may be
/// closed next, so then the calls that have come in at the last moment are waited for, however long
/// it takes them to leave: they do not wait for anything.
fn finish(number: i32, slot: &Slot, how: Flags) -> Result<i32> {
    let mut end = None;
    for look in 0.. {
        if let Some(closed) = TABLE.settle(place_of(number), slot) {
            return closed;
        }
        if !slot.state().is_ending(number) {
            break; // whoever left last has done it
        }
        let is_late = look >= GIVING_WAY
            && how.is_empty()
            && time::is_past(*end.get_or_insert_with(|| time::ahead(LONGEST)));
        if is_late || look >= GIVING_WAY && leaves_later(number, slot) {
            TABLE.unfinished.store(1, Ordering::Release);
            break;
        }
        if look < GIVING_WAY {
            process::give_way();
        } else {
            let _ = poll::wait(&mut [], time::ahead(NAP));
        }
    }
    Ok(0)
}

/// Whether a call is inside that leaves only after this one: one that this call, in a signal
/// handler, has interrupted; or one in the kernel's own call, which nothing wakes.
fn leaves_later(number: i32, slot: &Slot) -> bool {
    let hazards = &TABLE.hazards;
    hazards.is_entered_by_caller(number, slot.users()) || hazards.is_entered_singly(number)
}

/// Give a socket back, and put something that is no socket under its number, which the calls that
/// are inside still have. One that the kernel begins again after a signal then fails, and does not
/// wait on a socket that is closed.
fn replace(slot: &Slot) {
    match epoll::open() {
        Ok(other) => put_under(other, slot.fd()),
        // There would be room for one again. Another thread could get the number while it is free.
        Err(Error::EMFILE | Error::ENFILE) if current::is_single() => {
            let _ = descriptor::close(slot.fd());
            match epoll::open() {
                Ok(other) => put_under(other, slot.fd()),
                Err(_) => {
                    owned::waive(slot.fd());
                    slot.set(Flags::RELEASED); // it has been closed
                }
            }
        }
        Err(_) => {} // the socket stays until the calls inside have left
    }
}

/// Put a descriptor's file under another number.
fn put_under(other: Fd, fd: Fd) {
    if other != fd {
        let _ = descriptor::duplicate_to(other, fd);
        let _ = descriptor::close(other);
    }
}

/// Give back the descriptors of dead handles whose last call has left without noticing.
pub fn finish_all() {
    for (place, slot) in TABLE.slots.iter() {
        let _ = TABLE.settle(place, slot);
        if slot.state().is_unfinished() {
            TABLE.unfinished.store(1, Ordering::Release);
        }
    }
}
