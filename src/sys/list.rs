//! Numbered values that are read without a lock while others are added and removed. There is no
//! lock that a signal handler or a forked child could find taken.

use super::thread::Undisturbed;
use crate::error::{Error, Result};
use core::cell::UnsafeCell;
use core::iter;
use core::mem::{align_of, size_of};
use core::ops::Deref;
use core::ptr;
use core::sync::atomic::{AtomicI32, AtomicPtr, AtomicUsize, Ordering::SeqCst};

/// The list, ordered by the numbers, which count up from 1.
pub struct List<T> {
    first: AtomicPtr<Node<T>>,
    /// The last number that was assigned.
    last: AtomicI32,
    /// How many nodes are vacant, so that adding need not look for one in vain; in a child that was
    /// forked amid a change, perhaps one more or less.
    vacant: AtomicUsize,
}

/// Memory for a value. It stays in the list for good, and is reused after its value has been
/// removed and has no readers.
struct Node<T> {
    /// The number of the value, `VACANT` or `CHANGING`.
    number: AtomicI32,
    /// How many readers there are. In a child that was forked while one was reading, the count
    /// never returns to 0, and the node is never reused.
    readers: AtomicUsize,
    value: UnsafeCell<T>,
    next: *const Node<T>,
}

const VACANT: i32 = 0;
const CHANGING: i32 = -1;

// SAFETY: a value is changed only while `CHANGING` keeps all others away from it.
unsafe impl<T: Send + Sync> Sync for List<T> {}

/// A value, which stays as it is as long as this lives, even if it is removed.
pub struct Entry<'a, T> {
    node: &'a Node<T>,
    number: i32,
}

impl<T> Entry<'_, T> {
    /// Its number.
    pub fn number(&self) -> i32 {
        self.number
    }
}

impl<T> Deref for Entry<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value was there when this became a reader, and until the last reader has
        // left, `vacant` does not give the node away.
        unsafe { &*self.node.value.get() }
    }
}

impl<T> Drop for Entry<'_, T> {
    fn drop(&mut self) {
        self.node.readers.fetch_sub(1, SeqCst);
    }
}

impl<T: Send + Sync> List<T> {
    /// An empty one.
    pub const fn empty() -> Self {
        Self {
            first: AtomicPtr::new(ptr::null_mut()),
            last: AtomicI32::new(0),
            vacant: AtomicUsize::new(0),
        }
    }

    /// Add a value at the end. Returns its number; ENOSPC if no number is left; ENOMEM.
    pub fn add(&self, value: T) -> Result<i32> {
        let next = |last: i32| last.checked_add(1);
        let last = self.last.fetch_update(SeqCst, SeqCst, next);
        let number = last.map_err(|_| Error::ENOSPC)? + 1;
        match self.vacant() {
            Some(node) => {
                // SAFETY: `vacant` made sure that nobody reads it, nor will.
                unsafe { *node.value.get() = value };
                node.number.store(number, SeqCst);
            }
            None => self.push(number, value)?,
        }
        Ok(number)
    }

    /// Free all nodes, before the library is unloaded. No thread may be using the list; it would be
    /// running code that is about to be unmapped.
    pub fn unload(&self) {
        let mut next: *const Node<T> = self.first.swap(ptr::null_mut(), SeqCst);
        while !next.is_null() {
            let node = next.cast_mut();
            // SAFETY: in the list, and so one of its own, until it is freed.
            unsafe {
                next = (*node).next;
                ptr::drop_in_place((*node).value.get());
                libc::free(node.cast());
            }
        }
    }

    /// Remove the value with this number. Returns whether there was one.
    pub fn remove(&self, number: i32) -> bool {
        let remove = |node: &Node<T>| {
            let removed = node.number.compare_exchange(number, VACANT, SeqCst, SeqCst);
            removed.is_ok()
        };
        let is_removed = number > 0 && self.nodes().any(remove);
        if is_removed {
            self.vacant.fetch_add(1, SeqCst);
        }
        is_removed
    }

