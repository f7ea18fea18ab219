//! The atomics: the real ones, or loom's, which try every order of events.

#[cfg(not(loom))]
pub use std::sync::atomic::{AtomicI32, AtomicI64, AtomicU32, AtomicU64};

#[cfg(loom)]
pub use loom::sync::atomic::{AtomicI32, AtomicI64, AtomicU32, AtomicU64};

pub use std::sync::atomic::Ordering;
