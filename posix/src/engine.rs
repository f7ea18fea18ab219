//! How a call is made where rules, a log or a deadline were asked for: decide on it by the rules,
//! make it, record it.
//!
//! errno is changed only where the call fails.

use crate::layout::{Function, Record};
use crate::next::kernel;
use crate::{active, connection, deadline, journal, rules, watches};
use core::ffi::c_int;
use libc::{MSG_DONTWAIT, MSG_ERRQUEUE, MSG_NOSIGNAL, MSG_OOB, MSG_PEEK};
use oxsock::error::{Error, Result};
use oxsock::sys::clock;
use oxsock::sys::facts;
use oxsock::sys::faulty::{will_be_made_again, Transfer, UNLIMITED};
use oxsock::sys::inject::{self, Call, Decision, Fault, Named, Subject};

/// A call that is about to be made.
#[derive(Clone, Copy)]
pub struct Act {
    /// The function that was called.
    pub function: Function,
    /// The kind of call, as rules name it.
    pub call: Call,
    /// The descriptor; -1 for none.
    pub fd: c_int,
    /// How many bytes were asked for; -1 where there is no such number.
    pub asked: i64,
    /// Its flags.
    pub flags: c_int,
}

impl Act {
    /// A call that moves no bytes.
    pub fn new(function: Function, call: Call, fd: c_int) -> Self {
        Self {
            function,
            call,
            fd,
            asked: -1,
            flags: 0,
        }
    }

    /// A call that moves bytes.
    pub fn moving(function: Function, call: Call, fd: c_int, asked: usize, flags: c_int) -> Self {
        Self {
            asked: asked.min(i64::MAX as usize) as i64,
            flags,
            ..Self::new(function, call, fd)
        }
    }

    /// The call as rules are asked about it.
    pub fn subject(&self, named: Named) -> Subject {
        Subject::new(self.call, self.fd)
            .naming(named)
            .with_flags(self.flags)
    }
}

/// Whether a descriptor is a socket: only those are of interest.
pub fn is_socket(fd: c_int) -> bool {
    facts::kind(fd).is_some()
}

/// The result of a C function that returns -1 and sets errno.
pub fn outcome(value: isize) -> Result<c_int> {
    if value < 0 {
        return Err(Error::new(errno()));
    }
    Ok(value as c_int)
}

/// Return a result as a C function does, with the error in errno.
pub fn give(result: Result<c_int>) -> c_int {
    match result {
        Ok(value) => value,
        Err(error) => {
            // SAFETY: the thread's own errno.
            unsafe { *libc::__errno_location() = error.code() };
            -1
        }
    }
}

fn errno() -> c_int {
    // SAFETY: the thread's own errno.
    unsafe { *libc::__errno_location() }
}

/// The result of a call.
pub type Outcome = Result<c_int>;

/// Resolve a name. The errors are getaddrinfo's, which has codes of its own.
pub fn resolve(function: Function, make: impl FnOnce() -> c_int) -> c_int {
    let act = Act::new(function, Call::Resolve, -1);
    let before = Before::new(act);
    let decision = rules::decide(&Subject::new(act.call, act.fd));
    decision.wait();
    let code = match decision.fault {
        Some(Fault::Error(error)) => resolver_code(error),
        _ => make(),
    };
    let result = match code {
        0 => Ok(0),
        code => Err(Error::new(-code)), // the EAI_ codes are negative
    };
    before.record(decision, result);
    code
}

/// The code that getaddrinfo returns for an error: one of its own, or EAI_SYSTEM with the error in
/// errno.
fn resolver_code(error: Error) -> c_int {
    match error {
        Error::OX_EAI_ADDRFAMILY => EAI_ADDRFAMILY,
        Error::OX_EAI_AGAIN => libc::EAI_AGAIN,
        Error::OX_EAI_FAIL => libc::EAI_FAIL,
        Error::OX_EAI_FAMILY => libc::EAI_FAMILY,
        Error::OX_EAI_MEMORY => libc::EAI_MEMORY,
        Error::OX_EAI_NODATA => libc::EAI_NODATA,
        Error::OX_EAI_NONAME => libc::EAI_NONAME,
        Error::OX_EAI_SERVICE => libc::EAI_SERVICE,
        error => {
            give(Err(error));
            libc::EAI_SYSTEM
        }
    }
}

