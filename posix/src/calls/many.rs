//! sendmmsg and recvmmsg. Messages before the first that a rule strikes are moved by one call of
//! the system's, as a loop would differ from it in errors and counts. The struck message is the
//! last of the call.

use super::messages::{act_of, message_of, named, MoveMessage};
use crate::engine::{self, give, is_socket, outcome, Act, Before};
use crate::layout::Function;
use crate::{active, deadline, next, rules};
use core::ffi::{c_int, c_uint};
use libc::{mmsghdr, msghdr, timespec, MSG_DONTWAIT, MSG_WAITFORONE};
use oxsock::error::{Error, Result};
use oxsock::sys::faulty::{limited, total};
use oxsock::sys::inject::{self, Call, Decision, Fault, Named};
use oxsock::sys::transfer::note_moved;
use oxsock::sys::{errno, probe, User};

#[no_mangle]
pub unsafe extern "C" fn sendmmsg(
    fd: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = |count| unsafe { next::sendmmsg.get()(fd, msgs, count, flags) };
    let one = message_of(Call::Send, fd);
    Many {
        function: Function::sendmmsg,
        call: Call::Send,
        fd,
        // SAFETY: the caller vouches for the messages, here and below.
        msgs: unsafe { User::new(msgs) },
        count,
        flags,
        make: &make,
        one: &one,
    }
    .perform()
}

#[no_mangle]
pub unsafe extern "C" fn recvmmsg(
    fd: c_int,
    msgs: *mut mmsghdr,
    count: c_uint,
    flags: c_int,
    timeout: *mut timespec,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = |count| unsafe { next::recvmmsg.get()(fd, msgs, count, flags, timeout) };
    let one = message_of(Call::Recv, fd);
    Many {
        function: Function::recvmmsg,
        call: Call::Recv,
        fd,
        // SAFETY: as above.
        msgs: unsafe { User::new(msgs) },
        count,
        flags,
        make: &make,
        one: &one,
    }
    .perform()
}

/// A call of sendmmsg or recvmmsg.
pub struct Many<'a> {
    pub function: Function,
    pub call: Call,
    pub fd: c_int,
    pub msgs: User<mmsghdr>,
    pub count: c_uint,
    pub flags: c_int,
    /// The same call for the first so many messages.
    pub make: &'a dyn Fn(c_uint) -> c_int,
    /// The call on one message.
    pub one: MoveMessage<'a>,
}

impl Many<'_> {
    pub fn perform(&self) -> c_int {
        if !active() || self.count == 0 || !is_socket(self.fd) {
            return (self.make)(self.count);
        }
        let (alike, struck) = self.decide();
        let mut done = 0;
        if alike > 0 {
            let moved = self.move_alike(alike);
            let is_whole = moved == alike as c_int && !self.is_short(alike - 1);
            if !is_whole {
                self.forget(alike, struck);
                return moved;
            }
            done = alike;
        }
        let Some(decision) = struck else {
            return done as c_int;
        };
        if done > 0 && matches!(decision.fault, Some(Fault::Error(_) | Fault::Reset)) {
            self.forget(done, struck); // the next call is struck instead
            return done as c_int;
        }
        let errno = errno::get();
        match self.move_struck(done, decision) {
            Ok(()) => done as c_int + 1,
            Err(error) if done == 0 => give(Err(error)),
            Err(_) => {
                errno::set(errno); // the error is not reported, as messages were moved
                done as c_int
            }
        }
    }

    /// How many messages no rule strikes, and the decision on the message after them.
    fn decide(&self) -> (c_uint, Option<Decision>) {
        let most = self.count.min(libc::UIO_MAXIOV as c_uint);
        if !engine::asks_rules(self.flags) {
            return (self.count, None);
        }
        for i in 0..most {
            let decision = rules::decide(&self.act(i).subject(self.to(i)));
            if !decision.is_none() {
                return (i, Some(decision));
            }
        }
        (self.count, None)
    }

    /// Have the rules forget a message that was not tried.
    fn forget(&self, i: c_uint, decision: Option<Decision>) {
        if let Some(decision) = decision {
            inject::forget(&self.act(i).subject(self.to(i)), decision);
        }
    }

    /// Move messages that no rule strikes, and record each. The rules forget those that were not
    /// tried.
    fn move_alike(&self, count: c_uint) -> c_int {
        let before = Before::new(self.act(0));
        let limit = deadline::impose(self.act(0));
        let moved = outcome((self.make)(count) as isize).map_err(|error| limit.told(error));
        if engine::asks_rules(self.flags) {
            let tried = match moved {
                Err(Error::EAGAIN) => 0,
                Err(_) => 1,
                Ok(moved) => moved as c_uint,
            };
            for i in (tried..count.min(libc::UIO_MAXIOV as c_uint)).rev() {
                self.forget(i, Some(Decision::default()));
            }
        }
        match moved {
            Ok(moved) => {
                for i in 0..moved as c_uint {
                    before
                        .of(self.act(i))
                        .record(Decision::default(), self.length(i));
                }
            }
            Err(_) => before.record(Decision::default(), moved),
        }
        give(moved)
    }

    /// Move the message that a rule strikes.
    fn move_struck(&self, i: c_uint, decision: Decision) -> Result<()> {
        let msg: User<msghdr> = self.msgs.skip(i as usize).cast();
        let later = if i > 0 { MSG_DONTWAIT } else { 0 };
        let flags = self.flags & !MSG_WAITFORONE | later;
        let make = &mut |most, more| {
            limited(self.call, msg, most, |msg| {
                outcome((self.one)(msg, flags | more))
            })
        };
        let moved = engine::transfer_as(decision, self.act(i), self.to(i), &|| total(msg), make)?;
        note_moved(self.msgs.skip(i as usize), moved)
    }

    fn act(&self, i: c_uint) -> Act {
        let msg = self.msgs.skip(i as usize).cast();
        act_of(self.function, self.call, self.fd, msg, self.flags)
    }

    fn to(&self, i: c_uint) -> Named {
        named(self.call, self.msgs.skip(i as usize).cast())
    }

    /// How many bytes of a message were moved.
    fn length(&self, i: c_uint) -> Result<c_int> {
        let message = probe::read(self.msgs.skip(i as usize))?;
        Ok(message.msg_len as c_int)
    }

    /// Whether a message has been sent in part. Its rest has to be sent before the next message.
    fn is_short(&self, i: c_uint) -> bool {
        let total = total(self.msgs.skip(i as usize).cast());
        self.call == Call::Send && total.is_ok_and(|total| self.length(i) != Ok(total as c_int))
    }
}
