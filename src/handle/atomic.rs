//! Atomics: those of the language, or loom's, which try every order of events.

#[cfg(not(loom))]
pub use core::sync::atomic::{AtomicI32, AtomicI64, AtomicU32, AtomicU64, AtomicUsize};

#[cfg(loom)]
pub use modelled::{AtomicI32, AtomicI64, AtomicU32, AtomicU64, AtomicUsize};

pub use core::sync::atomic::Ordering;

/// loom treats a `SeqCst` access as acquire and release only. Its `SeqCst` fences are as strong as
/// they should be, so a fence before each such access makes up for that.
#[cfg(loom)]
#[allow(dead_code, reason = "no type needs all of them")]
mod modelled {
    use loom::sync::atomic::{self, fence, Ordering};

    fn order(order: Ordering) {
        if order == Ordering::SeqCst {
            fence(order);
        }
    }

    macro_rules! modelled {
        ($($name:ident of $value:ty;)*) => {$(
            /// As the method of `core`.
            #[derive(Debug)]
            pub struct $name(atomic::$name);

            impl $name {
                pub fn new(value: $value) -> Self {
                    Self(atomic::$name::new(value))
                }

                pub fn load(&self, at: Ordering) -> $value {
                    order(at);
                    self.0.load(at)
                }

                pub fn store(&self, value: $value, at: Ordering) {
                    order(at);
                    self.0.store(value, at);
                }

                pub fn swap(&self, value: $value, at: Ordering) -> $value {
                    order(at);
                    self.0.swap(value, at)
                }

                pub fn fetch_add(&self, value: $value, at: Ordering) -> $value {
                    order(at);
                    self.0.fetch_add(value, at)
                }

                pub fn fetch_or(&self, value: $value, at: Ordering) -> $value {
                    order(at);
                    self.0.fetch_or(value, at)
                }

                pub fn fetch_and(&self, value: $value, at: Ordering) -> $value {
                    order(at);
                    self.0.fetch_and(value, at)
                }

                pub fn compare_exchange(
                    &self,
                    current: $value,
                    new: $value,
                    success: Ordering,
                    failure: Ordering,
                ) -> Result<$value, $value> {
                    order(success);
                    self.0.compare_exchange(current, new, success, failure)
                }

                pub fn compare_exchange_weak(
                    &self,
                    current: $value,
                    new: $value,
                    success: Ordering,
                    failure: Ordering,
                ) -> Result<$value, $value> {
                    self.compare_exchange(current, new, success, failure)
                }

                pub fn fetch_update(
                    &self,
                    success: Ordering,
                    failure: Ordering,
                    mut change: impl FnMut($value) -> Option<$value>,
                ) -> Result<$value, $value> {
                    let mut present = self.load(failure);
                    while let Some(new) = change(present) {
                        match self.compare_exchange(present, new, success, failure) {
                            Ok(before) => return Ok(before),
                            Err(other) => present = other,
                        }
                    }
                    Err(present)
                }
            }
        )*};
    }

    modelled! {
        AtomicI32 of i32;
        AtomicI64 of i64;
        AtomicU32 of u32;
        AtomicU64 of u64;
        AtomicUsize of usize;
    }
}
