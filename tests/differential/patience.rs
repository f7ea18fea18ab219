//! For worlds with blocking sockets: which calls cannot wait, and how the others are changed so
//! that they cannot.

use super::args::{Span, Who};
use super::ops::{Op, Outgoing};
use super::options;
use super::world::World;
use libc::{MSG_DONTWAIT, MSG_WAITALL, MSG_WAITFORONE};
use std::ffi::c_int;

/// A length for which a send buffer has room whenever poll reports POLLOUT.
const SMALL: usize = 4096;

/// The call, if it cannot wait; the call with MSG_DONTWAIT, if it takes flags; otherwise None.
pub fn without_waiting(system: &World, op: &Op) -> Option<Op> {
    if delays(op) {
        return None;
    }
    let mut op = op.clone();
    match &mut op {
        Op::Read(who, span) => receivable(system, *who, span.claimed(), 0).then_some(op),
        Op::Readv(who, spans, _) => receivable(system, *who, total(spans.iter()), 0).then_some(op),
        Op::Write(who, span) => sendable(system, *who, span.claimed(), 0).then_some(op),
        Op::Writev(who, spans, _) => sendable(system, *who, total(spans.iter()), 0).then_some(op),
        Op::Accept(who, _) => ready(system, *who, libc::POLLIN).then_some(op),
        Op::Listen(_, backlog) => {
            *backlog = (*backlog).max(16);
            Some(op)
        }
        Op::Recv(..) | Op::Recvfrom(..) | Op::Recvmsg(..) | Op::Recvmmsg(..) => {
            Some(receiving(system, op))
        }
        Op::Send(..) | Op::Sendto(..) | Op::Sendmsg(..) | Op::Sendmmsg(..) => {
            Some(sending(system, op))
        }
        _ => Some(op),
    }
}

/// The call, if it can be made on sockets with short timeouts.
pub fn briefly(op: &Op) -> Option<Op> {
    // TCP returns 0 and not EAGAIN for a receive of 0 bytes, by a side effect of the kernel's loop.
    let nothing = match op {
        Op::Recv(_, span, _) | Op::Recvfrom(_, span, ..) => span.claimed() == 0,
        Op::Recvmsg(_, incoming, _) => total(incoming.spans.iter()) == 0,
        Op::Recvmmsg(_, incoming, ..) => incoming.iter().any(|one| total(one.spans.iter()) == 0),
        _ => false,
    };
    (!nothing && !delays(op)).then(|| op.clone())
}

/// Whether later calls could wait because of this one.
fn delays(op: &Op) -> bool {
    matches!(op, Op::Setsockopt(_, name, ..) if options::delays(*name))
}

fn receiving(system: &World, mut op: Op) -> Op {
    let (who, want, flags) = match &mut op {
        Op::Recv(who, span, flags) | Op::Recvfrom(who, span, flags, _) => {
            (*who, span.claimed(), flags)
        }
        Op::Recvmsg(who, incoming, flags) => (*who, total(incoming.spans.iter()), flags),
        Op::Recvmmsg(who, incoming, flags, _) => {
            *flags |= MSG_WAITFORONE;
            (
                *who,
                total(incoming.iter().flat_map(|one| &one.spans)),
                flags,
            )
        }
        _ => unreachable!("{op:?}"),
    };
    if !receivable(system, who, want, *flags) {
        *flags |= MSG_DONTWAIT;
    }
    op
}

fn sending(system: &World, mut op: Op) -> Op {
    let (who, len, flags, elsewhere) = match &mut op {
        Op::Send(who, span, flags) => (*who, span.claimed(), flags, false),
        Op::Sendto(who, span, flags, _) => (*who, span.claimed(), flags, true),
        Op::Sendmsg(who, Outgoing { to, spans, .. }, flags) => {
            (*who, total(spans.iter()), flags, to.is_some())
        }
        // Its first messages may use up the room that poll has reported.
        Op::Sendmmsg(who, outgoing, flags) => (*who, 0, flags, outgoing.len() != 1),
        _ => unreachable!("{op:?}"),
    };
    if elsewhere || !sendable(system, who, len, *flags) {
        *flags |= MSG_DONTWAIT;
    }
    op
}

fn total<'a>(spans: impl Iterator<Item = &'a Span>) -> usize {
    spans.fold(0usize, |sum, span| sum.saturating_add(span.claimed()))
}

/// Whether receiving this much returns at once.
fn receivable(system: &World, who: Who, want: usize, flags: c_int) -> bool {
    let there = || usize::try_from(system.api.available(who.of(system))).unwrap_or(0);
    flags & MSG_DONTWAIT != 0
        || ready(system, who, libc::POLLIN | libc::POLLHUP)
            && (flags & MSG_WAITALL == 0 || want <= there())
}

/// Whether sending this much returns at once.
fn sendable(system: &World, who: Who, len: usize, flags: c_int) -> bool {
    flags & MSG_DONTWAIT != 0 || len <= SMALL && ready(system, who, libc::POLLOUT)
}

/// Whether poll reports one of the events. A call on a number that is no socket returns at once,
/// too.
fn ready(system: &World, who: Who, events: i16) -> bool {
    let mut entry = libc::pollfd {
        fd: who.of(system),
        events,
        revents: 0,
    };
    // SAFETY: one entry.
    unsafe { libc::poll(&mut entry, 1, 0) };
    entry.revents & (events | libc::POLLNVAL) != 0
}
