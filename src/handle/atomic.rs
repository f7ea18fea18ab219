//! The atomics: the real ones, or loom's, which try every order of events.

#[cfg(not(loom))]
pub use core::sync::atomic::{AtomicI32, AtomicI64, AtomicU32, AtomicU64, AtomicUsize};

#[cfg(loom)]
pub use loom::sync::atomic::{AtomicI32, AtomicI64, AtomicU32, AtomicU64, AtomicUsize};

pub use core::sync::atomic::Ordering;
