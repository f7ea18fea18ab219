//! Connecting to whichever of several addresses answers first (RFC 8305).

use super::failures::Failures;
use crate::address::{Address, Kind};
use crate::error::{Error, Result};
use crate::resolve::{Addresses, Resolution};
use crate::socket::interruptible;
use crate::sys::descriptor::{self, Owned};
use crate::sys::{option, poll, socket, Fd};
use crate::time::{self, FOREVER};
use arrayvec::ArrayVec;

/// How long after an attempt the next one starts, in microseconds.
const HEAD_START: i64 = 250_000;

/// How often to check whether more addresses are known, in microseconds.
const LOOK: i64 = 50_000;

/// How many attempts may be under way at once.
const MOST: usize = 64;

/// The attempts under way, and those to come.
pub struct Race<'a> {
    resolution: Resolution<'a>,
    addresses: Addresses,
    started: usize,
    next_start: i64,
    running: ArrayVec<Attempt, MOST>,
    failures: Failures,
}

/// A socket that is being connected to the address with this number.
struct Attempt {
    socket: Owned,
    address: usize,
}

impl<'a> Race<'a> {
    /// A race between the addresses that the resolution finds, in its order.
    pub fn new(resolution: Resolution<'a>) -> Self {
        Self {
            resolution,
            addresses: Addresses::new(),
            started: 0,
            next_start: 0,
            running: ArrayVec::new(),
            failures: Failures::default(),
        }
    }

    /// The first socket to be connected; the others are closed. If none is, the most informative
    /// error; ETIMEDOUT at the deadline; EINTR after a signal if signals end calls.
    pub fn run(mut self, deadline: i64) -> Result<Owned> {
        let result = self.run_until(deadline);
        if let Err(error) = result {
            if error == Error::ETIMEDOUT {
                for attempt in &self.running {
                    self.failures.note_silence(&self.addresses[attempt.address]);
                }
            }
            if self.started > 0 {
                self.failures.publish();
            }
        }
        result
    }

    fn run_until(&mut self, deadline: i64) -> Result<Owned> {
        loop {
            if let Some(winner) = self.start_due() {
                return Ok(winner);
            }
            if self.running.is_empty() {
                self.find_more()?;
            } else if let Some(winner) = self.wait(deadline)? {
                return Ok(winner);
            }
        }
    }

    /// All attempts have failed: wait for other addresses. The most informative error if there are
    /// none.
    fn find_more(&mut self) -> Result<()> {
        match (self.resolution.more(), self.failures.told()) {
            (Ok(more), _) if !more.is_empty() => self.add(&more)?,
            (Ok(_), told) => return Err(told.unwrap_or(Error::OX_EAI_NODATA)),
            (Err(Error::EINTR), _) => return Err(Error::EINTR),
            (Err(error), told) => return Err(told.unwrap_or(error)),
        }
        Ok(())
    }

    fn add(&mut self, more: &[Address]) -> Result<()> {
        self.next_start = 0;
        self.addresses.extend(more.iter().copied())
    }

    /// Start the attempts that are due. Returns one that is connected at once.
    fn start_due(&mut self) -> Option<Owned> {
        while self.running.is_empty() || time::is_past(self.next_start) {
            let address = self.addresses.get(self.started);
            let Some(address) = address.filter(|_| !self.running.is_full()) else {
                self.next_start = FOREVER;
                break;
            };
            let number = self.started;
            self.started += 1;
            match start(address) {
                Ok((socket, Progress::Connected)) => match outcome(socket.fd(), address) {
                    Ok(()) => return Some(socket),
                    Err(error) => self.note(number, error),
                },
                Ok((socket, Progress::Running)) => {
                    self.running.push(Attempt {
                        socket,
                        address: number,
                    });
                    self.next_start = time::ahead(HEAD_START);
                }
                Err(error) => self.note(number, error),
            }
        }
        None
    }

    /// Wait until an attempt ends, the next one is due, or more addresses are known. Returns an
    /// attempt that has succeeded.
    fn wait(&mut self, deadline: i64) -> Result<Option<Owned>> {
        let mut entries: ArrayVec<_, MOST> = self
            .running
            .iter()
            .map(|attempt| poll::entry(attempt.socket.fd(), poll::POLLOUT))
            .collect();
        let mut end = time::earlier(deadline, self.next_start);
        if self.resolution.is_open() {
            end = time::earlier(end, time::ahead(LOOK));
        }
        match poll::wait_holding(&mut entries, end, self.resolution.held()) {
            Err(Error::EINTR) if !interruptible::is_on() => return Ok(None),
            Ok(0) => {
                let more = self.resolution.more_at_once()?;
                if !more.is_empty() {
                    self.add(&more)?;
                } else if time::is_past(deadline) {
                    return Err(Error::ETIMEDOUT);
                }
                return Ok(None);
            }
            result => result?,
        };
        let running = core::mem::take(&mut self.running);
        for (attempt, entry) in running.into_iter().zip(entries) {
            if entry.revents == 0 {
                self.running.push(attempt);
                continue;
            }
            match outcome(attempt.socket.fd(), &self.addresses[attempt.address]) {
                Ok(()) => return Ok(Some(attempt.socket)),
                Err(error) => self.note(attempt.address, error),
            }
        }
        Ok(None)
    }

    /// An attempt has failed: the next one starts at once.
    fn note(&mut self, number: usize, error: Error) {
        self.next_start = 0;
        self.failures.note(&self.addresses[number], error);
    }
}

/// How far an attempt has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is connected, or failed.
    Connected,
    /// It is waiting for an answer.
    Running,
}

/// A non-blocking socket that is being connected.
pub fn start(address: &Address) -> Result<(Owned, Progress)> {
    let type_ = address.kind().socket_type() | libc::SOCK_NONBLOCK;
    let socket = Owned::new(socket::socket(address.family(), type_, 0)?);
    if address.kind() == Kind::Stream {
        option::set_number(socket.fd(), libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
    }
    match socket::connect_at_once(socket.fd(), address) {
        Ok(_) => Ok((socket, Progress::Connected)),
        Err(Error::EINPROGRESS) => Ok((socket, Progress::Running)),
        Err(error) => Err(error),
    }
}

/// The result of an attempt. If it has succeeded, the socket is made blocking.
fn outcome(fd: Fd, address: &Address) -> Result<()> {
    option::take_error(fd)?;
    if address.kind() == Kind::Stream {
        settle(fd, address)?;
        refuse_itself(fd)?;
    }
    descriptor::set_nonblocking(fd, false)
}

/// Settle the kernel's state by a second connect(2): before that, the socket could be connected
/// once more.
fn settle(fd: Fd, address: &Address) -> Result<()> {
    match socket::connect_again_to(fd, address) {
        Err(Error::EISCONN) => Ok(()), // it was connected at once
        result => result.map(drop),
    }
}

/// If no server listens at a port, the kernel may have chosen that port for this very socket, and
/// TCP then connects it to itself. Treat that as refused.
fn refuse_itself(fd: Fd) -> Result<()> {
    let peer = match socket::peer_address(fd) {
        Err(Error::ENOTCONN) => return Ok(()), // reset meanwhile: its first call says so
        peer => peer?,
    };
    if socket::local_address(fd)? == peer {
        option::reset_when_closed(fd)?; // otherwise the port would stay in TIME_WAIT
        return Err(Error::ECONNREFUSED);
    }
    Ok(())
}
