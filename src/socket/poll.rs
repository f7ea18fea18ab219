//! Waiting for several sockets at once.

use super::handle::MIN;
use super::life::enter;
use super::slot::Traits;
use super::visit::Visit;
use super::wakeup::Watch;
use crate::error::{Error, Result};
use crate::sys::poll::{self, entry, UserEntries, POLLIN, POLLNVAL};
use crate::sys::User;
use crate::time::{self, FOREVER};
use libc::{nfds_t, pollfd};

/// Sets up to this size need no memory but the stack.
const SMALL: usize = 16;

/// poll(2) over handles and descriptors.
pub fn poll(first: User<pollfd>, count: nfds_t, timeout: i32) -> Result<i32> {
    let deadline = match timeout {
        i32::MIN..=-1 => FOREVER,
        0 => 0,
        _ => time::ahead(i64::from(timeout) * 1000),
    };
    let users = UserEntries::check(first, count)?;
    let size = users.len();
    if size <= SMALL {
        let mut entries = [entry(-1, 0); SMALL + 1];
        let mut members = [const { Member::Descriptor }; SMALL];
        let set = Set {
            entries: &mut entries[..=size],
            members: &mut members[..size],
        };
        return set.poll(users, deadline);
    }
    let mut entries = filled(size + 1, || entry(-1, 0))?;
    let mut members = filled(size, || Member::Descriptor)?;
    Set {
        entries: &mut entries,
        members: &mut members,
    }
    .poll(users, deadline)
}

fn filled<T>(size: usize, value: impl Fn() -> T) -> Result<Vec<T>> {
    let mut values = Vec::new();
    values.try_reserve_exact(size).map_err(|_| Error::ENOMEM)?;
    values.resize_with(size, value);
    Ok(values)
}

/// What one of the caller's entries names.
enum Member {
    /// A descriptor, which the kernel knows, or nothing.
    Descriptor,
    /// A handle that is alive, or was at the beginning.
    Handle(Visit<'static>),
    /// A handle that was dead already.
    Dead,
}

/// What is waited for.
struct Set<'a> {
    /// For the kernel: an entry for each of the caller's, and one for the wakeup.
    entries: &'a mut [pollfd],
    /// What each of them is.
    members: &'a mut [Member],
}

impl Set<'_> {
    fn poll(mut self, mut users: UserEntries, deadline: i64) -> Result<i32> {
        for (i, member) in self.members.iter_mut().enumerate() {
            let user = users.get(i);
            let mut fd = user.fd;
            if fd >= MIN {
                *member = enter(fd).map_or(Member::Dead, Member::Handle);
                if let Member::Handle(visit) = member {
                    fd = visit.fd(); // a dead one's number is no descriptor either
                }
            }
            self.entries[i] = entry(fd, user.events);
        }
        self.wait(deadline)?;
        for i in 0..self.members.len() {
            users.set_revents(i, self.entries[i].revents);
        }
        Ok(self.count() as i32)
    }

    fn wait(&mut self, mut deadline: i64) -> Result<()> {
        if self.mark_dead() {
            deadline = 0;
        }
        let mut watch = Watch::default();
        loop {
            match self.wait_once(deadline, &mut watch) {
                Err(Error::EINTR) if !self.has_interruptible() => continue,
                result => result?,
            }
            let died = self.mark_dead();
            if died || time::is_past(deadline) || self.count() > 0 {
                return Ok(());
            }
        }
    }

    /// Wait for the entries, and for a handle among them to be closed.
    fn wait_once(&mut self, deadline: i64, watch: &mut Watch) -> Result<()> {
        let size = self.members.len();
        if deadline == 0
            || self
                .members
                .iter()
                .all(|member| matches!(member, Member::Descriptor))
        {
            return poll::wait(&mut self.entries[..size], deadline).map(drop);
        }
        let (wakeup, end) = watch.set(deadline);
        if self.mark_dead() {
            return Ok(()); // whoever closes a handle after this look finds the watch set
        }
        self.entries[size] = entry(wakeup, POLLIN);
        match poll::wait(self.entries, end) {
            // One entry more was one too many for the system.
            Err(Error::EINVAL) => {
                let (_, end) = Watch::without_descriptor(deadline);
                poll::wait(&mut self.entries[..size], end).map(drop)
            }
            waited => {
                watch.note(self.entries[size].revents != 0);
                waited.map(drop)
            }
        }
    }

    /// Report dead handles, of which the kernel knows nothing: whether there are any.
    fn mark_dead(&mut self) -> bool {
        let mut any = false;
        for (member, entry) in self.members.iter().zip(self.entries.iter_mut()) {
            let is_dead = match member {
                Member::Descriptor => false,
                Member::Handle(visit) => visit.is_closed(),
                Member::Dead => true,
            };
            if is_dead {
                entry.revents = POLLNVAL;
                any = true;
            }
        }
        any
    }

    fn has_interruptible(&self) -> bool {
        self.members.iter().any(|member| match member {
            Member::Handle(visit) => visit.at_entry().has(Traits::INTERRUPTIBLE),
            _ => false,
        })
    }

    fn count(&self) -> usize {
        let entries = &self.entries[..self.members.len()];
        entries.iter().filter(|entry| entry.revents != 0).count()
    }
}
