//! The socket object: what a handle names.
//!
//! - [`handle`], [`slot`], [`table`], [`visit`]: handles, and how a call pins what they name;
//! - [`life`], [`accept`], [`connect`]: birth and death; [`path`]: the file that goes with a
//!   handle; [`fork`]: two processes;
//! - [`wait`], [`wakeup`], [`switch`]: waiting with a deadline, and being woken by a closing;
//! - [`stream`], [`message`], [`batch`]: the transfers, one buffer, one message, many;
//! - [`whole`]: the transfers that end only when all is done;
//! - [`control`], [`option`], [`deadline`], [`interruptible`], [`poll`], [`faults`]: the rest.
#![forbid(unsafe_code)]

pub mod accept;
pub mod batch;
pub mod connect;
pub mod control;
pub mod deadline;
pub mod faults;
mod fork;
pub mod handle;
pub mod interruptible;
pub mod life;
pub mod message;
pub mod option;
mod owned;
pub mod path;
pub mod poll;
mod shared;
pub mod slot;
pub mod stream;
mod switch;
pub mod table;
mod transfer;
pub mod visit;
mod wait;
mod wakeup;
pub mod whole;

#[cfg(all(test, loom))]
mod model;
