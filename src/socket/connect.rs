//! Connecting. It is tried without waiting and waited for in poll: a call that blocks in the
//! kernel could not be woken if the handle were closed just before it got there.

use super::life;
use super::slot::Traits;
use super::switch::{is_nonblocking, without_waiting, Among};
use super::wait::{uninterrupted, Side, Waiter};
use crate::error::{Error, Result};
use crate::sys::{socket, User};
use libc::{sockaddr, socklen_t};

/// connect(2).
pub fn connect(s: i32, addr: User<sockaddr>, len: socklen_t) -> Result<i32> {
    let visit = life::enter(s)?;
    let fd = visit.fd();
    let connect = || uninterrupted(&visit, || socket::connect(fd, addr, len));
    if visit.at_entry().has(Traits::CONNECTIONLESS) || is_nonblocking(&visit, Among::Threads)? {
        return connect();
    }
    let attempt = || without_waiting(&visit, Among::Threads, connect);
    let mut result = attempt();
    if !matches!(
        result,
        Err(Error::EINPROGRESS | Error::EALREADY | Error::EAGAIN)
    ) {
        return result;
    }
    let mut waiter = Waiter::blocking(&visit, Side::Sending)?;
    loop {
        match result {
            // Once connected, connecting again tells the result, and settles the kernel's state.
            Err(Error::EINPROGRESS | Error::EALREADY) => wait(&mut waiter)?,
            // The queue of a UNIX listener is full, and poll cannot tell when it is not.
            Err(Error::EAGAIN) => waiter.nap()?,
            result => return result,
        }
        result = attempt();
    }
}

/// The end of SO_SNDTIMEO is told as the kernel does.
fn wait(waiter: &mut Waiter<'_, '_>) -> Result<()> {
    match waiter.wait() {
        Err(Error::EAGAIN) => Err(Error::EINPROGRESS),
        result => result.map(drop),
    }
}
