//! Failure on purpose, at the system calls.
//!
//! Each of them looks at one flag, which costs three instructions; but the short way of transfers
//! does not, as no call takes it while there are rules (see `socket::faults`). While the flag is
//! set, the judge is asked, and what it says is done on the real socket. No lock is taken here,
//! and no memory.

use super::call::call;
use super::facts::place;
use super::{clock, message, object, Fd, User};
use crate::address::Place;
use crate::error::{Error, Result};
use libc::{c_int, c_void, socklen_t, MSG_DONTWAIT, MSG_PEEK};
use std::mem::size_of;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, Ordering};

/// What the system calls are called in rules: some are families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is called as in the manual")]
pub enum Call {
    Socket,
    Socketpair,
    Bind,
    Listen,
    Accept,
    Connect,
    Shutdown,
    Close,
    /// All that sends.
    Send,
    /// All that receives.
    Recv,
    Poll,
    /// getsockopt, setsockopt.
    Option,
    Fcntl,
    Ioctl,
    /// getsockname, getpeername.
    Name,
    Pipe,
    /// eventfd.
    Event,
    /// What is done to the files of UNIX sockets.
    File,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call is not made and this is what it says. `close` is made nevertheless.
    Error(Error),
    /// At most so many bytes are moved.
    Short(usize),
    /// So many microseconds pass first, and then perhaps something else goes wrong.
    Delay(i64),
    /// The connection is reset.
    Reset,
    /// A message is not sent, or not received.
    Lose,
    /// A message is sent or received twice.
    Double,
    /// A message is cut off after so many bytes.
    Truncate(usize),
}

/// A call that is about to be made.
pub struct Subject {
    /// Which.
    pub call: Call,
    /// On which descriptor; a negative number for none.
    pub fd: Fd,
    /// The address that it was given.
    pub address: Option<Place>,
    /// Whether it leaves what it receives in the queue.
    pub peeks: bool,
}

impl Subject {
    fn new(call: Call, fd: Fd) -> Self {
        Self {
            call,
            fd,
            address: None,
            peeks: false,
        }
    }
}

/// Says what is to become of calls.
pub struct Judge {
    /// Whether the call is to fail, and how.
    pub judge: fn(&Subject) -> Verdict,
    /// The call would have had to wait: it will be made again, and what was said is void.
    pub forget: fn(&Subject, Verdict),
}

/// What the judge says.
#[derive(Clone, Copy, Default)]
pub struct Verdict {
    /// What goes wrong.
    pub fault: Option<Fault>,
    /// The number of the rule that says so; 0 for none.
    pub rule: i32,
    /// How many microseconds are to pass first.
    pub delay: i64,
}

static ARMED: AtomicBool = AtomicBool::new(false);
static JUDGE: AtomicPtr<Judge> = AtomicPtr::new(std::ptr::null_mut());

fn judge() -> Option<&'static Judge> {
    // SAFETY: null, or the static that `arm` was given.
    unsafe { JUDGE.load(Ordering::Acquire).as_ref() }
}

/// Ask this judge from now on if there are rules; `has_rules` says whether, also when two
/// threads call this at once.
pub fn arm(judge: &'static Judge, has_rules: impl Fn() -> bool) {
    JUDGE.store(std::ptr::from_ref(judge).cast_mut(), Ordering::Release);
    loop {
        let some = has_rules();
        ARMED.store(some, Ordering::SeqCst);
        if has_rules() == some {
            break;
        }
    }
    if !is_armed() {
        for twin in &TWINS {
            twin.store(NONE, Ordering::Relaxed);
        }
    }
}

/// Whether there are rules, in a sequence with other such questions.
pub fn is_armed() -> bool {
    ARMED.load(Ordering::SeqCst)
}

/// Whether there may be rules: the question that each system call asks.
#[inline(always)]
pub(super) fn armed() -> bool {
    ARMED.load(Ordering::Relaxed)
}

/// Before a call that moves nothing.
#[inline(always)]
pub(super) fn before(call: Call, fd: Fd) -> Result<()> {
    if armed() {
        return strike(&Subject::new(call, fd));
    }
    Ok(())
}

