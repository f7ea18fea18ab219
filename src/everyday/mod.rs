//! What programs want every day, made of the socket's calls.
//!
//! - [`whole`]: transfers of all or an honest count.
#![forbid(unsafe_code)]

pub mod whole;
