//! What travels beside the bytes of UNIX sockets: descriptors and credentials.

use super::number::get_number;
use crate::error::{Error, Result};
use crate::handle::Flags;
use crate::handle::Guard;
use crate::socket::{close, message, open, option, table};
use crate::sys::control::{receiving, sending, Bytes, Outgoing, MOST_DESCRIPTORS};
use crate::sys::{descriptor, Fd, User};
use libc::{AF_UNIX, MSG_CTRUNC, SCM_RIGHTS, SOL_SOCKET, SO_DOMAIN, SO_PEERCRED};

/// Send bytes and with them descriptors.
pub fn send_descriptors(
    s: i32,
    buf: User<u8>,
    len: usize,
    fds: User<Fd>,
    count: i32,
) -> Result<i32> {
    let fds = fds.read_all(checked(count)?)?;
    send(s, buf, len, &fds)
}

/// Send bytes and with them the sockets of handles.
pub fn send_handles(
    s: i32,
    buf: User<u8>,
    len: usize,
    handles: User<i32>,
    count: i32,
) -> Result<i32> {
    let handles = handles.read_all(checked(count)?)?;
    let guards: Vec<Guard<'_>> = handles
        .into_iter()
        .map(table::enter)
        .collect::<Result<_>>()?;
    let lend = |guard: &Guard<'_>| {
        let fd = guard.fd()?;
        guard.slot().set(Flags::SHARED); // with whoever receives it
        Ok(fd)
    };
    let fds: Vec<Fd> = guards.iter().map(lend).collect::<Result<_>>()?;
    send(s, buf, len, &fds)
}

fn checked(count: i32) -> Result<usize> {
    match usize::try_from(count) {
        Ok(count) if count <= MOST_DESCRIPTORS => Ok(count),
        _ => Err(Error::EINVAL),
    }
}

fn send(s: i32, buf: User<u8>, len: usize, fds: &[Fd]) -> Result<i32> {
    let is_stream = table::enter(s)?.flags().has(Flags::STREAM);
    if get_number(s, SOL_SOCKET, SO_DOMAIN)? != AF_UNIX {
        return Err(Error::EOPNOTSUPP);
    }
    if is_stream && len == 0 && !fds.is_empty() {
        return Err(Error::EINVAL); // the kernel would lose them without a word
    }
    let mut control = Outgoing::default();
    if !fds.is_empty() {
        let bytes: Vec<u8> = fds.iter().flat_map(|fd| fd.to_ne_bytes()).collect();
        control.push(SOL_SOCKET, SCM_RIGHTS, &bytes);
    }
    sending(Bytes::Users(buf, len), &[], &control, |msg| {
        message::send(s, msg, 0)
    })
}

/// Receive bytes and the descriptors that came with them.
pub fn recv_descriptors(
    s: i32,
    buf: User<u8>,
    len: usize,
    fds: User<Fd>,
    count: User<i32>,
) -> Result<i32> {
    recv(s, buf, len, fds, count, &Plain)
}

/// Receive bytes and handles on the sockets that came with them.
pub fn recv_handles(
    s: i32,
    buf: User<u8>,
    len: usize,
    handles: User<i32>,
    count: User<i32>,
) -> Result<i32> {
    recv(s, buf, len, handles, count, &Adopted)
}

/// What becomes of a descriptor that came.
trait Welcome {
    /// What the caller gets for it: a number, or below 0 the error that kept it out.
    fn welcome(&self, fd: Fd) -> i32;
    /// Undo it.
    fn dismiss(&self, number: i32);
}

struct Plain;

impl Welcome for Plain {
    fn welcome(&self, fd: Fd) -> i32 {
        fd
    }

    fn dismiss(&self, number: i32) {
        let _ = descriptor::close(number);
    }
}

struct Adopted;

impl Welcome for Adopted {
    fn welcome(&self, fd: Fd) -> i32 {
        match open::adopt(fd) {
            Ok(handle) => handle.number(),
            Err(error) => {
                let _ = descriptor::close(fd);
                -error.code()
            }
        }
    }

    fn dismiss(&self, number: i32) {
        let _ = close::close(number);
    }
}

fn recv(
    s: i32,
    buf: User<u8>,
    len: usize,
    places: User<i32>,
    count: User<i32>,
    host: &impl Welcome,
) -> Result<i32> {
    let room = usize::try_from(count.read()?).map_err(|_| Error::EINVAL)?;
    if get_number(s, SOL_SOCKET, SO_DOMAIN)? != AF_UNIX {
        return Err(Error::EOPNOTSUPP);
    }
    let (bytes, mut incoming) = receiving(Bytes::Users(buf, len), |msg| message::recv(s, msg, 0))?;
    let fds = incoming.take_descriptors();
    let (welcome, surplus) = fds.split_at(room.min(fds.len()));
    for &fd in surplus {
        let _ = descriptor::close(fd);
    }
    let mut arrived = fds.len();
    let mut guests: Vec<i32> = welcome.iter().map(|&fd| host.welcome(fd)).collect();
    if incoming.flags() & MSG_CTRUNC != 0 {
        arrived += 1;
        guests.push(-Error::EMFILE.code()); // in place of those that could not be let in
        guests.truncate(room);
    }
    let told = places
        .write_all(&guests)
        .and_then(|()| count.write(arrived as i32));
    if let Err(error) = told {
        for number in guests.into_iter().filter(|&number| number >= 0) {
            host.dismiss(number);
        }
        return Err(error);
    }
    Ok(bytes)
}

/// Who a peer is.
pub struct Credentials {
    /// Its process, 0 if it cannot be seen from here.
    pub pid: i32,
    /// Its user.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

/// Who the peer was when the connection was made.
pub fn peer_credentials(s: i32) -> Result<Credentials> {
    if get_number(s, SOL_SOCKET, SO_DOMAIN)? != AF_UNIX {
        return Err(Error::EOPNOTSUPP);
    }
    let mut bytes = [0; 12];
    option::read(s, SOL_SOCKET, SO_PEERCRED, &mut bytes)?;
    let word = |i: usize| std::array::from_fn(|j| bytes[4 * i + j]);
    let found = Credentials {
        pid: i32::from_ne_bytes(word(0)),
        uid: u32::from_ne_bytes(word(1)),
        gid: u32::from_ne_bytes(word(2)),
    };
    if found.pid == 0 && found.uid == u32::MAX {
        return Err(Error::ENOTCONN);
    }
    Ok(found)
}
