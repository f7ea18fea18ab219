//! The calls that take message headers and arrays of buffers.

use super::args::{Room, Span};
use super::control_messages;
use super::guarded::Guarded;
use super::ops::{Incoming, Op, Outgoing};
use super::run::{pattern, Outcome};
use super::world::World;
use libc::{iovec, mmsghdr, msghdr, timespec};
use std::ptr::null_mut;

/// Make the call, which must be one of these.
pub fn perform(world: &mut World, op: &Op) -> Outcome {
    let api = world.api;
    match op {
        Op::Readv(who, spans, count) => {
            let vector = Vector::room(spans);
            let count = count.unwrap_or(spans.len() as i32);
            // SAFETY: guarded memory; a false count is out of range, or comes to its end.
            let answer = unsafe { api.readv(who.of(world), vector.place(), count) };
            Outcome::new(answer).with("bytes", world.seen(vector.bytes()))
        }
        Op::Writev(who, spans, count) => {
            let vector = Vector::data(spans);
            let count = count.unwrap_or(spans.len() as i32);
            // SAFETY: as for readv.
            Outcome::new(unsafe { api.writev(who.of(world), vector.place(), count) })
        }
        Op::Sendmsg(who, outgoing, flags) => {
            let message = Message::outgoing(world, outgoing);
            let header = Guarded::of(&[message.header()]);
            // SAFETY: guarded memory throughout.
            let answer = unsafe { api.sendmsg(who.of(world), header.ptr(), *flags) };
            message.assert_same(header.get());
            Outcome::new(answer)
        }
        Op::Recvmsg(who, incoming, flags) => {
            let message = Message::incoming(incoming);
            let header = Guarded::of(&[message.header()]);
            // SAFETY: guarded memory throughout.
            let answer = unsafe { api.recvmsg(who.of(world), header.ptr(), *flags) };
            let outcome = Outcome::new(answer);
            message.arrived(header.get(), answer >= 0, world, outcome)
        }
        Op::Sendmmsg(..) => send_several(world, op),
        Op::Recvmmsg(..) => receive_several(world, op),
        _ => unreachable!("{op:?}"),
    }
}

fn send_several(world: &mut World, op: &Op) -> Outcome {
    let Op::Sendmmsg(who, outgoing, flags) = op else {
        unreachable!("{op:?}")
    };
    let messages: Vec<_> = outgoing
        .iter()
        .map(|one| Message::outgoing(world, one))
        .collect();
    let (headers, count) = (headers(&messages), messages.len() as u32);
    // SAFETY: guarded memory throughout.
    let answer = unsafe {
        world
            .api
            .sendmmsg(who.of(world), headers.ptr(), count, *flags)
    };
    let mut outcome = Outcome::new(answer);
    for (message, header) in messages.iter().zip(unpack(&headers)) {
        message.assert_same(header.msg_hdr);
        outcome = outcome.with("msg_len", header.msg_len.to_ne_bytes().to_vec());
    }
    outcome
}

fn receive_several(world: &mut World, op: &Op) -> Outcome {
    let Op::Recvmmsg(who, incoming, flags, timeout) = op else {
        unreachable!("{op:?}")
    };
    let messages: Vec<_> = incoming.iter().map(Message::incoming).collect();
    let (headers, count) = (headers(&messages), messages.len() as u32);
    let timeout = timeout.map(|(tv_sec, tv_nsec)| Guarded::of(&[timespec { tv_sec, tv_nsec }]));
    let limit = timeout.as_ref().map_or(null_mut(), Guarded::ptr);
    let s = who.of(world);
    // SAFETY: guarded memory throughout.
    let answer = unsafe { world.api.recvmmsg(s, (headers.ptr(), count), *flags, limit) };
    let arrived = usize::try_from(answer).unwrap_or(0);
    let mut outcome = Outcome::new(answer);
    for (message, header) in messages.iter().zip(unpack(&headers)).take(arrived) {
        outcome = outcome.with("msg_len", header.msg_len.to_ne_bytes().to_vec());
        outcome = message.arrived(header.msg_hdr, true, world, outcome);
    }
    outcome
}

fn headers(messages: &[Message]) -> Guarded {
    let header = |message: &Message| mmsghdr {
        msg_hdr: message.header(),
        msg_len: 0x5555,
    };
    Guarded::of(&messages.iter().map(header).collect::<Vec<_>>())
}

fn unpack(headers: &Guarded) -> Vec<mmsghdr> {
    let bytes = headers.bytes();
    let each = bytes.chunks_exact(size_of::<mmsghdr>());
    // SAFETY: each piece holds a whole `mmsghdr`, a plain structure.
    each.map(|one| unsafe { one.as_ptr().cast::<mmsghdr>().read_unaligned() })
        .collect()
}

