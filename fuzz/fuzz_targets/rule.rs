//! `cargo +nightly fuzz run rule`: the check of `tests/fuzz.rs`, guided by coverage.
#![no_main]

#[path = "../../tests/fuzz/checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &[u8]| checks::rule(text));
