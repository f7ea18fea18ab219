//! Which thread of this process has the turn to do what only one at a time may do on a socket:
//! accept a connection, or begin to connect.

use crate::handle::turn::{Taken, Turn};
use crate::handle::{Flags, Guard};
use crate::sys::{option, process};

/// Turns for sockets that may have several handles, which do not know of each other. A socket's
/// turn is chosen by its cookie; sockets with the same turn delay each other, so there are many.
type Shared = [Turn; 64];

static ACCEPTING: Shared = [const { Turn::new() }; 64];
static CONNECTING: Shared = [const { Turn::new() }; 64];

/// How often to ask for the turn. It is held for microseconds, unless its holder is not running.
const ASKING: u32 = 100;

/// Take the turn to accept a connection; None if another thread has it, and is slow.
pub fn to_accept<'a>(guard: &'a Guard<'_>) -> Option<Taken<'a>> {
    take(guard, &ACCEPTING)
}

/// Take the turn to begin to connect; None likewise.
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
