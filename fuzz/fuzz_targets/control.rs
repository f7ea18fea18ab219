//! `cargo +nightly fuzz run control`: the check of `tests/fuzz.rs`, guided by coverage.
#![no_main]

#[path = "../../tests/fuzz/checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::control(bytes));
