//! Failure on purpose, at the system calls.
//!
//! Each system call checks one number, which costs three instructions; the short way of transfers
//! does not, as no call takes it while there are rules (see `socket::faults`). While there are
//! rules, the decider says what is to go wrong, and that is done on the real socket. Nothing here
//! takes a lock or allocates.

use super::call::call;
use super::duplicate;
use super::facts;
use super::{clock, object, Fd, User};
use crate::address::Place;
use crate::error::{Error, Result};
use core::mem::size_of;
use core::ptr;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use libc::{c_int, msghdr, sockaddr, socklen_t};

/// The names of system calls in rules. Some names stand for several calls.
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
    /// All calls that send.
    Send,
    /// All calls that receive.
    Recv,
    Poll,
    /// getsockopt, setsockopt.
    Option,
    Fcntl,
    Ioctl,
    /// getsockname, getpeername.
    Name,
    /// timerfd_create, epoll_create1.
    Event,
    /// The calls on the files of UNIX sockets.
    File,
    /// getaddrinfo, which is no system call.
    Resolve,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call returns this error without being made; but `close` is made.
    Error(Error),
    /// At most so many bytes are moved.
    Short(usize),
    /// So many microseconds pass first; another fault may follow.
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
    /// Which call.
    pub call: Call,
    /// On which descriptor; a negative number for none.
    pub fd: Fd,
    /// Whether it leaves what it receives in the queue.
    pub peeks: bool,
    named: Named,
}

/// Where the address is that was given to a call.
#[derive(Clone, Copy)]
pub enum Named {
    /// No address was given.
    Nowhere,
    /// The address is an argument.
    At(User<sockaddr>, socklen_t),
    /// The address is in a message.
    In(User<msghdr>),
}

impl Subject {
    /// A call on a descriptor, which was given no address and no flags.
    pub fn new(call: Call, fd: Fd) -> Self {
        Self {
            call,
            fd,
            peeks: false,
            named: Named::Nowhere,
        }
    }

    /// The same with the address that was given to the call.
    pub fn naming(self, named: Named) -> Self {
        Self { named, ..self }
    }

    /// The same with flags of a transfer.
    pub fn with_flags(self, flags: c_int) -> Self {
        let peeks = flags & libc::MSG_PEEK != 0;
        Self { peeks, ..self }
    }

    /// The address that was given to it. It is in the caller's memory, and is read only if a rule
    /// asks for it.
    pub fn address(&self) -> Option<Place> {
        match self.named {
            Named::Nowhere => None,
            Named::At(address, length) => facts::place(address, length),
            Named::In(message) => facts::destination(message),
        }
    }
}

/// The functions that decide on calls.
pub struct Decider {
    /// What is to go wrong with the call.
    pub decide: fn(&Subject) -> Decision,
    /// Undo a decision: the call was not made, or would have had to wait, and will be made again.
    pub forget: fn(&Subject, Decision),
}

/// The decision about a call.
#[derive(Clone, Copy, Default)]
pub struct Decision {
    /// What goes wrong.
    pub fault: Option<Fault>,
    /// The number of the rule that says so; 0 for none.
    pub rule: i32,
    /// A delay before the call, in microseconds.
    pub delay: i64,
    /// The number of the last rule that says so; 0 for none.
    pub delayed_by: i32,
    /// A rule spares this call because it has interrupted the previous one.
    pub is_exempt: bool,
}

impl Decision {
    /// Whether the call is made as if there were no rules.
    pub fn is_none(&self) -> bool {
        self.fault.is_none() && self.delay == 0 && !self.is_exempt
    }

    /// Let the delay pass.
    pub fn wait(&self) {
        if self.delay > 0 {
            clock::sleep(self.delay);
        }
    }
}

/// How many rules there are; in a child forked while one was being removed, perhaps one more.
static RULES: AtomicU32 = AtomicU32::new(0);
static DECIDER: AtomicPtr<Decider> = AtomicPtr::new(ptr::null_mut());

