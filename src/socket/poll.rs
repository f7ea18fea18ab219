//! Waiting for several sockets at once.
//!
//! The handles are not entered, since no data is moved: whether they are open is checked before and
//! after each wait. Closing a handle that has been polled wakes all calls of ox_poll that wait.

use super::table::TABLE;
use super::wakeup::Watch;
use crate::error::{Error, Result};
use crate::handle::number::MIN;
use crate::handle::Flags;
use crate::sys::memory::Buffer;
use crate::sys::poll::{self, entry, UserEntries, POLLERR, POLLIN, POLLNVAL};
use crate::sys::signals::Held;
use crate::sys::User;
use crate::time::{self, FOREVER};
use libc::{nfds_t, pollfd};

/// Sets up to these sizes are on the stack; there are several sizes since a larger array takes
/// longer to clear. For larger sets memory is mapped, which takes as long as polling hundreds of
/// sockets; but the stack of a signal handler may have 8 KiB in all.
const FEW: usize = 7;
const SOME: usize = 64;
const MANY: usize = 256;

/// The deadline of a call that does not wait.
const AT_ONCE: i64 = 0;

/// poll(2) over handles and descriptors.
pub fn poll(first: User<pollfd>, count: nfds_t, timeout: i32) -> Result<i32> {
    let users = UserEntries::new(first, count)?;
    let size = users.len();
    if size <= FEW {
        return poll_on_stack::<{ FEW + 1 }>(users, timeout);
    }
    if size <= SOME {
        return poll_on_stack::<{ SOME + 1 }>(users, timeout);
    }
    if size <= MANY {
        return poll_on_stack::<{ MANY + 1 }>(users, timeout);
    }
    poll::check_count(size)?;
    let mut entries = Buffer::zeroed(size + 1)?;
    Set::new(users, &mut entries).poll(timeout)
}

// If this were inlined, every set would take the stack of the largest.
#[inline(never)]
fn poll_on_stack<const ROOM: usize>(users: UserEntries, timeout: i32) -> Result<i32> {
    let mut entries = [entry(-1, 0); ROOM];
    Set::new(users, &mut entries[..=users.len()]).poll(timeout)
}

/// What is waited for.
struct Set<'a> {
    /// The caller's entries.
    users: UserEntries,
    /// For the kernel: an entry for each of the caller's, and one for the wakeup.
    entries: &'a mut [pollfd],
    has_handles: bool,
    has_dead: bool,
    is_interruptible: bool,
}

impl<'a> Set<'a> {
    fn new(users: UserEntries, entries: &'a mut [pollfd]) -> Self {
        let mut set = Self {
            users,
            entries,
            has_handles: false,
            has_dead: false,
            is_interruptible: false,
        };
        for i in 0..set.users.len() {
            let user = set.users.get(i);
            let fd = if user.fd >= MIN {
                set.number_of(user.fd)
            } else {
                user.fd.max(-1) // no object's number
            };
            set.entries[i] = entry(fd, user.events);
        }
        set
    }

    /// The number that poll is given for a handle; -1 if it is dead.
    fn number_of(&mut self, number: i32) -> i32 {
        self.has_handles = true;
        let Some((slot, state)) = TABLE.look(number) else {
            self.has_dead = true;
            return -1;
        };
        self.is_interruptible |= state.has(Flags::INTERRUPTIBLE);
        slot.fd()
    }

    fn poll(mut self, timeout: i32) -> Result<i32> {
        let deadline = match timeout {
            _ if self.has_dead => AT_ONCE, // a dead handle is reported at once
            i32::MIN..=-1 => FOREVER,
            0 => AT_ONCE,
            _ => time::ahead(i64::from(timeout) * 1000),
        };
        if deadline == AT_ONCE || !self.has_handles {
            self.wait_alone(deadline)?;
        } else {
            self.wait(deadline)?;
        }
        Ok(self.report())
    }

    /// Wait where no handle's closing has to end the wait.
    fn wait_alone(&mut self, deadline: i64) -> Result<()> {
        let size = self.users.len();
        loop {
            let entries = &mut self.entries[..size];
            let waited = if deadline == AT_ONCE {
                poll::look(entries)
            } else {
                poll::wait(entries, deadline)
            };
            match waited {
                Err(Error::EINTR) if !self.is_interruptible => {}
                Err(error) => return Err(error),
                // Poll has returned a little early.
                Ok(0) if !time::is_past(deadline) => {}
                Ok(_) => return Ok(()),
            }
        }
    }

    /// Wait for the entries to be ready, or for a handle among them to be closed.
    fn wait(&mut self, deadline: i64) -> Result<()> {
        let polling = TABLE.enter_polling()?;
        let mut watch = Watch::new(polling.record(), polling.id());
        self.note_polled();
        let held = self.is_interruptible.then(Held::hold).flatten();
        loop {
            let (wakeup, end) = watch.begin(deadline);
            // A thread that closes a handle after this check sees the watch, and wakes this call.
            if self.is_any_dead() {
                return self.wait_alone(AT_ONCE);
            }
            let (count, is_woken) = match self.wait_once(wakeup, end, held.as_ref()) {
                Err(Error::EINTR) if !self.is_interruptible => {
                    polling.renew();
                    continue;
                }
                result => result?,
            };
            watch.end(is_woken);
            if count > 0 || time::is_past(deadline) || self.is_any_dead() {
                return Ok(());
            }
        }
    }

    /// How many entries are ready, and whether the wakeup descriptor is.
    fn wait_once(&mut self, wakeup: i32, end: i64, held: Option<&Held>) -> Result<(i32, bool)> {
        let size = self.users.len();
        if wakeup < 0 {
            return Ok((
                poll::wait_holding(&mut self.entries[..size], end, held)?,
                false,
            ));
        }
        self.entries[size] = entry(wakeup, POLLIN);
        match poll::wait_holding(self.entries, end, held) {
            // The entry for the wakeup descriptor was one too many for RLIMIT_NOFILE.
            Err(Error::EINVAL) => {
                let end = Watch::for_a_while(end);
                Ok((
                    poll::wait_holding(&mut self.entries[..size], end, held)?,
                    false,
                ))
            }
            waited => {
                let is_woken = self.entries[size].revents != 0;
                Ok((waited? - i32::from(is_woken), is_woken))
            }
        }
    }

    /// Mark the handles, so that closing them wakes the calls of ox_poll.
    fn note_polled(&self) {
        for (slot, state) in self.handles().filter_map(|number| TABLE.look(number)) {
            if !state.has(Flags::POLLED) {
                slot.set(Flags::POLLED);
            }
        }
    }

    fn is_any_dead(&self) -> bool {
        self.handles().any(|number| TABLE.look(number).is_none())
    }

    fn handles(&self) -> impl Iterator<Item = i32> + '_ {
        let numbers = (0..self.users.len()).map(|i| self.users.get(i).fd);
        numbers.filter(|&number| number >= MIN)
    }

    /// Fill in the caller's entries. Returns how many have events.
    fn report(&mut self) -> i32 {
        let mut count = 0;
        for i in 0..self.users.len() {
            let number = self.users.get(i).fd;
            let mut revents = self.entries[i].revents;
            if number >= MIN {
                revents = match TABLE.look(number) {
                    // The handle is dead; its descriptor may belong to another file by now.
                    None => POLLNVAL,
                    // The kernel has already reported the error to a call; see `failure`.
                    Some((_, state)) if state.has(Flags::FAILURE) => revents | POLLERR,
                    Some(_) => revents,
                };
            }
            self.users.set_revents(i, revents);
            count += i32::from(revents != 0);
        }
        count
    }
}
