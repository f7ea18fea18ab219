//! Descriptors and credentials over UNIX sockets.

use super::number::get_number;
use crate::error::{Error, Result};
use crate::handle::Flags;
use crate::socket::{close, control, message, open, option, table};
use crate::sys::control::{
    receiving, sending, Bytes, Descriptors, Incoming, Outgoing, MOST_DESCRIPTORS,
};
use crate::sys::descriptor::{self, Owned};
use crate::sys::{Fd, User};
use arrayvec::ArrayVec;
use libc::{AF_UNIX, MSG_CTRUNC, SCM_RIGHTS, SOL_SOCKET, SO_DOMAIN, SO_PEERCRED};

/// Send bytes and with them descriptors.
pub fn send_descriptors(
    s: i32,
    buf: User<u8>,
    len: usize,
    fds: User<Fd>,
    count: i32,
) -> Result<i32> {
    let fds: Result<Descriptors> = (0..checked(count)?).map(|i| fds.skip(i).read()).collect();
    send(s, buf, len, &fds?)
}

/// Send bytes and with them the sockets of handles. Duplicates of their descriptors are sent, so
/// that no other socket is sent if a handle is closed meanwhile.
pub fn send_handles(
    s: i32,
    buf: User<u8>,
    len: usize,
    handles: User<i32>,
    count: i32,
) -> Result<i32> {
    let duplicates: Result<ArrayVec<Owned, MOST_DESCRIPTORS>> = (0..checked(count)?)
        .map(|i| duplicate(handles.skip(i).read()?))
        .collect();
    let duplicates = duplicates?;
    let fds: Descriptors = duplicates.iter().map(Owned::fd).collect();
    send(s, buf, len, &fds)
}

fn duplicate(handle: i32) -> Result<Owned> {
    // F_DUPFD returns EINVAL if RLIMIT_NOFILE is 0: the process may have no descriptor at all.
    control::duplicate_of(&table::enter(handle)?, 0).map_err(|error| match error {
        Error::EINVAL => Error::EMFILE,
        error => error,
    })
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
        return Err(Error::EINVAL); // the kernel would drop them and return 0
    }
    let mut control = Outgoing::default();
    if !fds.is_empty() {
        let bytes: ArrayVec<u8, { MOST_DESCRIPTORS * size_of::<Fd>() }> =
            fds.iter().flat_map(|fd| fd.to_ne_bytes()).collect();
        control.push(SOL_SOCKET, SCM_RIGHTS, &bytes)?;
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
    recv(s, buf, len, fds, count, Form::Descriptor)
}

/// Receive bytes, and the sockets that came with them, as handles.
pub fn recv_handles(
    s: i32,
    buf: User<u8>,
    len: usize,
    handles: User<i32>,
    count: User<i32>,
) -> Result<i32> {
    recv(s, buf, len, handles, count, Form::Handle)
}

/// In which form the caller gets a received descriptor.
#[derive(Clone, Copy)]
enum Form {
    Descriptor,
    Handle,
}

impl Form {
    /// The number that the caller gets for a descriptor; or, if it had to be closed, the negated
    /// error.
    fn number_for(self, fd: Fd) -> i32 {
        match self {
            Self::Descriptor => fd,
            Self::Handle => match open::adopt(fd) {
                Ok(handle) => handle.number(),
                Err(error) => {
                    let _ = descriptor::close(fd);
                    -error.code()
                }
            },
        }
    }

    /// Close what `number_for` returned.
    fn close(self, number: i32) {
        let _ = match self {
            Self::Descriptor => descriptor::close(number),
            Self::Handle => close::close(number),
        };
    }
}

fn recv(
    s: i32,
    buf: User<u8>,
    len: usize,
    places: User<i32>,
    count: User<i32>,
    form: Form,
) -> Result<i32> {
    let room = usize::try_from(count.read()?).map_err(|_| Error::EINVAL)?;
    if get_number(s, SOL_SOCKET, SO_DOMAIN)? != AF_UNIX {
        return Err(Error::EOPNOTSUPP);
    }
    let mut incoming = Incoming::empty();
    let room_for_bytes = Bytes::Users(buf, len);
    let bytes = receiving(room_for_bytes, &mut incoming, |msg| {
        message::recv(s, msg, 0)
    })?;
    let fds = incoming.take_descriptors();
    let (wanted, surplus) = fds.split_at(room.min(fds.len()));
    for &fd in surplus {
        let _ = descriptor::close(fd);
    }
    let mut arrived = fds.len();
    let mut numbers: ArrayVec<i32, { MOST_DESCRIPTORS + 1 }> =
        wanted.iter().map(|&fd| form.number_for(fd)).collect();
    if incoming.flags() & MSG_CTRUNC != 0 {
        arrived += 1;
        numbers.push(-Error::EMFILE.code()); // stands for those that the process had no room for
        numbers.truncate(room);
    }
    let told = tell(places, &numbers).and_then(|()| count.write(arrived as i32));
    if let Err(error) = told {
        for number in numbers.into_iter().filter(|&number| number >= 0) {
            form.close(number);
        }
        return Err(error);
    }
    Ok(bytes)
}

fn tell(places: User<i32>, numbers: &[i32]) -> Result<()> {
    for (i, &number) in numbers.iter().enumerate() {
        places.skip(i).write(number)?;
    }
    Ok(())
}

/// Who a peer is.
pub struct Credentials {
    /// Its process id; 0 if the process is not visible in this pid namespace.
    pub pid: i32,
    /// Its user id.
    pub uid: u32,
    /// Its group id.
    pub gid: u32,
}

/// Who the peer was when the connection was made.
pub fn peer_credentials(s: i32) -> Result<Credentials> {
    if get_number(s, SOL_SOCKET, SO_DOMAIN)? != AF_UNIX {
        return Err(Error::EOPNOTSUPP);
    }
    let mut bytes = [0; 12];
    option::read(s, SOL_SOCKET, SO_PEERCRED, &mut bytes)?;
    let word = |i: usize| core::array::from_fn(|j| bytes[4 * i + j]);
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
