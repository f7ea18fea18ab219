//! What programs want every day, made of the socket's calls.
//!
//! - [`whole`]: transfers of all or an honest count;
//! - [`options`]: options by name, from the list in [`option_names`];
//! - [`ancillary`]: descriptors, handles and credentials over UNIX sockets;
//! - [`arrival`]: datagrams with where and when they arrived, and answers from there;
//! - [`groups`]: multicast; [`echo`]: ping.
#![forbid(unsafe_code)]

pub mod ancillary;
pub mod arrival;
pub mod echo;
pub mod groups;
mod nearest;
mod number;
mod option_names;
pub mod options;
pub mod whole;
