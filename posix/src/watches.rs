//! What a program can conclude from a socket's events, and rules must not contradict.
//!
//! A short transfer means that the rest is on its way, and EAGAIN that nothing has come yet. A rule
//! does what a network could do only if both hold:
//!
//! - The rest is announced by an event. A program with edge-triggered events (EPOLLET) waits for
//!   it, since epoll(7) says that nothing is left after a short transfer. TCP can be made to repeat
//!   its events.
//! - The program has not been told that everything has arrived. One that has seen the end
//!   (EPOLLRDHUP, EPOLLHUP) takes a short read for the last one, and on Linux it is. One that has
//!   peeked at bytes (MSG_PEEK), or counted them (FIONREAD), relies on getting them by its next
//!   call.
//!
//! Besides, a UNIX socket whose peer has read everything accepts at least some bytes.
//!
//! Where a rule would break one of these, it does not strike. The state is kept for each socket and
//! not for each descriptor: a socket can have several, and a child of vfork closes its descriptors
//! in its parent's memory.

use crate::next::kernel;
use core::ffi::c_int;
use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use libc::{c_short, POLLHUP, POLLRDHUP};
use oxsock::error::Error;
use oxsock::sys::facts;
use oxsock::sys::inject::{Call, Decision, Fault, Subject};

/// The program polls the socket; the end of both directions (EPOLLHUP) is always reported.
const WATCHED: u8 = 1;
/// The program asks for the end of the receiving direction (EPOLLRDHUP).
const FOR_END: u8 = 2;
/// The program asks for edge-triggered events (EPOLLET).
const BY_EDGES: u8 = 4;
/// The program has peeked at or counted bytes that it has not received yet.
const SHOWN: u8 = 8;

/// Whether this holds of any socket. If not, the socket's number need not be asked for.
static ANY_SHOWN: AtomicBool = AtomicBool::new(false);

/// Indexed by the low bits of SO_COOKIE, which the kernel counts upward. A later socket may share
/// its entry with a much earlier one; rules then spare more calls than they have to.
static WATCHES: [AtomicU8; 65536] = [const { AtomicU8::new(0) }; 65536];

/// The entry of a socket. None before Linux 4.12, which has no SO_COOKIE: the socket is then taken
/// to be watched in every way.
fn place(fd: c_int) -> Option<&'static AtomicU8> {
    let mut number = 0u64;
    let mut length = size_of_val(&number) as libc::socklen_t;
    let arguments = [
        fd as usize,
        libc::SOL_SOCKET as usize,
        libc::SO_COOKIE as usize,
        &raw mut number as usize,
        &raw mut length as usize,
    ];
    // SAFETY: there is room for as much as `length` says.
    let asked = unsafe { kernel(libc::SYS_getsockopt, arguments) };
    (asked == 0).then(|| &WATCHES[number as usize % WATCHES.len()])
}

fn is(fd: c_int, bits: u8) -> bool {
    place(fd).is_none_or(|place| place.load(Ordering::Relaxed) & bits != 0)
}

fn add(fd: c_int, bits: u8) {
    if let Some(place) = place(fd) {
        place.fetch_or(bits, Ordering::Relaxed);
    }
}

/// The program is about to watch a descriptor for these events of epoll(7).
pub fn begin(fd: c_int, events: u32) {
    let has = |event: c_int, bit| if events & event as u32 != 0 { bit } else { 0 };
    add(
        fd,
        WATCHED | has(libc::EPOLLRDHUP, FOR_END) | has(libc::EPOLLET, BY_EDGES),
    );
}

/// The program has been told of these events of poll(2).
pub fn told(fd: c_int, events: c_short) {
    if events & POLLHUP != 0 {
        add(fd, WATCHED);
    }
    if events & POLLRDHUP != 0 {
        add(fd, FOR_END);
    }
}

/// The program has peeked at bytes, or been told how many there are.
pub fn show(fd: c_int) {
    add(fd, SHOWN);
    ANY_SHOWN.store(true, Ordering::Relaxed);
}

/// Whether the program has seen the bytes that a call is about to receive, or to peek at again.
fn is_shown(subject: &Subject) -> bool {
    if subject.call != Call::Recv || !ANY_SHOWN.load(Ordering::Relaxed) {
        return false;
    }
    let rest = if subject.peeks { !0 } else { !SHOWN };
    place(subject.fd).is_some_and(|place| place.fetch_and(rest, Ordering::Relaxed) & SHOWN != 0)
}

/// Whether no network could do to a call what was decided.
pub fn forbid(subject: &Subject, decision: &Decision) -> bool {
    let (call, fd) = (subject.call, subject.fd);
    let is_shown = is_shown(subject);
    match decision.fault {
        Some(Fault::Lose) if is_shown => true,
        fault if is_shown && leaves_something(fault) => true,
        Some(Fault::Short(_)) if call == Call::Recv && knows_of_end(fd) => true,
        Some(Fault::Error(Error::EAGAIN)) if call == Call::Send && is_empty_pair(fd) => true,
        fault => leaves_something(fault) && is(fd, BY_EDGES) && !repeats_events(call, fd),
    }
}

/// Whether the program has been told that everything has arrived, or could have been.
fn knows_of_end(fd: c_int) -> bool {
    let by_end = is(fd, FOR_END);
    if !by_end && !is(fd, WATCHED) {
        return false;
    }
    let asked = if by_end { POLLRDHUP } else { 0 };
    facts::ready(fd, asked) & (POLLHUP | POLLRDHUP) != 0
}

/// Whether it is a UNIX socket whose peer has read everything. The system then accepts some bytes,
/// and programs that wake themselves by a socket pair rely on EAGAIN meaning that the reader is
/// awake.
fn is_empty_pair(fd: c_int) -> bool {
    let mut left: c_int = 0;
    let arguments = [fd as usize, libc::TIOCOUTQ as usize, &raw mut left as usize];
    facts::option(fd, libc::SOL_SOCKET, libc::SO_DOMAIN) == Some(libc::AF_UNIX)
        // SAFETY: there is room for an int.
        && unsafe { kernel(libc::SYS_ioctl, arguments) } == 0
        && left == 0
}

/// Whether the fault leaves bytes that a program may take for moved.
fn leaves_something(fault: Option<Fault>) -> bool {
    matches!(fault, Some(Fault::Short(_) | Fault::Error(Error::EAGAIN)))
}

/// Whether `repeat_events` works for a call.
fn repeats_events(call: Call, fd: c_int) -> bool {
    let protocol = facts::option(fd, libc::SOL_SOCKET, libc::SO_PROTOCOL);
    matches!(call, Call::Recv | Call::Send)
        && matches!(protocol, Some(libc::IPPROTO_TCP | libc::IPPROTO_MPTCP))
}

/// After a fault that leaves bytes, have the kernel report the socket's events again. TCP does so
/// when one of these options is set, even to the value that it has.
pub fn repeat_events(call: Call, fd: c_int, decision: &Decision) {
    if !leaves_something(decision.fault) || !repeats_events(call, fd) {
        return;
    }
    let (level, name) = match call {
        Call::Recv => (libc::SOL_SOCKET, libc::SO_RCVLOWAT),
        _ => (libc::IPPROTO_TCP, libc::TCP_NOTSENT_LOWAT),
    };
    if let Some(value) = facts::option(fd, level, name) {
        let value = &raw const value as usize;
        let arguments = [fd as usize, level as usize, name as usize, value, 4];
        // SAFETY: four bytes are there.
        unsafe { kernel(libc::SYS_setsockopt, arguments) };
    }
}
