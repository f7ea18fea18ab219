//! Closing. The handle dies at once; the calls that wait on it are woken; and its descriptor is
//! closed when no call is inside any more, so that no call can reach the next socket with that
//! number. The socket itself is not shut down, since another process may hold it too.

use super::table::{enter, TABLE};
use super::{path, wait_set, wakeup};
use crate::error::{Error, Result};
use crate::handle::number::place_of;
use crate::handle::record::Record;
use crate::handle::slot::Slot;
use crate::handle::{owned, Flags, Guard};
use crate::sys::{current, descriptor, epoll, poll, process, Fd};
use crate::time;
use core::sync::atomic::Ordering;

/// Close a handle. When this returns its descriptor has been closed, unless a call has stayed
/// inside for twice as long as `LONGEST`.
pub fn close(s: i32) -> Result<i32> {
    let guard = enter(s)?;
    if guard.flags().has(Flags::PATH) {
        path::remove(s); // before closing: another server replaces only the file of a dead one
    }
    end(guard, Flags::empty())
}

/// End a handle and return its descriptor to the caller.
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

/// Mark the handle as dead, with flags that say how, wake the calls that wait on it, and wait for
/// them to leave.
fn end(guard: Guard<'_>, how: Flags) -> Result<i32> {
    let (number, slot) = (guard.number(), guard.slot());
    let before = slot.shut(how).ok_or(Error::EBADF)?;
    wakeup::wake(&guard, before.has(Flags::POLLED));
    wait_set::wake(number);
    // This call is still inside, so nobody closes the descriptor meanwhile.
    if how.is_empty() && !guard.flags().has(Flags::OBJECT) && !is_left(&guard) {
        replace(slot);
    }
    let own = guard.record();
    guard.leave();
    finish(number, slot, how, own)
}

/// Wait for the other calls inside to leave, so that this one closes the socket: under SO_LINGER
/// that takes its time. Returns whether they have left.
fn is_left(guard: &Guard<'_>) -> bool {
    let mut end = None;
    for look in 0.. {
        if !guard.is_shared() {
            return true;
        }
        if is_late(look, &mut end) || leaves_later(guard.number(), guard.slot(), guard.record()) {
            break;
        }
        give_way(look);
    }
    false
}

/// How often to yield the processor to the calls inside; then how long to sleep between checks, and
/// how long to go on, in microseconds: before the socket is closed under them, and after that.
const GIVING_WAY: u32 = 20;
const NAP: i64 = 50;
const LONGEST: i64 = 50_000;

/// Close the descriptor of a dead handle: the result of close(2). A released descriptor may be
/// closed by the caller at once, so calls that entered at the last moment are waited for without a
/// limit; they do not block.
fn finish(number: i32, slot: &Slot, how: Flags, own: &Record) -> Result<i32> {
    let mut end = None;
    for look in 0.. {
        if let Some(closed) = TABLE.settle(place_of(number), slot) {
            return closed;
        }
        if !slot.state().is_ending(number) {
            break; // the last call to leave has closed it
        }
        let is_late = how.is_empty() && is_late(look, &mut end);
        if is_late || look >= GIVING_WAY && leaves_later(number, slot, own) {
            TABLE.unfinished.store(1, Ordering::Release);
            break;
        }
        give_way(look);
    }
    Ok(0)
}

/// Whether the calls inside have been waited for long enough. `end` is noted at the first nap.
fn is_late(look: u32, end: &mut Option<i64>) -> bool {
    look >= GIVING_WAY && time::is_past(*end.get_or_insert_with(|| time::ahead(LONGEST)))
}

/// Let others run: at first for as short as possible.
fn give_way(look: u32) {
    if look < GIVING_WAY {
        process::give_way();
    } else {
        let _ = poll::wait(&mut [], time::ahead(NAP));
    }
}

/// Whether a call is inside that can leave only after this one: one that was interrupted by the
/// signal handler that this call runs in; or one that blocks in the kernel, which no wakeup
/// reaches.
fn leaves_later(number: i32, slot: &Slot, own: &Record) -> bool {
    let hazards = &TABLE.hazards;
    hazards.is_entered_by_caller(own, number, slot.users())
        || hazards.is_entered_singly(own, number)
}

/// Close a socket whose descriptor number the calls inside still use, and put a file that is no
/// socket under that number. A call that the kernel restarts after a signal then fails, and does
/// not wait on a closed socket.
fn replace(slot: &Slot) {
    match epoll::open() {
        Ok(other) => put_under(other, slot.fd()),
        // Closing the socket frees a descriptor. With several threads, another one could take the
        // number.
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

/// Move a descriptor's file to another number.
fn put_under(other: Fd, fd: Fd) {
    if other != fd {
        let _ = descriptor::duplicate_to(other, fd);
        let _ = descriptor::close(other);
    }
}

/// Close the descriptors of dead handles whose last call has left without closing them.
pub fn finish_all() {
    for (place, slot) in TABLE.slots.iter() {
        let _ = TABLE.settle(place, slot);
        if slot.state().is_unfinished() {
            TABLE.unfinished.store(1, Ordering::Release);
        }
    }
}