fn decider() -> Option<&'static Decider> {
    // SAFETY: null, or the static that `arm` was given.
    unsafe { DECIDER.load(Ordering::Acquire).as_ref() }
}

/// A rule is about to be added; this decider is asked from now on.
pub fn arm(decider: &'static Decider) {
    DECIDER.store(ptr::from_ref(decider).cast_mut(), Ordering::Release);
    RULES.fetch_add(1, Ordering::SeqCst);
}

/// A rule has been removed.
pub fn disarm() {
    if RULES.fetch_sub(1, Ordering::SeqCst) == 1 {
        duplicate::forget_all();
    }
}

/// Whether there are rules, sequentially consistent with other such checks.
pub fn is_armed() -> bool {
    RULES.load(Ordering::SeqCst) != 0
}

/// Whether there has ever been a rule, so that one may have decided on an earlier call.
pub fn was_armed() -> bool {
    decider().is_some()
}

/// Whether there may be rules, as each system call checks.
#[inline(always)]
pub(super) fn armed() -> bool {
    RULES.load(Ordering::Relaxed) != 0
}

/// Apply the rules before a call that moves no data.
#[inline(always)]
pub(super) fn before(call: Call, fd: Fd) -> Result<()> {
    if armed() {
        return error_of(&Subject::new(call, fd));
    }
    Ok(())
}

/// The same before bind(2), for rules that name the address the socket will have.
#[inline(always)]
pub(super) fn before_bind(fd: Fd, addr: User<sockaddr>, len: socklen_t) -> Result<()> {
    if armed() {
        return error_of(&Subject::new(Call::Bind, fd).naming(Named::At(addr, len)));
    }
    Ok(())
}

#[cold]
#[inline(never)]
fn error_of(subject: &Subject) -> Result<()> {
    if subject.call == Call::Close {
        duplicate::forget(subject.fd);
    }
    match decide_and_wait(subject).fault {
        Some(Fault::Error(error)) => Err(error),
        _ => Ok(()),
    }
}

/// The decision about a call.
pub fn decide(subject: &Subject) -> Decision {
    decider().map_or_else(Decision::default, |decider| (decider.decide)(subject))
}

fn decide_and_wait(subject: &Subject) -> Decision {
    let decision = decide(subject);
    decision.wait();
    decision
}

/// The call has not been made after all: undo its decision.
pub fn forget(subject: &Subject, decision: Decision) {
    if let Some(decider) = decider() {
        (decider.forget)(subject, decision);
    }
}

/// Accept, where there may be rules.
#[cold]
#[inline(never)]
pub(super) fn accept(fd: Fd, make: impl FnOnce() -> Result<Fd>) -> Result<Fd> {
    let subject = Subject::new(Call::Accept, fd);
    let decision = decide_and_wait(&subject);
    if let Some(Fault::Error(error)) = decision.fault {
        return Err(error);
    }
    let taken = make();
    if taken == Err(Error::EAGAIN) {
        forget(&subject, decision);
    }
    match (taken, decision.fault) {
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
    addr: User<sockaddr>,
    len: socklen_t,
    make: impl FnOnce() -> Result<c_int>,
) -> Result<c_int> {
    let subject = Subject::new(Call::Connect, fd).naming(Named::At(addr, len));
    let decision = decide_and_wait(&subject);
    match decision.fault {
        Some(Fault::Error(error)) => return Err(error),
        Some(Fault::Reset) => return Err(Error::ECONNRESET),
        _ => {}
    }
    let result = make();
    if matches!(result, Err(Error::EAGAIN | Error::EALREADY)) {
        forget(&subject, decision);
    }
    result
}

/// Reset a connection as far as possible. The peer of a TCP connection sees a reset, another peer
/// the end of the stream.
pub fn reset(fd: Fd) {
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
        // Take the error, which is reported now, so that it is not reported again.
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
