//! Waiting for several sockets at once.

use super::handle::MIN;
use super::life::enter;
use super::slot::Traits;
use super::table::Visit;
use super::wait::LOOK;
use super::wakeup;
use crate::error::{Error, Result};
use crate::sys::poll::{self, entry, UserEntries, POLLIN, POLLNVAL};
use crate::sys::User;
use crate::time::{self, FOREVER};
use libc::{nfds_t, pollfd};

/// poll(2) over handles and descriptors.
pub fn poll(first: User<pollfd>, count: nfds_t, timeout: i32) -> Result<i32> {
    let deadline = match timeout {
        i32::MIN..=-1 => FOREVER,
        0 => 0,
        _ => time::ahead(i64::from(timeout) * 1000),
    };
    let users = UserEntries::check(first, count)?;
    let mut set = Set::of(&users)?;
    set.wait(deadline)?;
    Ok(set.report(users))
}

/// What is waited for.
struct Set {
    /// For the kernel: an entry for each of the caller's.
    entries: Vec<pollfd>,
    /// The handles among them, with their places; none where a handle is dead.
    handles: Vec<(usize, Option<Visit<'static>>)>,
}

impl Set {
    fn of(users: &UserEntries) -> Result<Self> {
        let mut set = Self {
            entries: Vec::new(),
            handles: Vec::new(),
        };
        set.entries
            .try_reserve_exact(users.len() + 1)
            .map_err(|_| Error::ENOMEM)?;
        for i in 0..users.len() {
            let user = users.get(i);
            let mut fd = user.fd;
            if fd >= MIN {
                let visit = enter(fd).ok();
                fd = visit.as_ref().map_or(-1, Visit::fd);
                set.handles.try_reserve(1).map_err(|_| Error::ENOMEM)?;
                set.handles.push((i, visit));
            }
            set.entries.push(entry(fd, user.events));
        }
        Ok(set)
    }

    fn wait(&mut self, mut deadline: i64) -> Result<()> {
        if self.mark_dead() {
            deadline = 0;
        }
        loop {
            match self.wait_once(deadline) {
                Err(Error::EINTR) if !self.is_interruptible() => continue,
                result => result?,
            }
            let died = self.mark_dead();
            if died || time::is_past(deadline) || self.count() > 0 {
                return Ok(());
            }
        }
    }

    /// Wait for the entries, and for a handle among them to be closed.
    fn wait_once(&mut self, deadline: i64) -> Result<()> {
        if deadline == 0 || self.handles.is_empty() {
            return poll::wait(&mut self.entries, deadline).map(drop);
        }
        if let Some(wakeup) = wakeup::watched() {
            self.entries.push(entry(wakeup, POLLIN));
            let waited = poll::wait(&mut self.entries, deadline);
            self.entries.pop();
            // One entry more may be one too many for the system.
            if !matches!(waited, Err(Error::EINVAL)) {
                return waited.map(drop);
            }
        }
        let end = time::earlier(deadline, time::ahead(LOOK));
        poll::wait(&mut self.entries, end).map(drop)
    }

    /// Report dead handles, of which the kernel knows nothing: whether there are any.
    fn mark_dead(&mut self) -> bool {
        let mut any = false;
        for (i, visit) in &self.handles {
            if visit.as_ref().is_none_or(Visit::is_closed) {
                self.entries[*i].fd = -1;
                self.entries[*i].revents = POLLNVAL;
                any = true;
            }
        }
        any
    }

    fn is_interruptible(&self) -> bool {
        let visits = self.handles.iter().filter_map(|(_, visit)| visit.as_ref());
        visits
            .into_iter()
            .any(|visit| visit.at_entry().has(Traits::INTERRUPTIBLE))
    }

    fn count(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.revents != 0)
            .count()
    }

    fn report(&self, mut users: UserEntries) -> i32 {
        for (i, entry) in self.entries.iter().enumerate() {
            users.set_revents(i, entry.revents);
        }
        self.count() as i32
    }
}
