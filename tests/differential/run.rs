//! Makes one call in one world, and collects all of its results.

use super::api::Api;
use super::args::{Room, Span};
use super::control_messages::null_descriptor;
use super::guarded::Guarded;
use super::messages;
use super::observe::Sight;
use super::ops::{Op, Polled};
use super::options;
use super::world::{World, NOBODY};
use libc::pollfd;
use std::ffi::c_int;
use std::ptr::null_mut;

/// What a call has returned and written, with names replaced by symbols.
pub struct Outcome {
    pub answer: c_int,
    pub written: Vec<(&'static str, Vec<u8>)>,
}

impl Outcome {
    pub fn new(answer: c_int) -> Self {
        Self {
            answer,
            written: Vec::new(),
        }
    }

    pub fn with(mut self, what: &'static str, bytes: Vec<u8>) -> Self {
        self.written.push((what, bytes));
        self
    }

    pub fn answering(self, answer: c_int) -> Self {
        Self { answer, ..self }
    }

    /// The outcome as observations.
    pub fn sights(self) -> Vec<Sight> {
        let written = self
            .written
            .into_iter()
            .map(|(what, bytes)| (what.into(), 0, bytes));
        std::iter::once(("answer".into(), self.answer, vec![]))
            .chain(written)
            .collect()
    }
}

/// The bytes that calls send.
pub fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 7 + len) as u8).collect()
}

/// Make the call.
pub fn perform(world: &mut World, op: &Op) -> Outcome {
    match op {
        Op::Socket(..) | Op::Socketpair(..) | Op::Listen(..) | Op::Shutdown(..) | Op::Close(..) => {
            lifecycle(world, op)
        }
        Op::Bind(..)
        | Op::Connect(..)
        | Op::Accept(..)
        | Op::Getsockname(..)
        | Op::Getpeername(..) => addresses(world, op),
        Op::Read(..)
        | Op::Write(..)
        | Op::Send(..)
        | Op::Recv(..)
        | Op::Sendto(..)
        | Op::Recvfrom(..) => bytes(world, op),
        Op::Fcntl(..)
        | Op::Getsockopt(..)
        | Op::Setsockopt(..)
        | Op::Sockatmark(..)
        | Op::Available(..)
        | Op::Poll(..) => control(world, op),
        _ => messages::perform(world, op),
    }
}

/// The result of a call that makes a socket, which is added to the world.
fn newborn(world: &mut World, answer: c_int) -> c_int {
    if answer < 0 {
        return answer;
    }
    world.keep(answer);
    0
}

fn lifecycle(world: &mut World, op: &Op) -> Outcome {
    let api = world.api;
    match *op {
        Op::Socket(domain, type_, protocol) => {
            let answer = api.socket(domain, type_, protocol);
            Outcome::new(newborn(world, answer))
        }
        Op::Socketpair(domain, type_, protocol) => {
            let sv = Guarded::of(&[-7, -7]);
            // SAFETY: room for two.
            let answer = unsafe { api.socketpair((domain, type_, protocol), sv.ptr()) };
            if answer < 0 {
                // The kernel may have written the array, and shows it; oxsock must not.
                let untouched = api == Api::System || sv.get::<[c_int; 2]>() == [-7, -7];
                assert!(untouched, "ox_socketpair has failed and changed sv");
                return Outcome::new(answer);
            }
            for s in sv.get::<[c_int; 2]>() {
                world.keep(s);
            }
            Outcome::new(answer)
        }
        Op::Listen(who, backlog) => Outcome::new(api.listen(who.of(world), backlog)),
        Op::Shutdown(who, how) => Outcome::new(api.shutdown(who.of(world), how)),
        Op::Close(who) => {
            let s = who.of(world);
            if let Some(place) = who.place(world) {
                world.sockets[place] = None;
                world.stale = s;
            }
            Outcome::new(api.close(s))
        }
        _ => unreachable!("{op:?}"),
    }
}

fn addresses(world: &mut World, op: &Op) -> Outcome {
    let api = world.api;
    match op {
        Op::Bind(who, to) | Op::Connect(who, to) => {
            let bind = matches!(op, Op::Bind(..));
            let (bytes, len) = if bind {
                to.bytes_to_bind(world)
            } else {
                to.bytes(world)
            };
            let memory = bytes.map(|bytes| Guarded::new(&bytes));
            let address = memory.as_ref().map_or(null_mut(), Guarded::ptr);
            let s = who.of(world);
            // SAFETY: guarded memory, or null, or a length that no address has.
            Outcome::new(unsafe {
                if bind {
                    api.bind(s, address, len)
                } else {
                    api.connect(s, address, len)
                }
            })
        }
        Op::Accept(who, room) | Op::Getsockname(who, room) | Op::Getpeername(who, room) => {
            let output = Output::new(*room);
            let (address, len) = (output.place(), output.len_place());
            let s = who.of(world);
            // SAFETY: guarded memory, or null.
            let answer = unsafe {
                match op {
                    Op::Accept(..) => newborn(world, api.accept(s, address, len)),
                    Op::Getsockname(..) => api.local_name(s, address, len),
                    _ => api.peer_name(s, address, len),
                }
            };
            output.address(Outcome::new(answer), world)
        }
        _ => unreachable!("{op:?}"),
    }
}

/// Memory for an output, and its length.
struct Output {
    room: Room,
    memory: Guarded,
    len: Guarded,
}

