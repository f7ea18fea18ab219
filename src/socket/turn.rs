//! Whose turn it is, of the threads of this process, to do to a socket what one at a time may do: to
//! take a connection, or to begin to make one.

use crate::handle::turn::{Taken, Turn};
use crate::handle::{Flags, Guard};
use crate::sys::{option, process};

/// For sockets that may have several handles, none of which knows of the others: by the socket.
/// Those that come to the same one hold each other up, so it is one of many.
type Shared = [Turn; 64];

static ACCEPTING: Shared = [const { Turn::new() }; 64];
static CONNECTING: Shared = [const { Turn::new() }; 64];

/// How often to ask. What it is held for takes microseconds; but whoever holds it may have lost the
/// processor.
const ASKING: u32 = 100;

/// Take the turn to take a connection; none if another thread is at it, and slow.
pub fn to_accept<'a>(guard: &'a Guard<'_>) -> Option<Taken<'a>> {
    take(guard, &ACCEPTING)
}

/// Take the turn to begin to make a connection.
pub fn to_connect<'a>(guard: &'a Guard<'_>) -> Option<Taken<'a>> {
    take(guard, &CONNECTING)
}

fn take<'a>(guard: &'a Guard<'_>, shared: &'static Shared) -> Option<Taken<'a>> {
    let turn = if guard.flags_now().has(Flags::SHARED) {
        let cookie = guard.fd().and_then(option::cookie).unwrap_or(0);
        &shared[cookie as usize % shared.len()]
    } else {
        guard.slot().turn()
    };
    for _ in 0..ASKING {
        if let Some(taken) = turn.take(guard) {
            return Some(taken);
        }
        process::give_way();
    }
    None
}
