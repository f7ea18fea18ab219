//! What a transfer asks the system about its socket, where the handle does not know.

use super::wait::Side;
use crate::handle::{Flags, Guard};
use crate::sys::{descriptor, option};

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

/// Whether each message comes with its sender's credentials, for which there may be no room.
pub fn has_credentials(guard: &Guard<'_>) -> bool {
    guard.fd().is_ok_and(option::has_credentials)
}
