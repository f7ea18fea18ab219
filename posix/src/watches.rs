//! What a program concludes from a socket's events, and rules may not belie.
//!
//! A short transfer stands for bytes that are on their way, and EAGAIN for ones that have not come.
//! So what the rules do is as a network could do it only if
//!
//! - the rest is announced by an event of its own. A program that watches by edges (EPOLLET) waits
//!   for it: epoll(7) says that nothing is left after a short transfer. TCP can be made to repeat
//!   its events.
//! - nobody has been told that all has come. A program that knows of the end (EPOLLRDHUP, EPOLLHUP)
//!   takes a short read for the last one, and on Linux it is. One that has been shown bytes
//!   (MSG_PEEK), or had them counted (FIONREAD), finds them by its next call.
//!
//! And a UNIX socket takes some bytes where none are on their way.
//!
//! Where neither holds, the rule leaves the call alone. What is remembered here is a socket's, not a
//! descriptor's: it may have several, and a child of vfork closes its own in its parent's memory.

use crate::next::kernel;
use core::ffi::c_int;
use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use libc::{c_short, POLLHUP, POLLRDHUP};
use oxsock::error::Error;
use oxsock::sys::facts;
use oxsock::sys::inject::{Call, Decision, Fault, Subject};

/// Its events are asked for; with them always comes that both directions have ended.
const WATCHED: u8 = 1;
/// It is asked for the end of the receiving direction.
const FOR_END: u8 = 2;
/// Edges are asked for.
const BY_EDGES: u8 = 4;
/// Bytes have been shown, and not yet been received.
const SHOWN: u8 = 8;

/// Whether any socket has had that. It spares the others a question.
static ANY_SHOWN: AtomicBool = AtomicBool::new(false);

/// By the last bits of the number that the kernel gives each socket, in their order. So a later socket
/// may be taken to be watched as one long before it was, and then rules leave more alone.
static WATCHES: [AtomicU8; 65536] = [const { AtomicU8::new(0) }; 65536];

/// None if the kernel gives no numbers, before Linux 4.12: it is taken to be watched in every way.
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

/// A program is about to watch a descriptor for these events of epoll(7).
pub fn begin(fd: c_int, events: u32) {
    let has = |event: c_int, bit| if events & event as u32 != 0 { bit } else { 0 };
    add(
        fd,
        WATCHED | has(libc::EPOLLRDHUP, FOR_END) | has(libc::EPOLLET, BY_EDGES),
    );
}

/// A program has been told of these events of poll(2).
pub fn told(fd: c_int, events: c_short) {
    if events & POLLHUP != 0 {
        add(fd, WATCHED);
    }
    if events & POLLRDHUP != 0 {
        add(fd, FOR_END);
    }
}

/// A program has been shown some bytes, or told how many there are.
pub fn show(fd: c_int) {
    add(fd, SHOWN);
    ANY_SHOWN.store(true, Ordering::Relaxed);
}

/// Whether a program has been shown what a call is about to receive, or to show again.
fn is_shown(subject: &Subject) -> bool {
    if subject.call != Call::Recv || !ANY_SHOWN.load(Ordering::Relaxed) {
        return false;
    }
    let rest = if subject.peeks { !0 } else { !SHOWN };
    place(subject.fd).is_some_and(|place| place.fetch_and(rest, Ordering::Relaxed) & SHOWN != 0)
}

/// Whether no network could do to a call what has been decided.
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

/// Whether a program has been told that all bytes are there, or could have been.
fn knows_of_end(fd: c_int) -> bool {
    let by_end = is(fd, FOR_END);
    if !by_end && !is(fd, WATCHED) {
        return false;
    }
    let asked = if by_end { POLLRDHUP } else { 0 };
    facts::ready(fd, asked) & (POLLHUP | POLLRDHUP) != 0
}

/// Whether it is a UNIX socket on which nothing is on its way. The system takes some bytes then; and
/// programs that wake themselves by such a pair rely on it that a full one wakes them.
fn is_empty_pair(fd: c_int) -> bool {
    let mut left: c_int = 0;
    let arguments = [fd as usize, libc::TIOCOUTQ as usize, &raw mut left as usize];
    facts::option(fd, libc::SOL_SOCKET, libc::SO_DOMAIN) == Some(libc::AF_UNIX)
        // SAFETY: there is room for an int.
        && unsafe { kernel(libc::SYS_ioctl, arguments) } == 0
        && left == 0
}

/// Whether something may be left to do that a program takes for done.
fn leaves_something(fault: Option<Fault>) -> bool {
    matches!(fault, Some(Fault::Short(_) | Fault::Error(Error::EAGAIN)))
}

/// Whether `repeat_events` works for a call.
fn repeats_events(call: Call, fd: c_int) -> bool {
    let protocol = facts::option(fd, libc::SOL_SOCKET, libc::SO_PROTOCOL);
    matches!(call, Call::Recv | Call::Send)
        && matches!(protocol, Some(libc::IPPROTO_TCP | libc::IPPROTO_MPTCP))
}

/// A call has come to what was decided: have the kernel announce what is left. TCP does so when one
/// of these options is set, be it to the value that it has.
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
