//! The default of OX_INTERRUPTIBLE: whether signals end the calls on new handles, and the slow
//! calls that create handles.

use crate::error::{Error, Result};
use crate::handle::flags::State;
use crate::handle::Flags;
use crate::sys::{poll, signals::Held};
use crate::time;
use core::sync::atomic::{AtomicI32, Ordering};

/// No signal ends a call; every handled signal does; only those without SA_RESTART do, as for
/// system calls.
const NEVER: i32 = 0;
const ALWAYS: i32 = 1;
const AS_SYSTEM: i32 = 2;

static DEFAULT: AtomicI32 = AtomicI32::new(NEVER);

/// Change the default to one of the three; any other number only asks. Returns the previous value.
pub fn change(value: i32) -> i32 {
    match value {
        NEVER..=AS_SYSTEM => DEFAULT.swap(value, Ordering::Relaxed),
        _ => DEFAULT.load(Ordering::Relaxed),
    }
}

/// Whether any signal ends calls.
pub fn is_on() -> bool {
    DEFAULT.load(Ordering::Relaxed) != NEVER
}

/// If signals end calls, hold them back from the first wait on, so that none is missed between two
/// waits. Returns what the wait functions need to let them through.
pub fn hold(held: &mut Option<Held>) -> Option<&Held> {
    if held.is_none() && is_on() {
        *held = Held::hold();
    }
    held.as_ref()
}

/// Wait a moment, but not beyond `end`. EINTR after a signal if signals end calls.
pub fn pause(held: &mut Option<Held>, end: i64) -> Result<()> {
    const MOMENT: i64 = 1_000;
    let end = time::earlier(end, time::ahead(MOMENT));
    match poll::wait_holding(&mut [], end, hold(held)) {
        Err(Error::EINTR) if !is_on() => Ok(()),
        waited => waited.map(drop),
    }
}

/// The flags of a new handle.
pub fn default() -> Flags {
    flags_of(DEFAULT.load(Ordering::Relaxed))
}

/// The flags that stand for a value.
pub fn flags_of(value: i32) -> Flags {
    match value {
        NEVER => Flags::empty(),
        AS_SYSTEM => Flags::INTERRUPTIBLE,
        _ => Flags::INTERRUPTIBLE | Flags::EVERY_SIGNAL,
    }
}

/// The value that flags stand for.
pub fn value_of(flags: State) -> i32 {
    match (
        flags.has(Flags::INTERRUPTIBLE),
        flags.has(Flags::EVERY_SIGNAL),
    ) {
        (false, _) => NEVER,
        (true, false) => AS_SYSTEM,
        (true, true) => ALWAYS,
    }
}