impl Output {
    fn new(room: Room) -> Self {
        let memory = Guarded::room(room.bytes());
        Self {
            room,
            memory,
            len: Guarded::of(&[room.len.unwrap_or(0)]),
        }
    }

    fn place<T>(&self) -> *mut T {
        if self.room.null {
            null_mut()
        } else {
            self.memory.ptr()
        }
    }

    fn len_place(&self) -> *mut u32 {
        self.room.len.map_or(null_mut(), |_| self.len.ptr())
    }

    /// Add the output, an address, to the outcome.
    fn address(&self, outcome: Outcome, world: &mut World) -> Outcome {
        let len = self.len.int();
        let full = usize::try_from(len).unwrap_or(0);
        let address = world.names.symbolic(&self.memory.bytes(), full);
        outcome
            .with("length", len.to_ne_bytes().to_vec())
            .with("address", address)
    }
}

fn bytes(world: &mut World, op: &Op) -> Outcome {
    let api = world.api;
    match op {
        Op::Write(who, span) | Op::Send(who, span, _) | Op::Sendto(who, span, ..) => {
            let (s, data) = (who.of(world), Guarded::new(&pattern(span.len)));
            // SAFETY: guarded memory, here and at the addresses.
            Outcome::new(unsafe {
                match op {
                    Op::Write(..) => api.write(s, data.ptr(), span.claimed()),
                    Op::Send(.., flags) => api.send(s, data.ptr(), span.claimed(), *flags),
                    Op::Sendto(.., flags, to) => {
                        let (bytes, len) = to.bytes(world);
                        let memory = bytes.map(|bytes| Guarded::new(&bytes));
                        let to = memory.as_ref().map_or(null_mut(), Guarded::ptr);
                        api.sendto(s, (data.ptr(), span.claimed()), *flags, (to, len))
                    }
                    _ => unreachable!("{op:?}"),
                }
            })
        }
        Op::Read(who, span) | Op::Recv(who, span, _) | Op::Recvfrom(who, span, ..) => {
            receive(world, who.of(world), *span, op)
        }
        _ => unreachable!("{op:?}"),
    }
}

fn receive(world: &mut World, s: c_int, span: Span, op: &Op) -> Outcome {
    let (api, data) = (world.api, Guarded::room(span.len));
    let (buffer, len) = (data.ptr(), span.claimed());
    // SAFETY: guarded memory, here and for the address.
    unsafe {
        match op {
            Op::Read(..) => {
                Outcome::new(api.read(s, buffer, len)).with("bytes", world.seen(data.bytes()))
            }
            Op::Recv(.., flags) => Outcome::new(api.recv(s, buffer, len, *flags))
                .with("bytes", world.seen(data.bytes())),
            Op::Recvfrom(.., flags, room) => {
                let from = Output::new(*room);
                let place = (from.place(), from.len_place());
                let answer = api.recvfrom(s, (buffer, len), *flags, place);
                let outcome = Outcome::new(answer).with("bytes", world.seen(data.bytes()));
                from.address(outcome, world)
            }
            _ => unreachable!("{op:?}"),
        }
    }
}

fn control(world: &mut World, op: &Op) -> Outcome {
    let api = world.api;
    match op {
        Op::Fcntl(who, command, argument) => {
            let mut answer = api.fcntl(who.of(world), *command, world.status(*command, *argument));
            if matches!(*command, libc::F_DUPFD | libc::F_DUPFD_CLOEXEC) {
                answer = newborn(world, answer);
            }
            Outcome::new(answer)
        }
        Op::Getsockopt(who, name, room) => {
            let output = Output::new(*room);
            let s = who.of(world);
            // SAFETY: guarded memory, or null.
            let answer = unsafe { api.get_option(s, *name, output.place(), output.len_place()) };
            let outcome = Outcome::new(answer);
            if options::is_address(*name) {
                return output.address(outcome, world);
            }
            let value = options::comparable(*name, output.memory.bytes());
            outcome
                .with("length", output.len.bytes())
                .with("value", value)
        }
        Op::Setsockopt(who, name, value, told) => {
            let len = told.unwrap_or(value.len() as u32);
            let value = Guarded::new(value);
            // SAFETY: guarded memory.
            Outcome::new(unsafe { api.set_option(who.of(world), *name, value.ptr(), len) })
        }
        Op::Sockatmark(who) => Outcome::new(api.sockatmark(who.of(world))),
        Op::Available(who) => Outcome::new(api.available(who.of(world))),
        Op::Poll(entries) => {
            let entry = |&(polled, events)| pollfd {
                fd: fd(world, polled),
                events,
                revents: 0x55,
            };
            let fds = Guarded::of(&entries.iter().map(entry).collect::<Vec<_>>());
            // SAFETY: guarded memory.
            let answer = unsafe { api.poll(fds.ptr(), entries.len() as u64, 0) };
            let seen = fds
                .bytes()
                .chunks_exact(size_of::<pollfd>())
                .flat_map(|one| one[4..].to_vec())
                .collect();
            Outcome::new(answer).with("events", seen)
        }
        _ => unreachable!("{op:?}"),
    }
}

fn fd(world: &World, polled: Polled) -> c_int {
    match polled {
        Polled::Socket(who) => match who.of(world) {
            // Negative numbers are covered by `Nothing`.
            nobody if nobody <= 0 => NOBODY,
            s => s,
        },
        Polled::Nothing => -5,
        Polled::Descriptor => null_descriptor(),
    }
}
