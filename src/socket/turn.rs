//! Whose turn it is, of the threads of this process, to do to a socket what one at a time may do: to
//! take a connection, or to begin to make one.

use crate::handle::turn::{Taken, Turn};
use crate::handle::{Flags, Guard};
use crate::sys::process;

/// Of sockets that have several handles, none of which knows of the others.
static SHARED: Turn = Turn::new();

/// How often to ask. What it is held for takes microseconds; but whoever holds it may have lost the
/// processor.
const ASKING: u32 = 100;

/// Take the turn; none if another thread is at it, and slow.
pub fn take<'a>(guard: &'a Guard<'_>) -> Option<Taken<'a>> {
    let turn = if guard.flags().has(Flags::SHARED) {
        &SHARED
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
