//! The handle table under loom, which tries every order in which threads can meet:
//! `tests/sanitize.sh loom`.

use super::flags::Flags;
use super::hazard::MANY_USERS;
use super::record::Record;
use super::slot::Slot;
use super::table::Outside;
use crate::error::{Error, Result};
use crate::sys::Fd;
use loom::sync::Arc;
use loom::thread;
use std::sync::atomic::{AtomicI32, Ordering};

loom::lazy_static! {
    /// How often each descriptor has been closed. Not loom's atomics, since it is not part of the
    /// model.
    static ref CLOSED: [AtomicI32; 4] = [const { AtomicI32::new(0) }; 4];
    /// How many calls are using each.
    static ref IN_USE: [AtomicI32; 4] = [const { AtomicI32::new(0) }; 4];
}

struct Model;

type Table = super::table::Table<Model>;

impl Outside for Model {
    fn close(fd: Fd) -> Result<i32> {
        thread::yield_now(); // closing takes a while
        let before = CLOSED[fd as usize].fetch_add(1, Ordering::SeqCst);
        assert_eq!(before, 0, "descriptor {fd} was given back twice");
        assert_eq!(
            calls_using(fd),
            0,
            "descriptor {fd} was given back under a call"
        );
        Ok(0)
    }

    fn left(_: i32) {}

    fn new_thread() {}
}

fn table() -> Arc<Table> {
    Arc::new(Table::new())
}

fn open(table: &Table, fd: i32) -> i32 {
    let place = table.reserve().unwrap();
    let handle = place.open(fd, Flags::empty(), Flags::empty).unwrap();
    handle.number()
}

fn times_closed(fd: i32) -> i32 {
    CLOSED[fd as usize].load(Ordering::SeqCst)
}

fn calls_using(fd: i32) -> i32 {
    IN_USE[fd as usize].load(Ordering::SeqCst)
}

/// Use a descriptor, which has to be there.
fn use_it(fd: i32, expected: i32) {
    assert_eq!(fd, expected, "the call reached another socket");
    assert_eq!(times_closed(fd), 0, "the descriptor is not there any more");
    IN_USE[fd as usize].fetch_add(1, Ordering::SeqCst);
    thread::yield_now();
    IN_USE[fd as usize].fetch_sub(1, Ordering::SeqCst);
}

/// A call by the long way, which a thread's first call has to take.
fn call(table: &Table, handle: i32, fd: i32) -> Result<()> {
    let guard = table.enter(handle)?;
    use_it(guard.fd()?, fd);
    Ok(())
}

/// A call by the short way, if that is open.
fn call_shortly(table: &Table, handle: i32, fd: i32) -> bool {
    let Some(entry) = table.step_in(handle, Flags::empty()) else {
        return false;
    };
    use_it(entry.fd(), fd);
    if !table.step_out(entry) {
        drop(table.stay(entry.slot, entry.record));
    }
    true
}

/// What closing begins with, as in `socket::close`.
fn shut(table: &Table, handle: i32, how: Flags) -> Result<&Slot> {
    let guard = table.enter(handle)?;
    let slot = guard.slot();
    slot.shut(how).ok_or(Error::EBADF)?;
    guard.leave();
    Ok(slot)
}

/// Close, and check again until the last call has left.
fn close(table: &Table, handle: i32) -> Result<()> {
    let slot = shut(table, handle, Flags::empty())?;
    wait_until_finished(table, handle, slot);
    Ok(())
}

fn wait_until_finished(table: &Table, handle: i32, slot: &Slot) {
    while table.settle(place(table, slot), slot).is_none() && slot.state().is_ending(handle) {
        thread::yield_now();
    }
}

/// Close, and check once only. What is left then is for `finish_all`.
fn close_hastily(table: &Table, handle: i32) -> Result<()> {
    let slot = shut(table, handle, Flags::empty())?;
    let _ = table.settle(place(table, slot), slot);
    Ok(())
}

fn finish_all(table: &Table) {
    for (place, slot) in table.slots.iter() {
        let _ = table.settle(place, slot);
    }
}

fn place(table: &Table, slot: &Slot) -> u32 {
    let is_it = |&(_, other): &(u32, &Slot)| core::ptr::eq(other, slot);
    table.slots.iter().find(is_it).unwrap().0
}

/// Do something in another thread.
fn in_thread<T: 'static>(
    table: &Arc<Table>,
    action: impl FnOnce(&Table) -> T + 'static,
) -> thread::JoinHandle<T> {
    let table = table.clone();
    thread::spawn(move || action(&table))
}

/// With a limit on preemptions, since three threads would take too long without.
fn model_of_three(run: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(3);
    builder.check(run);
}

