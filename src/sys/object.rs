//! Objects of this process that a handle can name instead of a kernel socket.
//!
//! Each has a negative number, which is no descriptor's and which poll(2) ignores. A system call on
//! one fails with EBADF, and reaches no descriptor.

use super::inject::{armed, before, Call};
use super::memory::Late;
use super::{faulty, message, Fd, User};
use crate::error::{Error, Result};
use core::ffi::{c_int, c_short, c_uint};
use libc::{mmsghdr, msghdr, pollfd, MSG_WAITFORONE, POLLERR, POLLHUP};

/// An object. Its functions neither wait nor enter a handle.
pub trait Object: Sync {
    /// Its type: SOCK_STREAM, SOCK_DGRAM...
    fn kind(&self) -> c_int;

    /// sendmsg(2). EAGAIN where it would have to wait.
    fn send(&self, msg: User<msghdr>, flags: c_int) -> Result<c_int>;

    /// recvmsg(2). EAGAIN where it would have to wait; but without MSG_DONTWAIT, 0 where receiving
    /// has been shut down.
    fn recv(&self, msg: User<msghdr>, flags: c_int) -> Result<c_int>;

    /// All events of poll(2) that hold now.
    fn ready(&self) -> c_short;

    /// shutdown(2).
    fn shutdown(&self, how: c_int) -> Result<c_int>;

    /// How much can be received without waiting.
    fn available(&self) -> Result<c_int>;

    /// close(2).
    fn close(&self) -> Result<c_int>;
}

/// Finds an object by its index.
pub type Find = fn(u32) -> Option<&'static dyn Object>;

static FIND: Late<Find> = Late::new();

/// Set how objects are found; from then on there may be some.
pub fn register(find: &'static Find) {
    FIND.set(find);
}

/// No descriptor, and no object.
const NONE: Fd = -1;

/// The number of the object with an index below 2^31 - 1.
pub fn number(index: u32) -> Fd {
    NONE - 1 - index as Fd
}

fn index(number: Fd) -> u32 {
    (NONE - 1 - number) as u32
}

/// The object with a number; None if it is a descriptor, or no object has it.
#[inline]
pub fn at(number: Fd) -> Option<&'static dyn Object> {
    if number >= NONE {
        return None;
    }
    find(index(number))
}

#[cold]
fn find(index: u32) -> Option<&'static dyn Object> {
    FIND.get().and_then(|find| find(index))
}

fn get(number: Fd) -> Result<&'static dyn Object> {
    at(number).ok_or(Error::EBADF)
}

/// sendmsg(2), where rules may apply.
pub fn send(number: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    message::check(msg)?;
    if armed() {
        return faulty::sendmsg(number, msg, flags);
    }
    get(number)?.send(msg, flags)
}

/// recvmsg(2), where rules may apply.
pub fn recv(number: Fd, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
    message::check(msg)?;
    if armed() {
        return faulty::recvmsg(number, msg, flags);
    }
    get(number)?.recv(msg, flags)
}

/// sendmmsg(2), where rules may apply.
pub fn sendmmsg(number: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let send = |number, msgs, count, flags| each(msgs, count, |msg| get(number)?.send(msg, flags));
    if armed() {
        return faulty::batch(Call::Send, number, msgs, count, flags, send);
    }
    send(number, msgs, count, flags)
}

/// recvmmsg(2), where rules may apply.
pub fn recvmmsg(number: Fd, msgs: User<mmsghdr>, count: c_uint, flags: c_int) -> Result<c_int> {
    let flags = flags & !MSG_WAITFORONE;
    let recv = |number, msgs, count, flags| each(msgs, count, |msg| get(number)?.recv(msg, flags));
    if armed() {
        return faulty::batch(Call::Recv, number, msgs, count, flags, recv);
    }
    recv(number, msgs, count, flags)
}

/// Move one message after the other, until one cannot be moved.
fn each(
    msgs: User<mmsghdr>,
    count: c_uint,
    mut transfer: impl FnMut(User<msghdr>) -> Result<c_int>,
) -> Result<c_int> {
    for i in 0..count {
        let place = msgs.skip(i as usize);
        let moved = message::check(place.cast()).and_then(|()| transfer(place.cast()));
        match moved {
            Ok(length) => message::note_length(place, length)?,
            Err(_) if i > 0 => return Ok(i as c_int),
            Err(error) => return Err(error),
        }
    }
    Ok(count as c_int)
}

/// sendmsg(2) of bytes of the library's own, where rules may apply.
pub fn send_own(number: Fd, bytes: &[u8], flags: c_int) -> Result<c_int> {
    // SAFETY: what is sent is only read, and the slice outlives the call.
    let buf = unsafe { User::new(bytes.as_ptr().cast_mut()) };
    message::with_one(buf, bytes.len(), (User::null(), 0), |msg| {
        send(number, msg, flags)
    })
    .map(|(sent, _)| sent)
}

/// The events of an entry that are pending now, if it is an object's.
fn events_of(entry: &pollfd) -> c_short {
    at(entry.fd).map_or(0, |object| {
        object.ready() & (entry.events | POLLERR | POLLHUP)
    })
}

/// Whether an object of these is ready.
#[inline]
pub(super) fn is_any_ready(entries: &[pollfd]) -> bool {
    FIND.get().is_some() && entries.iter().any(|entry| events_of(entry) != 0)
}

/// Fill in the events of objects, which the kernel does not know. Returns how many objects are
/// ready.
#[inline]
pub(super) fn report(entries: &mut [pollfd]) -> c_int {
    let mut count = 0;
    if FIND.get().is_none() {
        return count;
    }
    for entry in entries {
        let events = events_of(entry);
        if events != 0 {
            entry.revents = events;
            count += 1;
        }
    }
    count
}

/// shutdown(2), where rules may apply.
pub fn shutdown(number: Fd, how: c_int) -> Result<c_int> {
    before(Call::Shutdown, number)?;
    get(number)?.shutdown(how)
}

/// How much can be received without waiting, where rules may apply.
pub fn available(number: Fd) -> Result<c_int> {
    before(Call::Ioctl, number)?;
    get(number)?.available()
}

/// close(2). The object is closed even if a rule makes the call fail.
pub fn close(number: Fd) -> Result<c_int> {
    let failed = before(Call::Close, number);
    let closed = get(number)?.close();
    failed.and(closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_descriptor_is_an_objects_number() {
        for fd in [NONE, 0, 1, Fd::MAX] {
            assert!(at(fd).is_none());
        }
        for index in [0, 1, i32::MAX as u32 - 1] {
            assert!(number(index) < NONE);
            assert_eq!(super::index(number(index)), index);
        }
    }

    #[test]
    fn a_number_without_an_object_is_ebadf() {
        let unused = number(i32::MAX as u32 - 1);
        assert_eq!(send_own(unused, b"x", 0), Err(Error::EBADF));
        assert_eq!(shutdown(unused, 0), Err(Error::EBADF));
        assert_eq!(available(unused), Err(Error::EBADF));
        assert_eq!(close(unused), Err(Error::EBADF));
    }
}
