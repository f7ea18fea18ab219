//! A second kind of object behind handles, for the tests: two connected ends inside the process, of
//! SOCK_STREAM or SOCK_DGRAM, that behave like a pair of UNIX sockets.
//!
//! It is compiled only with the feature `test-pair`, which adds one symbol to the library.

#![allow(missing_docs, reason = "it is for the tests alone")]

use crate::error::{Error, Result};
use crate::handle::Flags;
use crate::socket::{close, object, open};
use crate::sys::errno::reply;
use crate::sys::message::Buffers;
use crate::sys::object::{register, Find, Object};
use crate::sys::{process, User};
use core::ffi::{c_int, c_short};
use core::sync::atomic::Ordering::{Relaxed, SeqCst};
use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, AtomicUsize};
use libc::{msghdr, MSG_DONTWAIT, MSG_OOB, MSG_PEEK, MSG_TRUNC};
use libc::{POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP};

/// Like socketpair(AF_UNIX, type, 0, sv).
#[no_mangle]
pub unsafe extern "C" fn ox_test_pair(type_: c_int, sv: *mut c_int) -> c_int {
    // SAFETY: the C caller answers for `sv`: two ints, its own to write.
    let sv = unsafe { User::new(sv.cast::<[c_int; 2]>()) };
    reply(open_pair(type_, sv))
}

const PAIRS: usize = 1024;

/// The capacity of one direction in bytes, including the lengths of datagrams; and in datagrams.
const ROOM: usize = 64 * 1024;
const MOST_MESSAGES: usize = 10;
const HEADER: usize = 4;

const RECEIVING: c_int = 1;
const SENDING: c_int = 2;
const BOTH: c_int = 3;

/// The ends 2n and 2n + 1 are a pair.
static ENDS: [End; 2 * PAIRS] = [const { End::new() }; 2 * PAIRS];
static FIND: Find = |index| Some(ENDS.get(index as usize)?);

fn open_pair(type_: c_int, sv: User<[c_int; 2]>) -> Result<c_int> {
    register(&FIND);
    let unused = |i: &usize| !ENDS[2 * i].is_taken.swap(true, SeqCst);
    let first = 2 * (0..PAIRS).find(unused).ok_or(Error::EMFILE)?;
    ENDS[first].reset(first, type_);
    ENDS[first + 1].reset(first + 1, type_);
    let flags = open::flags(libc::AF_UNSPEC, type_);
    let handles = [open_end(first, flags), open_end(first + 1, flags)];
    match handles {
        [Ok(one), Ok(other)] => sv.write([one, other]).map(|()| 0),
        [one, other] => {
            for (i, opened) in [&one, &other].into_iter().enumerate() {
                let _ = match opened {
                    Ok(handle) => close::close(*handle),
                    Err(_) => ENDS[first + i].close(),
                };
            }
            one.and(other)
        }
    }
}

fn open_end(index: usize, flags: Flags) -> Result<c_int> {
    let handle = object::open(index as u32, flags)?.number();
    ENDS[index].handle.store(handle, SeqCst);
    Ok(handle)
}

/// One end, and what has been sent to it.
struct End {
    /// In the first end of a pair: whether the pair is in use, and whether a call holds its lock.
    is_taken: AtomicBool,
    is_locked: AtomicBool,
    index: AtomicUsize,
    type_: AtomicI32,
    handle: AtomicI32,
    is_open: AtomicBool,
    is_connected: AtomicBool,
    /// The directions that are shut down.
    shut: AtomicI32,
    /// An error for the next receiving call.
    error: AtomicI32,
    queue: Queue,
}

impl End {
    const fn new() -> Self {
        Self {
            is_taken: AtomicBool::new(false),
            is_locked: AtomicBool::new(false),
            index: AtomicUsize::new(0),
            type_: AtomicI32::new(0),
            handle: AtomicI32::new(0),
            is_open: AtomicBool::new(false),
            is_connected: AtomicBool::new(false),
            shut: AtomicI32::new(0),
            error: AtomicI32::new(0),
            queue: Queue::new(),
        }
    }