/// The libc crate does not define it.
const EAI_ADDRFAMILY: c_int = -9;

/// Make a call on a descriptor, which is performed if that is a socket.
pub fn on_socket(
    function: Function,
    call: Call,
    fd: c_int,
    mut make: impl FnMut() -> c_int,
) -> c_int {
    if !active() || !is_socket(fd) {
        return make();
    }
    perform(Act::new(function, call, fd), Named::Nowhere, make)
}

/// Perform a call that moves no bytes.
pub fn perform(act: Act, named: Named, mut make: impl FnMut() -> c_int) -> c_int {
    let subject = Subject::new(act.call, act.fd).naming(named);
    let before = Before::new(act);
    let decision = rules::decide(&subject);
    decision.wait();
    let result = match decision.fault {
        Some(Fault::Error(error)) if connection::begins(act, error) => {
            connection::begin(act.fd, named, error)
        }
        Some(Fault::Error(error)) => {
            if act.call == Call::Close {
                make(); // on Linux a close() that fails closes nevertheless
            }
            Err(error)
        }
        Some(Fault::Reset) if act.call == Call::Connect => Err(Error::ECONNRESET),
        Some(Fault::Reset) if act.call == Call::Accept => {
            outcome(make() as isize).and_then(drop_new)
        }
        _ => outcome(make() as isize),
    };
    let decision = settle(&subject, decision, result);
    before.record(decision, result);
    give(result)
}

/// Reset a connection that was accepted. Returns the error that the program gets in its place.
fn drop_new(fd: c_int) -> Result<c_int> {
    inject::reset(fd);
    // SAFETY: a descriptor that nobody else has seen.
    unsafe { kernel(libc::SYS_close, [fd as usize]) };
    Err(Error::ECONNABORTED)
}

/// The decision to be recorded: empty where the call will be made again or ended otherwise; the
/// rules then do not count it.
fn settle(subject: &Subject, decision: Decision, result: Result<c_int>) -> Decision {
    let is_void = match (subject.call, decision.fault) {
        (_, Some(Fault::Error(error))) => result != Err(error),
        (Call::Accept, _) => result == Err(Error::EAGAIN),
        (Call::Connect, _) => matches!(result, Err(Error::EAGAIN | Error::EALREADY)),
        _ => false,
    };
    if !is_void {
        return decision;
    }
    rules::withdraw(subject, decision)
}

/// Whether rules are asked about a transfer with these flags: urgent data and the error queue are
/// left alone.
pub fn asks_rules(flags: c_int) -> bool {
    flags & (MSG_ERRQUEUE | MSG_OOB) == 0
}

/// Perform a transfer. `make` makes the call for at most so many bytes, with these flags added.
pub fn transfer(
    act: Act,
    to: Named,
    size: &dyn Fn() -> Result<usize>,
    make: &mut dyn FnMut(usize, c_int) -> Result<c_int>,
) -> isize {
    let decision = if asks_rules(act.flags) {
        rules::decide(&act.subject(to))
    } else {
        Decision::default()
    };
    give(transfer_as(decision, act, to, size, make)) as isize
}

/// Perform a transfer on which the rules have already decided.
pub fn transfer_as(
    decision: Decision,
    act: Act,
    to: Named,
    size: &dyn Fn() -> Result<usize>,
    make: &mut dyn FnMut(usize, c_int) -> Result<c_int>,
) -> Outcome {
    let before = Before::new(act);
    let limit = deadline::impose(act);
    let (decision, result) = lose_and_move(decision, act, to, size, make, &before);
    let result = result.map_err(|error| limit.told(error));
    watches::repeat_events(act.call, act.fd, &decision);
    let has_shown = act.call == Call::Recv && act.flags & MSG_PEEK != 0;
    if has_shown && result.is_ok_and(|count| count > 0) {
        watches::show(act.fd);
    }
    let by_rule = matches!(decision.fault, Some(Fault::Error(_)));
    let decision = if will_be_made_again(result) && !by_rule {
        Decision {
            rule: 0,
            ..decision
        }
    } else {
        decision
    };
    before.record(decision, result);
    if by_rule && result == Err(Error::EPIPE) {
        signal_pipe(act);
    }
    result
}

