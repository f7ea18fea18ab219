//! The calls: what each does, step by step, and how they wait.
//!
//! - [`table`]: the handles of this process; [`process`]: what is set up once per process;
//! - [`open`], [`accept`], [`connect`], [`close`]: opening and closing; [`path`]: the file that is
//!   removed with a handle; [`turn`]: what only one thread at a time may do;
//! - [`operation`]: operations with steps, and the driver that waits for them; [`wait`]: waiting;
//!   [`side`]: the two sides of a socket; [`wakeup`]: being woken; [`wait_set`]: what several calls
//!   that receive on one handle wait on; [`edge`]: waiting where poll keeps reporting an old event;
//!   [`failure`]: the error that ended a connection, kept for the next call;
//! - [`transfer`], [`stream`], [`message`], [`batch`]: the transfers, one buffer, one message,
//!   many; [`steps`]: transfers that have to wait; [`state`]: what transfers ask about a socket;
//! - [`whole`]: the transfers that end only when all is done;
//! - [`object`]: handles that name an object of this process and not a kernel's socket;
//! - [`control`], [`option`], [`deadline`], [`poll`], [`interruptible`], [`faults`]: the rest.
#![forbid(unsafe_code)]

pub mod accept;
pub mod batch;
pub mod close;
pub mod connect;
pub mod control;
pub mod deadline;
mod edge;
mod failure;
pub mod faults;
pub mod interruptible;
pub mod message;
pub mod object;
pub mod open;
mod operation;
pub mod option;
pub mod path;
pub mod poll;
pub mod process;
mod side;
mod state;
mod steps;
pub mod stream;
pub mod table;
mod transfer;
mod turn;
mod wait;
mod wait_set;
mod wakeup;
pub mod whole;
