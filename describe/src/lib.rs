//! Describes oxsock's C API, from the source of its header, `src/capi/*.rs`, and the `.facts` files
//! beside it (see [`facts`]).
//!
//! - [`source`] and [`facts`] read, [`api`] combines them, [`check`] reports what is missing;
//! - [`description`] makes JSON, for the library itself and for a file;
//! - [`ffi`] makes a header for foreign-function interfaces without a preprocessor;
//! - [`rust`] makes assertions for the Rust compiler;
//! - [`man`] makes manual pages, from [`prose`], written by [`roff`].

pub mod api;
pub mod check;
pub mod ctype;
pub mod description;
pub mod facts;
pub mod ffi;
pub mod json;
pub mod layout;
pub mod man;
pub mod prose;
pub mod roff;
pub mod rust;
pub mod source;
pub mod system;

/// The sections of the header, in its order: the files of `src/capi`.
pub const SECTIONS: [&str; 14] = [
    "lifecycle",
    "bytes",
    "control",
    "waiting",
    "time",
    "descriptors",
    "errors",
    "addresses",
    "everyday",
    "transfers",
    "options",
    "passing",
    "datagrams",
    "faults",
];
