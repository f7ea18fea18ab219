//! Failure on purpose, at the system calls.
//!
//! Each of them looks at one number, which costs three instructions; but the short way of
//! transfers does not, as no call takes it while there are rules (see `socket::faults`). While
//! there are rules, the decider says what is to go wrong, and that is done on the real socket.
//! No lock is taken here, and no memory.

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
    /// timerfd_create, epoll_create1.
    Event,
    /// What is done to the files of UNIX sockets.
    File,
    /// getaddrinfo, which is no system call.
    Resolve,
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
    /// Whether it leaves what it receives in the queue.
    pub peeks: bool,
    named: Named,
}

/// Where the address is that a call was given.
#[derive(Clone, Copy)]
pub enum Named {
    /// It was given none.
    Nowhere,
    /// It is an argument.
    At(User<sockaddr>, socklen_t),
    /// It is in a message.
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

    /// The same with the address that the call was given.
    pub fn naming(self, named: Named) -> Self {
        Self { named, ..self }
    }

    /// The same with flags of a transfer.
    pub fn with_flags(self, flags: c_int) -> Self {
        let peeks = flags & libc::MSG_PEEK != 0;
        Self { peeks, ..self }
    }

    /// The address that it was given. It is the caller's, and only read where a rule asks for it.
    pub fn address(&self) -> Option<Place> {
        match self.named {
            Named::Nowhere => None,
            Named::At(address, length) => facts::place(address, length),
            Named::In(message) => facts::destination(message),
        }
    }
}

/// What decides on calls.
pub struct Decider {
    /// What is to go wrong with the call.
    pub decide: fn(&Subject) -> Decision,
    /// The call has not been made, or would have had to wait: it will be made again, and what
    /// was decided is void.
    pub forget: fn(&Subject, Decision),
}

/// What is to become of a call.
#[derive(Clone, Copy, Default)]
pub struct Decision {
    /// What goes wrong.
    pub fault: Option<Fault>,
    /// The number of the rule that says so; 0 for none.
    pub rule: i32,
    /// How many microseconds are to pass first.
    pub delay: i64,
    /// The number of the last rule that says so; 0 for none.
    pub delayed_by: i32,
    /// A rule leaves it alone because it has interrupted the one before.
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

/// How many rules there are: perhaps one more, in a child forked while one was removed.
static RULES: AtomicU32 = AtomicU32::new(0);
static DECIDER: AtomicPtr<Decider> = AtomicPtr::new(ptr::null_mut());

fn decider() -> Option<&'static Decider> {
    // SAFETY: null, or the static that `arm` was given.
    unsafe { DECIDER.load(Ordering::Acquire).as_ref() }
}

/// A rule is about to be added: ask this decider.
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

/// Whether there are rules, in a sequence with other such questions.
pub fn is_armed() -> bool {
    RULES.load(Ordering::SeqCst) != 0
}

/// Whether there have ever been any, so that one may have decided on a call made before now.
pub fn was_armed() -> bool {
    decider().is_some()
}

/// Whether there may be rules: the question that each system call asks.
#[inline(always)]
pub(super) fn armed() -> bool {
    RULES.load(Ordering::Relaxed) != 0
}

/// Before a call that moves nothing.
#[inline(always)]
pub(super) fn before(call: Call, fd: Fd) -> Result<()> {
    if armed() {
        return error_of(&Subject::new(call, fd));
    }
    Ok(())
}

/// Before bind: the address is where the socket will be.
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

/// What is to become of a call.
pub fn decide(subject: &Subject) -> Decision {
    decider().map_or_else(Decision::default, |decider| (decider.decide)(subject))
}

fn decide_and_wait(subject: &Subject) -> Decision {
    let decision = decide(subject);
    decision.wait();
    decision
}

/// The call has not been made after all.
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

/// Reset a connection as well as it can be done from here. The other end of a TCP connection
/// sees a reset, that of another an end.
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