    fn reset(&self, index: usize, type_: c_int) {
        self.index.store(index, SeqCst);
        let type_ = type_ & !libc::SOCK_NONBLOCK & !libc::SOCK_CLOEXEC;
        self.type_.store(type_, SeqCst);
        self.is_open.store(true, SeqCst);
        self.is_connected.store(true, SeqCst);
        self.shut.store(0, SeqCst);
        self.error.store(0, SeqCst);
        self.queue.clear();
    }

    fn peer(&self) -> &'static Self {
        &ENDS[self.index.load(SeqCst) ^ 1]
    }

    fn is_stream(&self) -> bool {
        self.type_.load(SeqCst) == libc::SOCK_STREAM
    }

    fn is_shut(&self, side: c_int) -> bool {
        self.shut.load(SeqCst) & side != 0
    }

    /// Run `act` while holding the pair's lock.
    fn alone<T>(&self, act: impl FnOnce() -> Result<T>) -> Result<T> {
        let lock = &ENDS[self.index.load(SeqCst) & !1].is_locked;
        while lock.swap(true, SeqCst) {
            process::give_way();
        }
        let result = act();
        lock.store(false, SeqCst);
        result
    }

    /// The same, and then wake those who wait for a readiness of either end that is new.
    fn change<T>(&self, act: impl FnOnce() -> Result<T>) -> Result<T> {
        let ends = [self, self.peer()];
        let (result, news) = self.alone(|| {
            let before = ends.map(End::ready);
            let result = act();
            let after = ends.map(End::ready);
            Ok((result, [after[0] & !before[0], after[1] & !before[1]]))
        })?;
        for (end, news) in ends.into_iter().zip(news) {
            if news != 0 {
                object::changed(end.handle.load(SeqCst));
            }
        }
        result
    }

    fn check_sendable(&self, msg: &msghdr, flags: c_int) -> Result<()> {
        if flags & MSG_OOB != 0 {
            return Err(Error::EOPNOTSUPP);
        }
        if msg.msg_controllen > 0 {
            return Err(Error::EINVAL);
        }
        if msg.msg_namelen > 0 {
            return Err(Error::new(libc::EISCONN));
        }
        if !self.is_connected.load(SeqCst) {
            return Err(Error::ENOTCONN);
        }
        if self.is_shut(SENDING) {
            return Err(Error::new(libc::EPIPE));
        }
        if !self.peer().is_open.load(SeqCst) {
            self.is_connected.store(false, SeqCst);
            return Err(Error::ECONNREFUSED);
        }
        if self.peer().is_shut(RECEIVING) {
            return Err(Error::new(libc::EPIPE));
        }
        Ok(())
    }

    /// The result of receiving when there is nothing.
    fn receive_nothing(&self, flags: c_int) -> Result<c_int> {
        let error = self.error.swap(0, SeqCst);
        if error != 0 {
            return Err(Error::new(error));
        }
        let has_ended = self.is_shut(RECEIVING) && (self.is_stream() || flags & MSG_DONTWAIT == 0);
        if has_ended {
            return Ok(0);
        }
        Err(Error::EAGAIN)
    }

    fn has_room(&self) -> bool {
        let peer = self.peer();
        let is_free = if self.is_stream() {
            peer.queue.length() < ROOM
        } else {
            peer.queue.messages.load(SeqCst) < MOST_MESSAGES && peer.queue.length() <= ROOM / 2
        };
        is_free || self.is_shut(SENDING) || !peer.is_open.load(SeqCst) || peer.is_shut(RECEIVING)
    }
}

impl Object for End {
    fn kind(&self) -> c_int {
        self.type_.load(SeqCst)
    }

    fn send(&self, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
        self.change(|| {
            self.check_sendable(&msg.read()?, flags)?;
            let queue = &self.peer().queue;
            if self.is_stream() {
                queue.append(msg)
            } else {
                queue.append_message(msg)
            }
        })
    }

