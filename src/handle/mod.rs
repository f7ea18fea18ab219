//! Handles: the numbers that the program holds, and the slots that they name.
//!
//! - [`number`]: how a number is made of a place and a generation;
//! - [`slot`], [`flags`]: one socket's place, and what is known of it;
//! - [`slots`]: all of them, and which are free;
//! - [`table`]: opening and entering handles, closing their descriptors;
//! - [`record`]: what a thread is inside; [`hazard`]: all records; [`guard`]: being inside;
//! - [`turn`]: what only one call at a time may do;
//! - [`owned`]: which descriptors are under a handle.
//!
//! A thread is inside one handle at a time, apart from those that its signal handlers have
//! interrupted: a function that holds a guard enters another handle by `enter_within` only.
#![forbid(unsafe_code)]

mod atomic;
pub mod flags;
pub mod guard;
pub mod hazard;
pub mod number;
pub mod owned;
pub mod record;
pub mod slot;
pub mod slots;
pub mod table;
pub mod turn;

#[cfg(all(test, loom))]
mod model;

pub use flags::Flags;
pub use guard::{Entry, Guard, Target};
pub use number::Handle;