/// Buffers, and the array that names them.
struct Vector {
    buffers: Vec<Guarded>,
    memory: Guarded,
    entries: usize,
}

impl Vector {
    fn data(spans: &[Span]) -> Self {
        Self::over(
            spans,
            spans
                .iter()
                .map(|span| Guarded::new(&pattern(span.len)))
                .collect(),
        )
    }

    fn room(spans: &[Span]) -> Self {
        Self::over(
            spans,
            spans.iter().map(|span| Guarded::room(span.len)).collect(),
        )
    }

    fn over(spans: &[Span], buffers: Vec<Guarded>) -> Self {
        let entry = |(span, buffer): (&Span, &Guarded)| iovec {
            iov_base: buffer.ptr(),
            iov_len: span.claimed(),
        };
        let entries: Vec<_> = spans.iter().zip(&buffers).map(entry).collect();
        Self {
            memory: Guarded::of(&entries),
            entries: entries.len(),
            buffers,
        }
    }

    fn place(&self) -> *mut iovec {
        self.memory.ptr()
    }

    fn bytes(&self) -> Vec<u8> {
        self.buffers.iter().flat_map(Guarded::bytes).collect()
    }
}

/// A message header and everything that it points to.
struct Message {
    name: Option<Guarded>,
    name_len: u32,
    vector: Vector,
    control: Guarded,
    control_len: usize,
}

impl Message {
    fn outgoing(world: &World, outgoing: &Outgoing) -> Self {
        let to = outgoing.to.as_ref().map_or((None, 0), |to| to.bytes(world));
        let control = control_messages::bytes(&outgoing.control);
        Self {
            name: to.0.map(|bytes| Guarded::new(&bytes)),
            name_len: to.1,
            vector: Vector::data(&outgoing.spans),
            control_len: outgoing
                .cut
                .map_or(control.len(), |cut| cut.min(control.len())),
            control: Guarded::new(&control),
        }
    }

    fn incoming(incoming: &Incoming) -> Self {
        let Room { null, len } = incoming.name;
        Self {
            name: (!null).then(|| Guarded::room(incoming.name.bytes())),
            name_len: len.unwrap_or(0) as u32,
            vector: Vector::room(&incoming.spans),
            control: Guarded::room(incoming.control),
            control_len: incoming.control,
        }
    }

    fn header(&self) -> msghdr {
        // SAFETY: zeros are a valid header, and its padding is not looked at.
        let mut header: msghdr = unsafe { std::mem::zeroed() };
        header.msg_name = self.name.as_ref().map_or(null_mut(), Guarded::ptr);
        header.msg_namelen = self.name_len;
        header.msg_iov = self.vector.place();
        header.msg_iovlen = self.vector.entries;
        header.msg_control = self.control.ptr();
        header.msg_controllen = self.control_len;
        header.msg_flags = 0x0550_0000;
        header
    }

    /// No call may change the pointers in the header.
    fn assert_same_places(&self, after: msghdr) {
        let before = self.header();
        assert_eq!(before.msg_name, after.msg_name);
        assert_eq!(before.msg_iov, after.msg_iov);
        assert_eq!(before.msg_iovlen, after.msg_iovlen);
        assert_eq!(before.msg_control, after.msg_control);
    }

    /// A call that sends may change nothing.
    fn assert_same(&self, after: msghdr) {
        self.assert_same_places(after);
        let before = self.header();
        assert_eq!(before.msg_namelen, after.msg_namelen);
        assert_eq!(before.msg_controllen, after.msg_controllen);
        assert_eq!(before.msg_flags, after.msg_flags);
    }

    /// What was received with the header, or what it holds after a failure.
    fn arrived(&self, after: msghdr, well: bool, world: &mut World, outcome: Outcome) -> Outcome {
        self.assert_same_places(after);
        let mut outcome = outcome
            .with("msg_namelen", after.msg_namelen.to_ne_bytes().to_vec())
            .with(
                "msg_controllen",
                after.msg_controllen.to_ne_bytes().to_vec(),
            )
            .with("msg_flags", after.msg_flags.to_ne_bytes().to_vec())
            .with("bytes", world.seen(self.vector.bytes()));
        if let Some(name) = &self.name {
            let name = world
                .names
                .symbolic(&name.bytes(), after.msg_namelen as usize);
            outcome = outcome.with("msg_name", name);
        }
        let control = self.control.bytes();
        let (used, unused) = control.split_at(if well { after.msg_controllen } else { 0 });
        for (level, type_, content) in control_messages::read(used, &mut world.names) {
            let kind = [level, type_].map(i32::to_ne_bytes).concat();
            outcome = outcome.with("control message", [kind, content].concat());
        }
        outcome.with("room for control messages", unused.to_vec())
    }
}
