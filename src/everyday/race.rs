//! Connecting to whichever of several addresses answers first, as RFC 8305 has it.

use crate::address::{Address, Kind};
use crate::error::{Error, Result};
use crate::sys::descriptor::{self, Owned};
use crate::sys::{option, poll, socket, Fd};
use crate::time::{self, FOREVER};
use std::slice;

/// How long an attempt has the field to itself before the next one starts.
const HEAD_START: i64 = 250_000;

/// The attempts under way, and those to come.
pub struct Race<'a> {
    to_start: slice::Iter<'a, Address>,
    next_start: i64,
    running: Vec<Owned>,
    failure: Option<Error>,
}

impl<'a> Race<'a> {
    /// Of these addresses, in this order.
    pub fn new(addresses: &'a [Address]) -> Self {
        Self {
            to_start: addresses.iter(),
            next_start: 0,
            running: Vec::new(),
            failure: None,
        }
    }

    /// The first to be connected; the others are closed. The most telling error if none is,
    /// ETIMEDOUT at the deadline.
    pub fn run(mut self, deadline: i64) -> Result<Owned> {
        loop {
            if let Some(winner) = self.start_due() {
                return Ok(winner);
            }
            if self.running.is_empty() {
                return Err(self.failure.unwrap_or(Error::OX_EAI_NODATA));
            }
            if let Some(winner) = self.wait(deadline)? {
                return Ok(winner);
            }
        }
    }

    /// Start the attempts whose time has come: one that is connected at once.
    fn start_due(&mut self) -> Option<Owned> {
        while self.running.is_empty() || time::is_past(self.next_start) {
            let Some(address) = self.to_start.next() else {
                self.next_start = FOREVER;
                break;
            };
            match start(address) {
                Ok((socket, Progress::Connected)) => return Some(socket),
                Ok((socket, Progress::Running)) => {
                    self.running.push(socket);
                    self.next_start = time::ahead(HEAD_START);
                }
                Err(error) => self.note(error),
            }
        }
        None
    }

    /// Wait until something happens: an attempt that succeeded.
    fn wait(&mut self, deadline: i64) -> Result<Option<Owned>> {
        let entry = |socket: &Owned| poll::entry(socket.fd(), poll::POLLOUT);
        let mut entries: Vec<_> = self.running.iter().map(entry).collect();
        match poll::wait(&mut entries, time::earlier(deadline, self.next_start)) {
            Ok(0) if time::is_past(deadline) => return Err(Error::ETIMEDOUT),
            Err(Error::EINTR) | Ok(0) => return Ok(None),
            result => result?,
        };
        let running = std::mem::take(&mut self.running);
        for (socket, entry) in running.into_iter().zip(entries) {
            if entry.revents == 0 {
                self.running.push(socket);
                continue;
            }
            match outcome(socket.fd()) {
                Ok(()) => return Ok(Some(socket)),
                Err(error) => self.note(error),
            }
        }
        Ok(None)
    }

    /// An attempt failed: the next need not wait.
    fn note(&mut self, error: Error) {
        self.next_start = 0;
        let told = self.failure.map_or(0, weight);
        if weight(error) > told {
            self.failure = Some(error);
        }
    }
}

/// How far an attempt has come.
enum Progress {
    Connected,
    Running,
}

fn start(address: &Address) -> Result<(Owned, Progress)> {
    let type_ = address.kind().socket_type() | libc::SOCK_NONBLOCK;
    let socket = Owned::new(socket::socket(address.family(), type_, 0)?);
    if address.kind() == Kind::Stream {
        option::set_number(socket.fd(), libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
    }
    match socket::connect_at_once(socket.fd(), address) {
        Ok(_) => outcome(socket.fd()).map(|()| (socket, Progress::Connected)),
        Err(Error::EINPROGRESS) => Ok((socket, Progress::Running)),
        Err(error) => Err(error),
    }
}

/// What became of an attempt; where it succeeded, the socket is made a blocking one.
fn outcome(fd: Fd) -> Result<()> {
    option::take_error(fd)?;
    refuse_itself(fd)?;
    descriptor::set_nonblocking(fd, false)
}

/// A port that nobody listens at can be the one that the system chose for this very socket, and
/// TCP then connects it to itself. Nobody listens there all the same.
fn refuse_itself(fd: Fd) -> Result<()> {
    if option::kind(fd)? == libc::SOCK_STREAM
        && socket::local_address(fd)? == socket::peer_address(fd)?
    {
        option::reset_when_closed(fd)?; // or the port would stay taken for a minute
        return Err(Error::ECONNREFUSED);
    }
    Ok(())
}

/// How much an error tells: one's own want of means above all, then that a host answered, then
/// that none did, and least that this machine knows no way.
fn weight(error: Error) -> u32 {
    match error.code() {
        libc::EMFILE | libc::ENFILE | libc::ENOMEM | libc::ENOBUFS => 6,
        libc::ECONNREFUSED | libc::ECONNRESET => 4,
        libc::ETIMEDOUT => 3,
        libc::EHOSTUNREACH | libc::EHOSTDOWN => 2,
        libc::ENETUNREACH | libc::ENETDOWN | libc::EADDRNOTAVAIL | libc::EAFNOSUPPORT => 1,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_error_is_kept_whatever_comes_later() {
        let told = |errors: &[i32]| {
            let mut race = Race::new(&[]);
            for &code in errors {
                race.note(Error::new(code));
            }
            race.failure.map(Error::code)
        };
        assert_eq!(
            told(&[libc::ENETUNREACH, libc::ECONNREFUSED]),
            Some(libc::ECONNREFUSED)
        );
        assert_eq!(
            told(&[libc::ECONNREFUSED, libc::ENETUNREACH]),
            Some(libc::ECONNREFUSED)
        );
        assert_eq!(
            told(&[libc::ECONNREFUSED, libc::EMFILE]),
            Some(libc::EMFILE)
        );
        assert_eq!(
            told(&[libc::EADDRNOTAVAIL, libc::ENETUNREACH]),
            Some(libc::EADDRNOTAVAIL)
        );
    }
}
