//! Observing the state of a world by calls.

use super::control_messages;
use super::guarded::Guarded;
use super::options;
use super::world::World;
use libc::pollfd;
use std::ffi::c_int;

const EVENTS: i16 = libc::POLLIN | libc::POLLOUT | libc::POLLPRI | libc::POLLRDHUP;

/// An observation: what was asked, the result, and the bytes that were written.
pub type Sight = (String, c_int, Vec<u8>);

/// What can be observed of every open socket without changing it.
pub fn glance(world: &mut World) -> Vec<Sight> {
    open(world)
        .into_iter()
        .flat_map(|s| glance_at(world, s))
        .collect()
}

fn open(world: &World) -> Vec<c_int> {
    world.sockets.iter().copied().flatten().collect()
}

fn glance_at(world: &mut World, s: c_int) -> Vec<Sight> {
    let api = world.api;
    let fds = Guarded::of(&[pollfd {
        fd: s,
        events: EVENTS,
        revents: 0,
    }]);
    // SAFETY: guarded memory.
    let ready = unsafe { api.poll(fds.ptr(), 1, 0) };
    let events = fds.get::<pollfd>().revents;
    let mut sight = vec![
        ("poll".into(), ready, events.to_ne_bytes().to_vec()),
        ("available".into(), api.available(s), vec![]),
        ("sockatmark".into(), api.sockatmark(s), vec![]),
        ("F_GETFL".into(), api.fcntl(s, libc::F_GETFL, 0), vec![]),
        ("F_GETFD".into(), api.fcntl(s, libc::F_GETFD, 0), vec![]),
    ];
    for local in [true, false] {
        let (room, len) = (Guarded::room(128), Guarded::of(&[128]));
        // SAFETY: guarded memory.
        let (what, answer) = unsafe {
            match local {
                true => ("own name", api.local_name(s, room.ptr(), len.ptr())),
                false => ("peer's name", api.peer_name(s, room.ptr(), len.ptr())),
            }
        };
        let name = world.names.symbolic(&room.bytes(), len.int() as usize);
        sight.push((what.into(), answer, [len.bytes(), name].concat()));
    }
    sight
}

/// All that can be observed at the end: the options, then what is left in the queues, then the
/// descriptor's own state, then how it closes.
pub fn autopsy(world: &mut World) -> Vec<Sight> {
    let mut sights = Vec::new();
    for s in open(world) {
        sights.extend(option_values(world, s));
    }
    for s in open(world) {
        sights.extend(leftovers(world, s));
    }
    sights.extend(endings(world));
    sights
}

fn option_values(world: &World, s: c_int) -> Vec<Sight> {
    let names = options::telling().chain([(libc::SOL_SOCKET, libc::SO_ERROR)]);
    let value = |name| {
        let (room, len) = (Guarded::room(64), Guarded::of(&[64]));
        // SAFETY: guarded memory.
        let answer = unsafe { world.api.get_option(s, name, room.ptr(), len.ptr()) };
        (
            format!("option {name:?}"),
            answer,
            [len.bytes(), options::comparable(name, room.bytes())].concat(),
        )
    };
    names.map(value).collect()
}

/// Receive everything, first from the error queue, then from the receive queue.
fn leftovers(world: &mut World, s: c_int) -> Vec<Sight> {
    let mut sight = Vec::new();
    for flags in [libc::MSG_ERRQUEUE, 0] {
        for turn in 0..20 {
            let (answer, bytes) = receive(world, s, flags | libc::MSG_DONTWAIT);
            sight.push((format!("left, flags {flags}, {turn}"), answer, bytes));
            if answer <= 0 {
                break;
            }
        }
    }
    sight
}

fn receive(world: &mut World, s: c_int, flags: c_int) -> (c_int, Vec<u8>) {
    let (data, control) = (Guarded::room(3000), Guarded::room(512));
    let vector = Guarded::of(&[libc::iovec {
        iov_base: data.ptr(),
        iov_len: 3000,
    }]);
    // SAFETY: zeros are a valid header.
    let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = vector.ptr();
    header.msg_iovlen = 1;
    header.msg_control = control.ptr();
    header.msg_controllen = 512;
    let header = Guarded::of(&[header]);
    // SAFETY: guarded memory.
    let answer = unsafe { world.api.recvmsg(s, header.ptr(), flags) };
    if answer < 0 {
        return (answer, Vec::new());
    }
    let after = header.get::<libc::msghdr>();
    let mut seen = world.seen(data.bytes());
    seen.extend(after.msg_flags.to_ne_bytes());
    let controls =
        control_messages::read(&control.bytes()[..after.msg_controllen], &mut world.names);
    for (level, type_, content) in controls {
        seen.extend([level, type_].map(i32::to_ne_bytes).concat());
        seen.extend(content);
    }
    (answer, seen)
}

/// Close every other socket; release the rest, look at them, and close them then.
fn endings(world: &mut World) -> Vec<Sight> {
    let mut sight = Vec::new();
    let last = libc::linger {
        l_onoff: 1,
        l_linger: 0,
    };
    for (number, s) in std::mem::take(&mut world.sockets)
        .into_iter()
        .flatten()
        .enumerate()
    {
        let linger = Guarded::of(&[last]);
        let name = (libc::SOL_SOCKET, libc::SO_LINGER);
        // SAFETY: guarded memory.
        unsafe { world.api.set_option(s, name, linger.ptr(), 8) };
        // SAFETY: only numbers; the descriptor is the world's to look at and, when released, to
        // close.
        unsafe {
            if number % 2 == 0 {
                let fd = world.api.descriptor(s);
                sight.push((
                    "close-on-exec".into(),
                    libc::fcntl(fd, libc::F_GETFD),
                    vec![],
                ));
                sight.push(("close".into(), world.api.close(s), vec![]));
            } else {
                let fd = world.api.release(s);
                sight.push((
                    "close-on-exec".into(),
                    libc::fcntl(fd, libc::F_GETFD),
                    vec![],
                ));
                sight.push(("status".into(), libc::fcntl(fd, libc::F_GETFL), vec![]));
                sight.push(("close of the descriptor".into(), libc::close(fd), vec![]));
            }
        }
    }
    sight
}
