//! A value that is read without a lock, while others now and then put a new one in its place.
//! Neither a signal handler nor a child forked at any moment can find it locked.

use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// The value: none at first.
pub struct Snapshot<T> {
    current: AtomicPtr<T>,
    /// How many calls look at it, or at one before it.
    readers: AtomicUsize,
    /// Values that somebody may still look at.
    retired: AtomicPtr<Retired<T>>,
}

struct Retired<T> {
    value: Box<T>,
    next: *mut Retired<T>,
}

struct Reading<'a>(&'a AtomicUsize);

impl<'a> Reading<'a> {
    fn begin(readers: &'a AtomicUsize) -> Self {
        readers.fetch_add(1, Ordering::SeqCst);
        Self(readers)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl<T: Send + Sync> Snapshot<T> {
    /// None.
    pub const fn none() -> Self {
        Self {
            current: AtomicPtr::new(ptr::null_mut()),
            readers: AtomicUsize::new(0),
            retired: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// Look at it.
    pub fn read<R>(&self, look: impl FnOnce(Option<&T>) -> R) -> R {
        let _reading = Reading::begin(&self.readers);
        // SAFETY: null, or from a box that is not freed while it may be read: see `sweep`.
        look(unsafe { self.current.load(Ordering::SeqCst).as_ref() })
    }

    /// Put another in its place, made from it, perhaps more than once: an error leaves it.
    pub fn change<E>(&self, make: impl Fn(Option<&T>) -> Result<T, E>) -> Result<(), E> {
        loop {
            let reading = Reading::begin(&self.readers);
            let old = self.current.load(Ordering::SeqCst);
            // SAFETY: as in `read`.
            let new = Box::into_raw(Box::new(make(unsafe { old.as_ref() })?));
            let changed =
                self.current
                    .compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst);
            drop(reading);
            if changed.is_ok() {
                self.retire(old);
                return Ok(());
            }
            // SAFETY: made by `into_raw` a moment ago, and seen by nobody.
            drop(unsafe { Box::from_raw(new) });
        }
    }

    fn retire(&self, old: *mut T) {
        if !old.is_null() {
            // SAFETY: made by `into_raw`; who took it out of `current`, and no other, is here.
            let value = unsafe { Box::from_raw(old) };
            let next = ptr::null_mut();
            self.put_aside(Box::into_raw(Box::new(Retired { value, next })));
        }
        self.sweep();
    }

    /// Free what nobody looks at any more. Whoever begins to look after these values have been
    /// taken out finds a later one; so they are free once there is a moment without a reader.
    fn sweep(&self) {
        let mut list = self.retired.swap(ptr::null_mut(), Ordering::SeqCst);
        let is_free = self.readers.load(Ordering::SeqCst) == 0;
        while !list.is_null() {
            // SAFETY: nodes are made by `into_raw`, and a list belongs to who swapped it out.
            let next = unsafe { (*list).next };
            if is_free {
                // SAFETY: as above; no other node leads here.
                drop(unsafe { Box::from_raw(list) }.value);
            } else {
                self.put_aside(list);
            }
            list = next;
        }
    }

    fn put_aside(&self, node: *mut Retired<T>) {
        let mut head = self.retired.load(Ordering::SeqCst);
        loop {
            // SAFETY: the node is the caller's until it is in the list.
            unsafe { (*node).next = head };
            match self
                .retired
                .compare_exchange(head, node, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => return,
                Err(current) => head = current,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::thread;

    #[test]
    fn values_are_freed_when_nobody_looks_and_not_before() {
        let snapshot = Snapshot::none();
        let value = Arc::new(());
        let put = |new: Arc<()>| snapshot.change(|_| Ok::<_, Infallible>(new.clone()));
        assert_eq!(put(value.clone()), Ok(()));
        snapshot.read(|held| {
            assert_eq!(put(Arc::new(())), Ok(()));
            assert!(held.is_some_and(|held| Arc::strong_count(held) == 2));
        });
        assert_eq!(put(Arc::new(())), Ok(()));
        assert_eq!(Arc::strong_count(&value), 1);
    }

    #[test]
    fn no_change_is_lost() {
        static COUNT: Snapshot<u32> = Snapshot::none();
        let count = || {
            for _ in 0..1000 {
                let more = |n: Option<&u32>| Ok::<_, Infallible>(n.map_or(1, |n| n + 1));
                assert_eq!(COUNT.change(more), Ok(()));
            }
        };
        let others: Vec<_> = (0..3).map(|_| thread::spawn(count)).collect();
        count();
        assert!(others.into_iter().all(|other| other.join().is_ok()));
        assert_eq!(COUNT.read(|n| n.copied()), Some(4000));
    }
}