fn lose_and_move(
    mut decision: Decision,
    act: Act,
    to: Named,
    size: &dyn Fn() -> Result<usize>,
    make: &mut dyn FnMut(usize, c_int) -> Result<c_int>,
    before: &Before,
) -> (Decision, Outcome) {
    if !asks_rules(act.flags) {
        return (decision, make(UNLIMITED, 0));
    }
    let subject = act.subject(to);
    while act.call == Call::Recv && decision.fault == Some(Fault::Lose) {
        decision.wait();
        // Receiving into no space discards the message. It waits as the program's call would.
        if let Err(error) = make(0, 0) {
            inject::forget(&subject, decision);
            return (Decision::default(), Err(error));
        }
        before.record(decision, Ok(0));
        decision = rules::decide(&subject);
    }
    let mut transfer = Transfer {
        call: act.call,
        fd: act.fd,
        flags: act.flags,
        is_later: false,
        to,
        size,
        make,
    };
    (decision, transfer.perform_as(decision))
}

/// Raise the SIGPIPE that comes with EPIPE, unless the program has asked for none (MSG_NOSIGNAL).
fn signal_pipe(act: Act) {
    if act.flags & MSG_NOSIGNAL == 0 && facts::kind(act.fd) == Some(libc::SOCK_STREAM) {
        // SAFETY: takes numbers only.
        unsafe { libc::raise(libc::SIGPIPE) };
    }
}

/// Whether a transfer may block.
pub fn may_wait(act: Act) -> bool {
    act.flags & MSG_DONTWAIT == 0 && {
        let flags = status_flags(act.fd);
        flags >= 0 && flags & i64::from(libc::O_NONBLOCK) == 0
    }
}

/// The result of fcntl(F_GETFL).
pub fn status_flags(fd: c_int) -> i64 {
    // SAFETY: takes numbers only.
    unsafe { kernel(libc::SYS_fcntl, [fd as usize, libc::F_GETFL as usize]) }
}

/// A call that is to be recorded, with what has to be noted before it is made.
pub struct Before {
    act: Act,
    began: i64,
    ends: Option<Ends>,
}

/// A socket's type, and its local and remote address with their lengths.
type Ends = (u16, ([u8; 32], u16), ([u8; 32], u16));

impl Before {
    /// Note it just before the call is made. A closed socket has no addresses any more, so they are
    /// noted now.
    pub fn new(act: Act) -> Self {
        let is_of_interest = act.call == Call::Close && journal::get().is_some();
        Self {
            act,
            began: clock::monotonic_micros(),
            ends: is_of_interest.then(|| journal::ends(act.fd)),
        }
    }

    /// The same for another message of the same call.
    pub fn of(&self, act: Act) -> Self {
        Self { act, ..*self }
    }

    /// Record the call, which has been made, if all are to be recorded or a rule struck it.
    pub fn record(&self, decision: Decision, result: Result<c_int>) {
        let struck = decision.rule != 0 || decision.delayed_by != 0;
        if !struck && !journal::records_all() {
            return;
        }
        let act = self.act;
        let mut record = Record {
            time: self.began,
            took: clock::monotonic_micros() - self.began,
            result: result.map_or(-1, i64::from),
            asked: act.asked,
            delay: decision.delay,
            pid: 0,
            tid: 0,
            fd: act.fd,
            errno: result.map_or_else(|error| error.code(), |_| 0),
            flags: act.flags,
            function: act.function as u16,
            rule: rules::place(decision.rule),
            delayed_by: rules::place(decision.delayed_by),
            kind: 0,
            local_length: 0,
            peer_length: 0,
            local: [0; 32],
            peer: [0; 32],
            program: [0; 32],
        };
        match self.ends {
            Some((kind, local, peer)) => {
                record.kind = kind;
                (record.local, record.local_length) = local;
                (record.peer, record.peer_length) = peer;
            }
            None if act.fd >= 0 => journal::add_ends(&mut record),
            None => {}
        }
        journal::add(record);
    }
}
