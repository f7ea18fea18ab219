//! What a transfer asks the kernel about its socket, where the handle's flags do not say it.

use super::wait::Side;
use crate::handle::{Flags, Guard};
use crate::sys::{descriptor, option};

/// Whether there are bytes to receive before the end of the stream.
pub fn has_some(guard: &Guard<'_>) -> bool {
    guard
        .fd()
        .and_then(descriptor::available)
        .is_ok_and(|count| count > 0)
}

/// SO_RCVLOWAT; 1 without asking if it cannot have been changed.
pub fn low_water(guard: &Guard<'_>, side: Side) -> usize {
    if side == Side::Sending || !guard.flags().has(Flags::LOW_WATER | Flags::SHARED) {
        return 1;
    }
    guard
        .fd()
        .and_then(option::low_water)
        .map_or(1, |mark| mark as usize)
}

/// Whether each peek begins behind the previous one (SO_PEEK_OFF), so that no byte is seen twice.
pub fn peeks_move_on(guard: &Guard<'_>) -> bool {
    guard.flags().has(Flags::PEEK_OFFSET | Flags::SHARED)
        && guard.fd().is_ok_and(option::peeks_move_on)
}

/// Whether each message comes with its sender's credentials (SO_PASSCRED), also if the caller has
/// no room for them.
pub fn has_credentials(guard: &Guard<'_>) -> bool {
    guard.fd().is_ok_and(option::has_credentials)
}
