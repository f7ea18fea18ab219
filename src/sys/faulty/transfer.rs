//! One transfer, where rules may apply to it.

use super::super::call::call;
use super::super::inject::{decide, forget, reset, Call, Decision, Fault, Named, Subject};
use super::super::{duplicate, message, object, Fd, User};
use crate::error::{Error, Result};
use core::ffi::{c_int, c_void};
use core::ptr;
use libc::{MSG_DONTWAIT, MSG_ERRQUEUE, MSG_OOB, MSG_PEEK};

/// No limit on the bytes.
pub const UNLIMITED: usize = usize::MAX;

/// A transfer that is to be made.
pub struct Transfer<'a> {
    /// Send or Recv.
    pub call: Call,
    /// On which descriptor.
    pub fd: Fd,
    /// The flags that the call was given.
    pub flags: c_int,
    /// Whether it is one of several in a call, and not the first, so that its error is not
    /// returned.
    pub is_later: bool,
    /// Where the destination address is.
    pub to: Named,
    /// How many bytes there are to send.
    pub size: &'a dyn Fn() -> Result<usize>,
    /// Make the call, for at most so many bytes, with flags added to its own. Unlimited and without
    /// such flags, it is the same call as without rules.
    pub make: &'a mut dyn FnMut(usize, c_int) -> Result<c_int>,
}

/// Whether rules apply to a transfer with these flags. Not to one that may block in the kernel,
/// which began before there were rules; and only to the ordinary queue.
pub fn may_be_faulty(flags: c_int) -> bool {
    flags & MSG_DONTWAIT != 0 && flags & (MSG_ERRQUEUE | MSG_OOB) == 0
}

/// Whether a transfer with this result has moved nothing, and will be made again: it would have had
/// to wait, with MSG_FASTOPEN perhaps for the connection.
pub fn will_be_made_again(result: Result<c_int>) -> bool {
    matches!(result, Err(Error::EAGAIN | Error::EINPROGRESS))
}

impl Transfer<'_> {
    /// The transfer as rules see it.
    fn subject(&self) -> Subject {
        Subject::new(self.call, self.fd)
            .naming(self.to)
            .with_flags(self.flags)
    }

    /// Make it, as the rules say.
    pub fn perform(&mut self) -> Result<c_int> {
        if !may_be_faulty(self.flags) {
            return (self.make)(UNLIMITED, 0);
        }
        let decision = decide(&self.subject());
        self.perform_as(decision)
    }

    /// Make it, as has been decided.
    pub fn perform_as(&mut self, mut decision: Decision) -> Result<c_int> {
        let subject = self.subject();
        loop {
            decision.wait();
            let result = match decision.fault {
                Some(Fault::Error(_) | Fault::Reset) if self.is_later => {
                    forget(&subject, decision); // the next call returns the error
                    return Err(Error::EAGAIN);
                }
                Some(Fault::Lose) if self.call == Call::Recv => match self.lose_received() {
                    Ok(()) => {
                        decision = decide(&subject);
                        continue;
                    }
                    Err(error) => Err(error),
                },
                fault => self.make_with(fault),
            };
            let was_made = !matches!(decision.fault, Some(Fault::Error(_)));
            if will_be_made_again(result) && was_made {
                forget(&subject, decision);
            }
            return result;
        }
    }

    fn make_with(&mut self, fault: Option<Fault>) -> Result<c_int> {
        let sends = self.call == Call::Send;
        match fault {
            None | Some(Fault::Delay(_)) => (self.make)(UNLIMITED, 0),
            Some(Fault::Error(error)) => Err(error),
            Some(Fault::Short(most)) => (self.make)(most, 0),
            Some(Fault::Reset) => {
                reset(self.fd);
                Err(Error::ECONNRESET)
            }
            Some(Fault::Lose) => Ok((self.size)()? as c_int),
            Some(Fault::Double) if sends => {
                let sent = (self.make)(UNLIMITED, 0)?;
                let _ = (self.make)(UNLIMITED, 0);
                Ok(sent)
            }
            Some(Fault::Double) => {
                let received = (self.make)(UNLIMITED, MSG_PEEK)?;
                duplicate::remember(self.fd);
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
        let nowhere = ptr::null_mut::<c_void>();
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
