//! Points in time: microseconds of the monotonic clock.
#![forbid(unsafe_code)]

use crate::sys::clock;

/// The deadline that never comes.
pub const FOREVER: i64 = -1;

/// The time now.
pub fn now() -> i64 {
    clock::monotonic_micros()
}

/// The time so many microseconds from now; one more, because `now` has been rounded down, so that
/// it is never too early.
pub fn ahead(span: i64) -> i64 {
    now().saturating_add(span).saturating_add(1)
}

/// The earlier of two deadlines.
pub fn earlier(a: i64, b: i64) -> i64 {
    match (a, b) {
        (FOREVER, other) | (other, FOREVER) => other,
        _ => a.min(b),
    }
}

/// Whether a deadline has come.
pub fn is_past(deadline: i64) -> bool {
    deadline != FOREVER && (deadline == 0 || now() >= deadline)
}
