//! Every day: what programs do with sockets most often, each in one call.
//!
//! - [`dial`], [`race`]: from the text of an endpoint to a connection;
//! - [`listen`], [`stale`]: to a socket that waits for them; [`inherit`]: to one that a service
//!   manager has made.
#![forbid(unsafe_code)]

pub mod dial;
pub mod inherit;
pub mod listen;
mod race;
mod stale;
