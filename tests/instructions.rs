//! The instructions that a send and a recv take beyond the system's do not become more.
#![cfg(target_arch = "x86_64")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod support;

use std::path::Path;
use std::process::Command;
use support::{Language, Scratch};

/// The limit: so many more than libc's, in a process with one thread (`bench/README.md`).
const MOST: i64 = 45;

#[test]
fn send_and_recv_cost_few_instructions_beyond_libcs() {
    if !support::has_command("valgrind") {
        println!("skipped: needs valgrind");
        return;
    }
    let scratch = Scratch::new();
    let libraries = scratch.library_directory();
    let program = scratch.join("instructions");
    support::succeed(
        support::compiler(Language::C)
            .args(["-std=gnu11", "-O2"])
            .arg("-o")
            .arg(&program)
            .arg(support::source("bench/instructions.c"))
            .arg("-L")
            .arg(&libraries)
            .args(["-loxsock", "-lm"])
            .arg(format!("-Wl,-rpath,{}", libraries.display())),
    )
    .expect("the program compiles");
    for call in ["send", "recv"] {
        let [libc, ours] = ["libc", "oxsock"].map(|by| per_call(&program, call, by));
        let more = ours - libc;
        println!("{call}: {libc} by libc, {more} more by oxsock");
        assert!(more <= MOST, "{call} takes {more} more than libc's");
    }
}

/// The instructions of one call, made through oxsock or libc.
fn per_call(program: &Path, call: &str, by: &str) -> i64 {
    const FEW: i64 = 1000;
    const MANY: i64 = 11000;
    let counted = [FEW, MANY].map(|times| count(program, &[call, by, &times.to_string()]));
    (counted[1] - counted[0] + (MANY - FEW) / 2) / (MANY - FEW)
}

fn count(program: &Path, arguments: &[&str]) -> i64 {
    let printed = support::succeed(
        Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg("--log-fd=1")
            .arg(program)
            .args(arguments),
    )
    .expect("valgrind runs the program");
    let (_, rest) = printed.split_once("Collected : ").expect("a number");
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}
