//! The handle table under loom, which tries every order in which threads can meet:
//! `RUSTFLAGS="--cfg loom" cargo test --release --lib model`.

use super::slot::{Entry, Traits};
use super::table::{Outside, Table};
use crate::error::{Error, Result};
use loom::sync::Arc;
use loom::thread;
use std::sync::atomic::{AtomicI32, Ordering};

loom::lazy_static! {
    /// How often each descriptor has been given back, and calmed.
    static ref CLOSED: [loom::sync::atomic::AtomicI32; 4] = [
        loom::sync::atomic::AtomicI32::new(0),
        loom::sync::atomic::AtomicI32::new(0),
        loom::sync::atomic::AtomicI32::new(0),
        loom::sync::atomic::AtomicI32::new(0),
    ];
    static ref CALMED: loom::sync::atomic::AtomicI32 = loom::sync::atomic::AtomicI32::new(0);
}

fn close(fd: i32) -> Result<i32> {
    let before = CLOSED[fd as usize].fetch_add(1, Ordering::SeqCst);
    assert_eq!(before, 0, "descriptor {fd} was given back twice");
    Ok(0)
}

fn calm() {
    CALMED.fetch_add(1, Ordering::SeqCst);
}

fn table() -> Arc<Table> {
    Arc::new(Table::new(Outside { close, calm }))
}

fn open(table: &Table, fd: i32) -> i32 {
    let place = table.reserve().unwrap();
    place
        .open(fd, Traits::NONE, || Traits::NONE)
        .unwrap()
        .number()
}

fn times_closed(fd: i32) -> i32 {
    CLOSED[fd as usize].load(Ordering::SeqCst)
}

/// A call that uses its descriptor: it must be there for as long as the call lasts.
fn call(table: &Table, handle: i32, fd: i32) {
    if let Some(slot) = table.step_in(handle, Traits::NONE) {
        assert_eq!(slot.fd(), fd, "the call reached another socket");
        assert_eq!(
            times_closed(fd),
            0,
            "the descriptor was given back under a call"
        );
        table.step_out(handle, slot);
    }
}

#[test]
fn a_descriptor_is_given_back_once_and_not_under_a_call() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let caller = thread::spawn({
            let table = table.clone();
            move || call(&table, handle, 1)
        });
        table
            .enter(handle, Entry::Quiet)
            .unwrap()
            .close(|_, _| ())
            .unwrap();
        caller.join().unwrap();
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn of_two_closers_one_succeeds() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let close = move |table: &Table| table.enter(handle, Entry::Quiet)?.close(|_, _| ());
        let other = thread::spawn({
            let table = table.clone();
            move || close(&table).is_ok()
        });
        let this = close(&table).is_ok();
        assert!(this != other.join().unwrap(), "both closed it, or neither");
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn a_late_call_never_reaches_the_slots_next_socket() {
    loom::model(|| {
        let table = table();
        let old = open(&table, 1);
        let late = thread::spawn({
            let table = table.clone();
            move || call(&table, old, 1)
        });
        table
            .enter(old, Entry::Quiet)
            .unwrap()
            .close(|_, _| ())
            .unwrap();
        let new = open(&table, 2);
        assert_ne!(new, old);
        call(&table, new, 2);
        late.join().unwrap();
        assert_eq!((times_closed(1), times_closed(2)), (1, 0));
    });
}

#[test]
fn opening_in_two_threads_gives_two_places() {
    loom::model(|| {
        let table = table();
        let first = open(&table, 1);
        table
            .enter(first, Entry::Quiet)
            .unwrap()
            .close(|_, _| ())
            .unwrap();
        let other = thread::spawn({
            let table = table.clone();
            move || open(&table, 2)
        });
        let this = open(&table, 3);
        let other = other.join().unwrap();
        assert_ne!(this & 0xFFFFF, other & 0xFFFFF, "two sockets share a place");
        call(&table, this, 3);
        call(&table, other, 2);
    });
}

#[test]
fn detaching_is_refused_while_a_call_is_inside() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let caller = thread::spawn({
            let table = table.clone();
            move || call(&table, handle, 1)
        });
        match table.enter(handle, Entry::Quiet).unwrap().detach() {
            Ok(fd) => assert_eq!(fd, 1),
            Err(error) => assert_eq!(error, Error::EBUSY),
        }
        caller.join().unwrap();
        assert_eq!(times_closed(1), 0, "a detached descriptor was given back");
    });
}

#[test]
fn a_raised_wakeup_is_calmed_once_when_the_waiters_have_gone() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let waiter = thread::spawn({
            let table = table.clone();
            move || drop(table.enter(handle, Entry::Quiet))
        });
        let raised = std::sync::Arc::new(AtomicI32::new(0));
        let wake = |visit: &super::visit::Visit<'_>, _| {
            raised.fetch_add(1, Ordering::SeqCst);
            visit.slot().mark(Traits::RAISED);
        };
        table
            .enter(handle, Entry::Quiet)
            .unwrap()
            .close(wake)
            .unwrap();
        waiter.join().unwrap();
        assert_eq!(CALMED.load(Ordering::SeqCst), raised.load(Ordering::SeqCst));
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
#[ignore = "takes longer than anybody waits; LOOM_MAX_DURATION is its limit, in seconds"]
fn a_caller_a_closer_and_an_opener_meet() {
    loom::model(|| {
        let table = table();
        let old = open(&table, 1);
        let caller = thread::spawn({
            let table = table.clone();
            move || call(&table, old, 1)
        });
        let opener = thread::spawn({
            let table = table.clone();
            move || {
                let new = open(&table, 2);
                call(&table, new, 2);
                new
            }
        });
        let closed = table.enter(old, Entry::Quiet).unwrap().close(|_, _| ());
        assert!(closed.is_ok());
        caller.join().unwrap();
        assert_ne!(opener.join().unwrap(), old);
        assert_eq!((times_closed(1), times_closed(2)), (1, 0));
    });
}