    fn recv(&self, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
        self.change(|| {
            if flags & MSG_OOB != 0 {
                return Err(Error::EOPNOTSUPP);
            }
            if self.queue.length() == 0 {
                let received = self.receive_nothing(flags);
                return received.and_then(|count| told(msg, count, 0));
            }
            if self.is_stream() {
                return told(msg, self.queue.take(msg, flags)?, 0);
            }
            let (moved, whole) = self.queue.take_message(msg, flags)?;
            let was_cut = if moved < whole { MSG_TRUNC } else { 0 };
            let count = if flags & MSG_TRUNC != 0 { whole } else { moved };
            told(msg, count as c_int, was_cut)
        })
    }

    fn ready(&self) -> c_short {
        let mut events = 0;
        let mut add = |event, holds| {
            if holds {
                events |= event;
            }
        };
        add(POLLIN, self.queue.length() > 0 || self.is_shut(RECEIVING));
        add(POLLRDHUP, self.is_shut(RECEIVING));
        add(POLLHUP, self.shut.load(SeqCst) == BOTH);
        add(POLLERR, self.error.load(SeqCst) != 0);
        add(POLLOUT, self.has_room());
        events
    }

    fn shutdown(&self, how: c_int) -> Result<c_int> {
        let (mine, theirs) = match how {
            libc::SHUT_RD => (RECEIVING, SENDING),
            libc::SHUT_WR => (SENDING, RECEIVING),
            libc::SHUT_RDWR => (BOTH, BOTH),
            _ => return Err(Error::EINVAL),
        };
        self.change(|| {
            self.shut.fetch_or(mine, SeqCst);
            if self.is_stream() {
                self.peer().shut.fetch_or(theirs, SeqCst);
            }
            Ok(0)
        })
    }

    fn available(&self) -> Result<c_int> {
        self.alone(|| {
            Ok(match self.queue.length() {
                0 => 0,
                length if self.is_stream() => length as c_int,
                _ => self.queue.next_length() as c_int,
            })
        })
    }

    fn close(&self) -> Result<c_int> {
        let peer = self.peer();
        let is_last = self.change(|| {
            self.is_open.store(false, SeqCst);
            if self.is_stream() {
                peer.shut.store(BOTH, SeqCst);
                if self.queue.length() > 0 {
                    peer.error.store(libc::ECONNRESET, SeqCst);
                }
            }
            Ok(!peer.is_open.load(SeqCst))
        })?;
        if is_last {
            ENDS[self.index.load(SeqCst) & !1]
                .is_taken
                .store(false, SeqCst);
        }
        Ok(0)
    }
}

/// Fill in the header of a received message: no address and no control messages.
fn told(msg: User<msghdr>, count: c_int, flags: c_int) -> Result<c_int> {
    let mut told = msg.read()?;
    told.msg_namelen = 0;
    told.msg_controllen = 0;
    told.msg_flags = flags;
    msg.write(told)?;
    Ok(count)
}

/// A ring buffer of bytes. Each datagram is preceded by its length.
struct Queue {
    bytes: [AtomicU8; ROOM],
    start: AtomicUsize,
    length: AtomicUsize,
    messages: AtomicUsize,
}

impl Queue {
    const fn new() -> Self {
        Self {
            bytes: [const { AtomicU8::new(0) }; ROOM],
            start: AtomicUsize::new(0),
            length: AtomicUsize::new(0),
            messages: AtomicUsize::new(0),
        }
    }

    fn clear(&self) {
        self.length.store(0, SeqCst);
        self.messages.store(0, SeqCst);
    }

    fn length(&self) -> usize {
        self.length.load(SeqCst)
    }

    /// The bytes from this offset on, up to the end of the ring's memory.
    fn bytes(&self, at: usize) -> &[AtomicU8] {
        &self.bytes[(self.start.load(SeqCst) + at) % ROOM..]
    }