    /// The value with this number.
    pub fn get(&self, number: i32) -> Option<Entry<'_, T>> {
        let is_it = |node: &&Node<T>| node.number.load(SeqCst) == number;
        (number > 0)
            .then(|| self.nodes().find(is_it))??
            .read(number)
    }

    /// All values, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = Entry<'_, T>> {
        let mut last = 0;
        iter::from_fn(move || loop {
            let numbered = self.nodes().map(|node| (node.number.load(SeqCst), node));
            let later = numbered.filter(|&(number, _)| number > last);
            let (number, node) = later.min_by_key(|&(number, _)| number)?;
            last = number;
            if let Some(entry) = node.read(number) {
                return Some(entry);
            }
        })
    }

    fn nodes(&self) -> impl Iterator<Item = &Node<T>> {
        // SAFETY: null, or a node of this list, which are never freed.
        let to_node = |node: *const Node<T>| unsafe { node.as_ref() };
        iter::successors(to_node(self.first.load(SeqCst)), move |node| {
            to_node(node.next)
        })
    }

    /// A node without readers for a new value, marked `CHANGING`.
    fn vacant(&self) -> Option<&Node<T>> {
        let take = |node: &&Node<T>| {
            let taken = node
                .number
                .compare_exchange(VACANT, CHANGING, SeqCst, SeqCst);
            if taken.is_err() {
                return false;
            }
            // A reader that begins from here on sees `CHANGING`.
            let is_unread = node.readers.load(SeqCst) == 0;
            if !is_unread {
                node.number.store(VACANT, SeqCst);
            }
            is_unread
        };
        if self.vacant.load(SeqCst) == 0 {
            return None;
        }
        let found = self.nodes().find(take);
        if found.is_some() {
            self.vacant.fetch_sub(1, SeqCst); // wraps until a remover has counted the node
        }
        found
    }

    fn push(&self, number: i32, value: T) -> Result<()> {
        const { assert!(align_of::<Node<T>>() <= align_of::<libc::max_align_t>()) }
        // This may be the program's first call, which reads the environment's rules: it must not be
        // left by longjmp while malloc's lock is taken.
        let _undisturbed = Undisturbed::new();
        // SAFETY: takes a number.
        let node: *mut Node<T> = unsafe { libc::malloc(size_of::<Node<T>>()) }.cast();
        if node.is_null() {
            return Err(Error::ENOMEM);
        }
        let mut next = self.first.load(SeqCst);
        // SAFETY: memory of the right size and alignment, which is ours until it is linked.
        unsafe {
            node.write(Node {
                number: AtomicI32::new(number),
                readers: AtomicUsize::new(0),
                value: UnsafeCell::new(value),
                next,
            });
        }
        while let Err(first) = self.first.compare_exchange(next, node, SeqCst, SeqCst) {
            next = first;
            // SAFETY: as above.
            unsafe { (*node).next = next };
        }
        Ok(())
    }
}

impl<T> Node<T> {
    /// The value, if it still has this number.
    fn read(&self, number: i32) -> Option<Entry<'_, T>> {
        self.readers.fetch_add(1, SeqCst);
        let entry = Entry { node: self, number };
        (self.number.load(SeqCst) == number).then_some(entry)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use std::sync::Arc;
    use std::thread;

    fn numbers<T: Send + Sync>(list: &List<T>) -> Vec<i32> {
        list.iter().map(|entry| entry.number()).collect()
    }

    #[test]
    fn values_are_in_the_order_in_which_they_were_added() {
        let list = List::empty();
        assert_eq!(
            [list.add('a'), list.add('b'), list.add('c')],
            [Ok(1), Ok(2), Ok(3)]
        );
        assert!(list.remove(1));
        assert!(!list.remove(1) && !list.remove(0) && !list.remove(-1) && !list.remove(9));
        assert_eq!(list.add('d'), Ok(4));
        assert_eq!(numbers(&list), [2, 3, 4]);
        assert_eq!(list.get(4).map(|entry| *entry), Some('d'));
        assert!(list.get(1).is_none() && list.get(0).is_none() && list.get(-1).is_none());
    }

    #[test]
    fn removed_value_stays_while_it_is_read_and_its_memory_is_used_again() {
        let list = List::empty();
        let value = Arc::new(());
        list.add(value.clone()).unwrap();
        let entry = list.get(1).unwrap();
        assert!(list.remove(1));
        list.add(Arc::new(())).unwrap();
        assert_eq!(Arc::strong_count(&entry), 2);
        drop(entry);
        list.add(Arc::new(())).unwrap();
        assert_eq!(
            Arc::strong_count(&value),
            1,
            "the second node is the first again"
        );
        assert_eq!(list.nodes().count(), 2);
    }

    #[test]
    fn nothing_is_lost_or_mixed_up_among_threads() {
        static LIST: List<[i32; 8]> = List::empty();
        const ROUNDS: i32 = 1000;
        let change = |i: i32| {
            for _ in 0..ROUNDS {
                let number = LIST.add([i; 8]).unwrap();
                assert!(LIST
                    .iter()
                    .all(|entry| entry.iter().all(|&n| n == entry[0])));
                assert_eq!(LIST.get(number).map(|entry| *entry), Some([i; 8]));
                assert!(LIST.remove(number));
            }
        };
        let threads: Vec<_> = (1..=3).map(|i| thread::spawn(move || change(i))).collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert!(numbers(&LIST).is_empty());
        assert_eq!(LIST.add([0; 8]), Ok(3 * ROUNDS + 1));
    }
}