/// Before bind: the address is where the socket will be.
#[inline(always)]
pub(super) fn before_bind(fd: Fd, addr: User<libc::sockaddr>, len: socklen_t) -> Result<()> {
    if armed() {
        return strike(&Subject {
            address: place(addr, len),
            ..Subject::new(Call::Bind, fd)
        });
    }
    Ok(())
}

#[cold]
#[inline(never)]
fn strike(subject: &Subject) -> Result<()> {
    if subject.call == Call::Close {
        forget_twin(subject.fd);
    }
    match sentence(subject).fault {
        Some(Fault::Error(error)) => Err(error),
        _ => Ok(()),
    }
}

/// What the judge says, after the delay that it says.
fn sentence(subject: &Subject) -> Verdict {
    let Some(judge) = judge() else {
        return Verdict::default();
    };
    let verdict = (judge.judge)(subject);
    if verdict.delay > 0 {
        clock::sleep(verdict.delay);
    }
    verdict
}

fn forget(subject: &Subject, verdict: Verdict) {
    if let Some(judge) = judge() {
        (judge.forget)(subject, verdict);
    }
}

/// Accept, where there may be rules.
#[cold]
#[inline(never)]
pub(super) fn accept(fd: Fd, make: impl FnOnce() -> Result<Fd>) -> Result<Fd> {
    let subject = Subject::new(Call::Accept, fd);
    let verdict = sentence(&subject);
    if let Some(Fault::Error(error)) = verdict.fault {
        return Err(error);
    }
    let taken = make();
    if taken == Err(Error::EAGAIN) {
        forget(&subject, verdict);
    }
    match (taken, verdict.fault) {
        (Ok(new), Some(Fault::Reset)) => {
            reset(new);
            // SAFETY: takes a number, which nobody else has seen.
            let _ = unsafe { call!(SYS_close, new) };
            Err(Error::ECONNABORTED)
        }
        (taken, _) => taken,
    }
}

/// Connect, where there may be rules.
#[cold]
#[inline(never)]
pub(super) fn connect(
    fd: Fd,
    addr: User<libc::sockaddr>,
    len: socklen_t,
    make: impl FnOnce() -> Result<c_int>,
) -> Result<c_int> {
    let subject = Subject {
        address: place(addr, len),
        ..Subject::new(Call::Connect, fd)
    };
    let verdict = sentence(&subject);
    match verdict.fault {
        Some(Fault::Error(error)) => return Err(error),
        Some(Fault::Reset) => return Err(Error::ECONNRESET),
        _ => {}
    }
    let result = make();
    if matches!(
        result,
        Err(Error::EAGAIN | Error::EINPROGRESS | Error::EALREADY)
    ) {
        forget(&subject, verdict);
    }
    result
}

/// A transfer, where there may be rules.
pub(super) struct Transfer<'a> {
    /// Send or Recv.
    pub call: Call,
    pub fd: Fd,
    pub flags: c_int,
    /// Whether it is one of several in a call, and not the first: then no error is told.
    pub is_later: bool,
    /// Where to; null for receivers.
    pub to: (User<libc::sockaddr>, socklen_t),
    /// How much a sender would send.
    pub size: &'a dyn Fn() -> Result<usize>,
    /// Make the call, for at most so many bytes, with flags added to its own.
    pub make: &'a mut dyn FnMut(usize, c_int) -> Result<c_int>,
}

const ALL: usize = usize::MAX;

