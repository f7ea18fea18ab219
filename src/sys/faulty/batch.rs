//! Many messages in one call, where rules may apply to some of them.

use super::super::facts;
use super::super::inject::{decide, forget, Call, Decision, Named, Subject};
use super::super::{transfer, Fd, User};
use super::message;
use crate::error::{Error, Result};
use core::ffi::{c_int, c_uint};
use libc::{mmsghdr, MSG_WAITFORONE, UIO_MAXIOV};

/// A call of sendmmsg(2) or recvmmsg(2). Each of its messages counts as a call.
///
/// The messages before the first that a rule applies to are moved by one system call, because a
/// loop of single calls could not return the same errors and counts in all cases.
pub struct Batch {
    /// Send or Recv.
    pub call: Call,
    pub fd: Fd,
    pub msgs: User<mmsghdr>,
    pub count: c_uint,
    pub flags: c_int,
    /// The system's own call.
    pub make: fn(Fd, User<mmsghdr>, c_uint, c_int) -> Result<c_int>,
}

impl Batch {
    /// Move the messages: how many were moved.
    pub fn perform(&self) -> Result<c_int> {
        let mut done = 0;
        while done < self.count && !(done > 0 && self.is_to_stop(done)) {
            let (alike, decision) = self.decide_ahead(done);
            let moved = self.move_alike(done, alike);
            let end = done + alike;
            if moved != Ok(alike) || alike > 0 && self.is_short(end - 1) {
                if let Some(decision) = decision {
                    forget(&self.subject(end), decision);
                }
                return told(done, moved);
            }
            done = end;
            if let Some(decision) = decision {
                match self.move_one(done, decision) {
                    Ok(()) => done += 1,
                    Err(error) => return told(done, Err(error)),
                }
            }
        }
        Ok(done as c_int)
    }

    /// Whether the batch ends here: a message has been sent in part, or an error is pending, which
    /// this call could not return.
    fn is_to_stop(&self, done: c_uint) -> bool {
        match self.call {
            Call::Send => self.is_short(done - 1),
            _ => facts::has_error(self.fd),
        }
    }

    /// How many messages from `first` on no rule applies to, and what was decided on the one behind
    /// them.
    fn decide_ahead(&self, first: c_uint) -> (c_uint, Option<Decision>) {
        let most = (self.count - first).min(UIO_MAXIOV as c_uint);
        for i in 0..most {
            let decision = decide(&self.subject(first + i));
            if !decision.is_none() {
                return (i, Some(decision));
            }
        }
        (most, None)
    }

    /// Move messages that no rule applies to. Those that were not tried are taken out of the rules'
    /// counts.
    fn move_alike(&self, first: c_uint, count: c_uint) -> Result<c_uint> {
        if count == 0 {
            return Ok(0);
        }
        let place = self.msgs.skip(first as usize);
        let moved = (self.make)(self.fd, place, count, self.flags);
        let moved = moved.map(|moved| moved as c_uint);
        let tried = match moved {
            Ok(moved) => moved,
            Err(Error::EAGAIN) => 0,
            Err(_) => 1,
        };
        for i in (tried..count).rev() {
            forget(&self.subject(first + i), Decision::default());
        }
        moved
    }

    fn move_one(&self, i: c_uint, decision: Decision) -> Result<()> {
        let place = self.msgs.skip(i as usize);
        let flags = self.flags & !MSG_WAITFORONE;
        let length = message(self.call, self.fd, place.cast(), flags, i > 0, |transfer| {
            transfer.perform_as(decision)
        })?;
        transfer::note_moved(place, length)
    }

    fn subject(&self, i: c_uint) -> Subject {
        let named = match self.call {
            Call::Send => Named::In(self.msgs.skip(i as usize).cast()),
            _ => Named::Nowhere,
        };
        Subject::new(self.call, self.fd)
            .naming(named)
            .with_flags(self.flags)
    }

    /// Whether a message has been sent in part.
    fn is_short(&self, i: c_uint) -> bool {
        let place = self.msgs.skip(i as usize);
        let sent = place.read().map_or(0, |message| message.msg_len as usize);
        self.call == Call::Send && super::total(place.cast()).is_ok_and(|total| sent < total)
    }
}

/// The result of the batch. An error after the first message is not returned.
fn told(done: c_uint, moved: Result<c_uint>) -> Result<c_int> {
    match moved {
        Err(error) if done == 0 => Err(error),
        moved => Ok((done + moved.unwrap_or(0)) as c_int),
    }
}
