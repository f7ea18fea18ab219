//! The header without a preprocessor, read by parsers that it is made for, which then call the
//! shared object.

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::process::Command;
use support::{Ended, TIME_LIMIT};

fn main() {
    let arguments = Arguments::from_args();
    let tour = |name, command, program| Trial::ignorable_test(name, move || run(command, program));
    let tours = vec![
        tour("cffi", "python3", "tests/cffi_tour.py"),
        tour("luajit", "luajit", "tests/luajit_tour.lua"),
    ];
    libtest_mimic::run(&arguments, tours).exit();
}

fn run(command: &str, program: &str) -> Result<Completion, Failed> {
    // All of them know -v; not all know --version.
    if Command::new(command).arg("-v").output().is_err() {
        return Ok(Completion::ignored_with(format!("no {command} here")));
    }
    let mut command = Command::new(command);
    command
        .arg(support::source(program))
        .arg(support::shared_object())
        .arg(support::source("include/oxsock-ffi.h"));
    match support::run(&mut command, TIME_LIMIT)? {
        Ended::Well => Ok(Completion::Completed),
        Ended::Skipped(reason) => Ok(Completion::ignored_with(reason)),
    }
}
