//! What programs want every day, made of the socket's calls.
//!
//! - [`whole`]: transfers of all or an honest count;
//! - [`options`]: options by name, from the list in [`option_names`].
#![forbid(unsafe_code)]

mod nearest;
mod option_names;
pub mod options;
pub mod whole;