    /// Store the first bytes of a message at this offset.
    fn put(&self, mut at: usize, msg: User<msghdr>, count: usize) -> Result<()> {
        for_each_block(msg, count, |place, length| {
            let mut block = [0; BLOCK];
            let length = length.min(self.bytes(at).len());
            place.read_into(&mut block[..length])?;
            self.put_own(at, &block[..length]);
            at += length;
            Ok(length)
        })
        .map(drop)
    }

    fn put_own(&self, at: usize, bytes: &[u8]) {
        for (place, &byte) in self.bytes(at).iter().zip(bytes) {
            place.store(byte, Relaxed);
        }
    }

    /// Copy bytes at this offset into a message. Returns how many were copied.
    fn copy(&self, mut at: usize, msg: User<msghdr>, count: usize) -> Result<usize> {
        for_each_block(msg, count, |place, length| {
            let mut block = [0; BLOCK];
            let length = length.min(self.bytes(at).len());
            for (byte, place) in block[..length].iter_mut().zip(self.bytes(at)) {
                *byte = place.load(Relaxed);
            }
            place.write_all(&block[..length])?;
            at += length;
            Ok(length)
        })
    }

    fn drop_first(&self, count: usize) {
        let start = self.start.load(SeqCst);
        self.start.store((start + count) % ROOM, SeqCst);
        self.length.fetch_sub(count, SeqCst);
    }

    fn append(&self, msg: User<msghdr>) -> Result<c_int> {
        let (wanted, length) = (Buffers::of(msg).total(), self.length());
        let count = wanted.min(ROOM - length);
        if count == 0 && wanted > 0 {
            return Err(Error::EAGAIN);
        }
        self.put(length, msg, count)?;
        self.length.fetch_add(count, SeqCst);
        Ok(count as c_int)
    }

    fn append_message(&self, msg: User<msghdr>) -> Result<c_int> {
        let (count, length) = (Buffers::of(msg).total(), self.length());
        if count > ROOM - HEADER {
            return Err(Error::EMSGSIZE);
        }
        let is_full = self.messages.load(SeqCst) == MOST_MESSAGES;
        if is_full || count > (ROOM - length).saturating_sub(HEADER) {
            return Err(Error::EAGAIN);
        }
        self.put(length + HEADER, msg, count)?;
        for (i, byte) in (count as u32).to_ne_bytes().into_iter().enumerate() {
            self.put_own(length + i, &[byte]);
        }
        self.messages.fetch_add(1, SeqCst);
        self.length.fetch_add(HEADER + count, SeqCst);
        Ok(count as c_int)
    }

    fn take(&self, msg: User<msghdr>, flags: c_int) -> Result<c_int> {
        let count = self.copy(0, msg, self.length())?;
        if flags & MSG_PEEK == 0 {
            self.drop_first(count);
        }
        Ok(count as c_int)
    }

    fn next_length(&self) -> usize {
        let header: [u8; HEADER] = core::array::from_fn(|i| self.bytes(i)[0].load(Relaxed));
        u32::from_ne_bytes(header) as usize
    }

    /// Take a message out. Returns how many bytes were copied, and its length.
    fn take_message(&self, msg: User<msghdr>, flags: c_int) -> Result<(usize, usize)> {
        let length = self.next_length();
        let moved = self.copy(HEADER, msg, length)?;
        if flags & MSG_PEEK == 0 {
            self.messages.fetch_sub(1, SeqCst);
            self.drop_first(HEADER + length);
        }
        Ok((moved, length))
    }
}

/// How many bytes are copied at once.
const BLOCK: usize = 1024;

/// Go through the first bytes of a message in blocks. `copy` returns how much of its block it has
/// copied. Returns the number of bytes.
fn for_each_block(
    msg: User<msghdr>,
    count: usize,
    mut copy: impl FnMut(User<u8>, usize) -> Result<usize>,
) -> Result<usize> {
    let mut left = count;
    for (place, length) in Buffers::of(msg).pieces() {
        let length = length.min(left);
        let mut done = 0;
        while done < length {
            done += copy(place.skip(done), (length - done).min(BLOCK))?;
        }
        left -= length;
    }
    Ok(count - left)
}
