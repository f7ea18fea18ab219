//! Every day: the most frequent tasks with sockets, each in one call.
//!
//! - [`dial`], [`race`], [`failures`]: from the text of an endpoint to a connection;
//! - [`listen`], [`stale`]: from an endpoint to a listener; [`inherit`]: listeners that a service
//!   manager has made;
//! - [`whole`]: transfers of all bytes, or an error and an exact count;
//! - [`options`]: options by name, from the list in [`option_names`];
//! - [`ancillary`]: descriptors, handles and credentials over UNIX sockets;
//! - [`arrival`]: datagrams with where and when they arrived, and replies from there;
//! - [`error_queue`]: the errors of sent datagrams;
//! - [`groups`]: multicast; [`echo`]: ping.
#![forbid(unsafe_code)]

pub mod ancillary;
pub mod arrival;
pub mod dial;
pub mod echo;
pub mod error_queue;
mod failures;
pub mod groups;
pub mod inherit;
pub mod listen;
mod nearest;
mod number;
mod option_names;
pub mod options;
mod race;
mod stale;
pub mod whole;
