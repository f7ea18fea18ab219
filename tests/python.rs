//! oxsock without C: Python's ctypes loads the shared object (`ctypes_tour.py`).

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::process::Command;
use support::{Ended, TIME_LIMIT};

fn main() {
    let arguments = Arguments::from_args();
    let trial = Trial::ignorable_test("ctypes_tour", ctypes_tour);
    libtest_mimic::run(&arguments, vec![trial]).exit();
}

fn ctypes_tour() -> Result<Completion, Failed> {
    if !support::has_command("python3") {
        return Ok(Completion::ignored_with("no python3 here"));
    }
    let mut python = Command::new("python3");
    python
        .arg(support::source("tests/ctypes_tour.py"))
        .arg(support::shared_object());
    match support::run(&mut python, TIME_LIMIT)? {
        Ended::Well => Ok(Completion::Completed),
        Ended::Skipped(reason) => Ok(Completion::ignored_with(reason)),
    }
}