impl Transfer<'_> {
    /// Make it, or not.
    #[cold]
    #[inline(never)]
    pub fn perform(&mut self) -> Result<c_int> {
        // One that blocks in the kernel began before there were rules. And what is not in the
        // ordinary queue is left alone.
        let special = libc::MSG_ERRQUEUE | libc::MSG_OOB;
        if self.flags & MSG_DONTWAIT == 0 || self.flags & special != 0 {
            return (self.make)(ALL, 0);
        }
        loop {
            let subject = Subject {
                address: place(self.to.0, self.to.1),
                peeks: self.flags & MSG_PEEK != 0,
                ..Subject::new(self.call, self.fd)
            };
            let verdict = sentence(&subject);
            let result = match verdict.fault {
                Some(Fault::Error(_) | Fault::Reset) if self.is_later => {
                    forget(&subject, verdict); // the next call meets it
                    return Err(Error::EAGAIN);
                }
                Some(Fault::Lose) if self.call == Call::Recv => match self.lose_received() {
                    Ok(()) => continue,
                    Err(error) => Err(error),
                },
                fault => self.obey(fault),
            };
            let was_made = !matches!(verdict.fault, Some(Fault::Error(_)));
            if result == Err(Error::EAGAIN) && was_made {
                forget(&subject, verdict);
            }
            return result;
        }
    }

    fn obey(&mut self, fault: Option<Fault>) -> Result<c_int> {
        let sends = self.call == Call::Send;
        match fault {
            None | Some(Fault::Delay(_)) => (self.make)(ALL, 0),
            Some(Fault::Error(error)) => Err(error),
            Some(Fault::Short(most)) => (self.make)(most, 0),
            Some(Fault::Reset) => {
                reset(self.fd);
                Err(Error::ECONNRESET)
            }
            Some(Fault::Lose) => Ok((self.size)()? as c_int),
            Some(Fault::Double) if sends => {
                let sent = (self.make)(ALL, 0)?;
                let _ = (self.make)(ALL, 0);
                Ok(sent)
            }
            Some(Fault::Double) => {
                let received = (self.make)(ALL, MSG_PEEK)?;
                remember_twin(self.fd);
                Ok(received)
            }
            Some(Fault::Truncate(most)) if sends => {
                let size = (self.size)()?;
                (self.make)(most, 0).map(|_| size as c_int)
            }
            Some(Fault::Truncate(most)) => (self.make)(most, 0),
        }
    }

    /// Throw the next message away. EAGAIN if there is none.
    fn lose_received(&self) -> Result<()> {
        if let Some(object) = object::at(self.fd) {
            let lose = |msg| object.recv(msg, MSG_DONTWAIT);
            return message::with_one(User::null(), 0, (User::null(), 0), lose).map(drop);
        }
        let nowhere = std::ptr::null_mut::<c_void>();
        // SAFETY: no bytes are written.
        let lost = unsafe {
            call!(
                SYS_recvfrom,
                self.fd,
                nowhere,
                0usize,
                MSG_DONTWAIT,
                nowhere,
                nowhere
            )
        };
        lost.map(drop)
    }
}

/// Reset a connection as well as it can be done from here. The other end of a TCP connection
/// sees a reset, that of another an end.
fn reset(fd: Fd) {
    if let Some(object) = object::at(fd) {
        let _ = object.shutdown(libc::SHUT_RDWR);
        return;
    }
    let nobody = libc::AF_UNSPEC as u64; // a sockaddr of that family, and zeros
    let mut error: c_int = 0;
    let mut len = size_of::<c_int>() as socklen_t;
    // SAFETY: the address is eight bytes to read, `error` and `len` are our own to write.
    unsafe {
        let _ = call!(SYS_connect, fd, &raw const nobody, size_of::<u64>());
        let _ = call!(SYS_shutdown, fd, libc::SHUT_RDWR);
        // It is told now, and only once.
        let _ = call!(
            SYS_getsockopt,
            fd,
            libc::SOL_SOCKET,
            libc::SO_ERROR,
            &raw mut error,
            &raw mut len
        );
    }
}

const NONE: Fd = -1;

/// Descriptors whose next message has been delivered already, as the first of a pair. One whose
/// place is taken by another is not doubled.
static TWINS: [AtomicI32; 256] = [const { AtomicI32::new(NONE) }; 256];

fn twin(fd: Fd) -> &'static AtomicI32 {
    &TWINS[fd as usize % TWINS.len()]
}

fn remember_twin(fd: Fd) {
    twin(fd).store(fd, Ordering::Relaxed);
}

/// Whether there was one to forget.
fn forget_twin(fd: Fd) -> bool {
    twin(fd)
        .compare_exchange(fd, NONE, Ordering::Relaxed, Ordering::Relaxed)
        .is_ok()
}

/// Whether the next message is to be left as it is: it is the second of a pair, or another
/// descriptor's pair is in the way.
pub fn may_double(fd: Fd) -> bool {
    !forget_twin(fd) && twin(fd).load(Ordering::Relaxed) == NONE
}
