//! Calls every function with every kind of bad argument: nothing crashes, the error is the system's
//! or the documented one, nothing is leaked, and nothing is consumed that the system would have
//! left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is a test"
)]

mod bad_arguments {
    #[path = "../differential/api.rs"]
    #[allow(dead_code, reason = "shared with another test")]
    pub mod api;
    #[path = "../differential/guarded.rs"]
    #[allow(dead_code, reason = "shared with another test")]
    pub mod guarded;
    #[path = "../differential/signals.rs"]
    pub mod signals;
    #[path = "../differential/transfers.rs"]
    pub mod transfers;

    pub mod handles;
    pub mod lengths;
    pub mod numbers;
    pub mod places;
    pub mod pointers;
    pub mod stage;
}

use bad_arguments::{handles, lengths, numbers, pointers, signals};

/// A case: its name and its function.
type Case = (&'static str, fn());

/// All cases, for the test that counts descriptors.
const CASES: &[Case] = &[
    ("handles", handles::every_call_rejects_what_is_no_handle),
    ("stale handles", handles::stale_handles_stay_dead),
    (
        "wild pointers",
        pointers::wild_pointers_are_the_kernels_to_reject,
    ),
    (
        "null buffers",
        pointers::null_buffers_are_rejected_before_anything_moves,
    ),
    ("null and empty", pointers::null_is_an_empty_buffer),
    ("unaligned pointers", pointers::unaligned_pointers_work),
    ("huge lengths", lengths::huge_lengths_are_cut),
    ("addresses", lengths::lengths_of_addresses),
    ("vectors", lengths::vectors),
    ("entries", lengths::too_many_entries),
    ("numbers", numbers::unknown_numbers),
    ("deadlines", numbers::deadlines),
    ("own options", numbers::own_options),
    ("descriptors", numbers::descriptors),
    ("pointer commands", numbers::commands_that_take_pointers),
];

fn check(name: &str) {
    signals::watch();
    let case = CASES.iter().find(|case| case.0 == name);
    case.expect("a case of this name").1();
}

#[test]
fn every_call_rejects_what_is_no_handle() {
    check("handles");
}

#[test]
fn stale_handles_stay_dead() {
    check("stale handles");
}

#[test]
fn wild_pointers_are_the_kernels_to_reject() {
    check("wild pointers");
}

#[test]
fn null_buffers_are_rejected_before_anything_moves() {
    check("null buffers");
}

#[test]
fn null_is_an_empty_buffer() {
    check("null and empty");
}

#[test]
fn unaligned_pointers_work() {
    check("unaligned pointers");
}

#[test]
fn huge_lengths_are_cut() {
    check("huge lengths");
}

#[test]
fn lengths_of_addresses() {
    check("addresses");
}

#[test]
fn vectors() {
    check("vectors");
}

#[test]
fn too_many_entries() {
    check("entries");
}

#[test]
fn unknown_numbers() {
    check("numbers");
}

#[test]
fn bad_deadlines() {
    check("deadlines");
}

#[test]
fn bad_values_of_own_options() {
    check("own options");
}

#[test]
fn bad_descriptors() {
    check("descriptors");
}

#[test]
fn commands_that_take_pointers() {
    check("pointer commands");
}

/// Descriptors can be counted only where no other test opens any, so the cases run in a process of
/// their own.
#[test]
fn nothing_is_leaked() {
    let this_program = std::env::current_exe().expect("the test's own path");
    let output = std::process::Command::new(this_program)
        .args(["--exact", "all_cases_alone", "--ignored", "--nocapture"])
        .output()
        .expect("the test runs itself");
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "the cases were not run: {text}");
}

#[test]
#[ignore = "nothing_is_leaked runs it in a process of its own"]
fn all_cases_alone() {
    for (name, _) in CASES {
        check(name); // opens what is opened only once
        let before = open_descriptors();
        check(name);
        assert_eq!(
            before,
            open_descriptors(),
            "descriptors before and after the case of {name}"
        );
    }
}

fn open_descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("/proc").count()
}
