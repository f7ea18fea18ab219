//! What a transfer asks the system about its socket, where the handle does not know.

use super::wait::Side;
use crate::handle::{Flags, Guard};
use crate::sys::{descriptor, option, poll};
use core::ffi::c_short;

/// Whether there is an end beside an error. A reset that the system is in the middle of shows it
/// when the system is done with the socket, which is what asking it for something waits for.
pub fn is_dead(guard: &Guard<'_>, events: c_short) -> bool {
    let has_end = |events: c_short| events & poll::POLLHUP != 0;
    has_end(events) || {
        let _ = has_some(guard);
        poll::ready(guard.poll_number(), 0).is_ok_and(has_end)
    }
}

/// Whether there is something to be received before the end.
pub fn has_some(guard: &Guard<'_>) -> bool {
    guard
        .fd()
        .and_then(descriptor::available)
        .is_ok_and(|count| count > 0)
}

/// SO_RCVLOWAT, if it can be anything but 1.
pub fn low_water(guard: &Guard<'_>, side: Side) -> usize {
    if side == Side::Sending || !guard.flags().has(Flags::LOW_WATER | Flags::SHARED) {
        return 1;
    }
    guard
        .fd()
        .and_then(option::low_water)
        .map_or(1, |mark| mark as usize)
}

/// Whether each peek begins behind the last, so that what has been seen is not seen again.
pub fn peeks_move_on(guard: &Guard<'_>) -> bool {
    guard.flags().has(Flags::PEEK_OFFSET | Flags::SHARED)
        && guard.fd().is_ok_and(option::peeks_move_on)
}