#[test]
fn a_descriptor_is_given_back_once_and_not_under_a_call() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let caller = in_thread(&table, move |table| {
            let _ = call(table, handle, 1);
            call_shortly(table, handle, 1);
        });
        close(&table, handle).unwrap();
        assert_eq!(
            times_closed(1),
            1,
            "closing has not waited for the last call"
        );
        caller.join().unwrap();
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn what_the_last_to_leave_misses_is_given_back_later() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let caller = in_thread(&table, move |table| {
            let _ = call(table, handle, 1);
            call_shortly(table, handle, 1);
        });
        close_hastily(&table, handle).unwrap();
        caller.join().unwrap();
        finish_all(&table);
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn the_short_way_in_is_seen_by_who_closes() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        // This thread has used the handle before, so that it is the only user noted.
        call(&table, handle, 1).unwrap();
        let closer = in_thread(&table, move |table| close_hastily(table, handle).unwrap());
        call_shortly(&table, handle, 1);
        closer.join().unwrap();
        finish_all(&table);
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn a_second_user_is_seen_by_who_closes() {
    model_of_three(|| {
        let table = table();
        let handle = open(&table, 1);
        let calls = [(); 2].map(|()| {
            in_thread(&table, move |table| {
                let _ = call(table, handle, 1);
            })
        });
        close_hastily(&table, handle).unwrap();
        calls.into_iter().for_each(|call| call.join().unwrap());
        finish_all(&table);
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn of_two_closers_one_succeeds() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let other = in_thread(&table, move |table| close(table, handle).is_ok());
        let this = close(&table, handle).is_ok();
        assert!(this != other.join().unwrap(), "both closed it, or neither");
        assert_eq!(times_closed(1), 1);
    });
}

#[test]
fn a_late_call_never_reaches_the_slots_next_socket() {
    loom::model(|| {
        let table = table();
        let old = open(&table, 1);
        let late = in_thread(&table, move |table| {
            let _ = call(table, old, 1);
            call_shortly(table, old, 1);
        });
        close_hastily(&table, old).unwrap();
        let new = open(&table, 2);
        assert_ne!(new, old);
        call(&table, new, 2).unwrap();
        late.join().unwrap();
        finish_all(&table);
        assert_eq!((times_closed(1), times_closed(2)), (1, 0));
    });
}

#[test]
fn a_late_call_does_not_close_the_slots_next_socket() {
    loom::model(|| {
        let table = table();
        let old = open(&table, 1);
        let late = in_thread(&table, move |table| {
            let _ = call(table, old, 1);
        });
        close(&table, old).unwrap();
        let new = open(&table, 2);
        close_hastily(&table, new).unwrap();
        late.join().unwrap();
        finish_all(&table);
        assert_eq!((times_closed(1), times_closed(2)), (1, 1));
    });
}

#[test]
fn opening_in_two_threads_gives_two_places() {
    loom::model(|| {
        let table = table();
        let first = open(&table, 1);
        close(&table, first).unwrap();
        let other = in_thread(&table, |table| open(table, 2));
        let this = open(&table, 3);
        let other = other.join().unwrap();
        assert_ne!(this & 0xFFFFF, other & 0xFFFFF, "two sockets share a place");
        call(&table, this, 3).unwrap();
        call(&table, other, 2).unwrap();
    });
}

#[test]
fn a_descriptor_is_handed_out_when_the_last_call_has_left() {
    loom::model(|| {
        let table = table();
        let handle = open(&table, 1);
        let caller = in_thread(&table, move |table| {
            let _ = call(table, handle, 1);
        });
        let slot = shut(&table, handle, Flags::RELEASED).unwrap();
        wait_until_finished(&table, handle, slot);
        assert_eq!(calls_using(1), 0, "it was handed out under a call");
        caller.join().unwrap();
        assert_eq!(times_closed(1), 0, "what was handed out was given back");
    });
}

#[test]
fn a_thread_that_ends_does_not_hide_its_records_next_owner() {
    model_of_three(|| {
        let table = table();
        let handle = open(&table, 1);
        call(&table, handle, 1).unwrap();
        let next = in_thread(&table, move |table| {
            let _ = call(table, handle, 1);
        });
        let closer = in_thread(&table, move |table| close_hastily(table, handle).unwrap());
        table.end_thread();
        next.join().unwrap();
        closer.join().unwrap();
        finish_all(&table);
        assert_eq!(times_closed(1), 1);
    });
}

/// The records of the calls that are inside a handle.
fn records(table: &Table, handle: i32) -> [&Record; 2] {
    let mut inside = Vec::new();
    let mut note = |_, record| inside.push(record);
    table
        .hazards
        .for_each_concerned(handle, MANY_USERS, false, &mut note);
    inside.try_into().ok().unwrap()
}

#[test]
fn a_watch_that_passes_from_one_call_to_another_is_seen() {
    model_of_three(|| {
        let table = table();
        let handle = open(&table, 1);
        for _ in 0..2 {
            core::mem::forget(table.enter(handle).unwrap());
        }
        // The search for watches reads the waker's record first.
        let [_, waiter] = records(&table, handle);
        waiter.watch(Some(2));
        let waiter = in_thread(&table, move |table| records(table, handle)[1].watch(None));
        let waker = in_thread(&table, move |table| {
            let [own, other] = records(table, handle);
            match table.hazards.share_watch(own, other) {
                Some(fd) => use_it(fd, 2),
                None => assert_eq!(own.watched(), None, "a watch of nothing is left"),
            }
            own.watch(None);
        });
        if !table.hazards.is_watched(2) {
            Model::close(2).unwrap();
        }
        waiter.join().unwrap();
        waker.join().unwrap();
    });
}

#[test]
#[ignore = "takes longer than anybody waits; LOOM_MAX_DURATION is its limit, in seconds"]
fn a_caller_a_closer_and_an_opener_meet() {
    loom::model(|| {
        let table = table();
        let old = open(&table, 1);
        let caller = in_thread(&table, move |table| {
            let _ = call(table, old, 1);
        });
        let opener = in_thread(&table, move |table| {
            let new = open(table, 2);
            call(table, new, 2).unwrap();
            new
        });
        close(&table, old).unwrap();
        caller.join().unwrap();
        assert_ne!(opener.join().unwrap(), old);
        assert_eq!((times_closed(1), times_closed(2)), (1, 0));
    });
}
