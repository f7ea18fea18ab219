//! Linking the static library where it is not alone, and where nothing is shared.
#![allow(clippy::panic, reason = "a panic is how a test fails")]

mod support;

use std::process::Command;
use support::{Ended, Language, Scratch, SYSTEM_LIBRARIES, TIME_LIMIT};

/// Opens and closes a socket. Ends with 0 when all is well.
const OPENS_A_SOCKET: &str = "
#include <oxsock.h>
#ifndef OTHER
#define OTHER 0
#endif
int second_library(void);
int main(void)
{
    int s = ox_socket(AF_UNIX, SOCK_STREAM, 0);

    return s < 0 || ox_close(s) < 0 || OTHER != 0;
}
";

/// Build the program, with these arguments to the compiler after its source, and run it.
fn builds_and_runs(scratch: &Scratch, add_libraries: impl FnOnce(&mut Command)) {
    let program = scratch.join("program");
    let mut compiler = support::compiler(Language::C);
    compiler
        .args(support::WARNINGS)
        .arg(scratch.write("program.c", OPENS_A_SOCKET))
        .arg("-o")
        .arg(&program);
    add_libraries(&mut compiler);
    let ended = support::succeed(&mut compiler)
        .and_then(|_| support::run(&mut Command::new(&program), TIME_LIMIT));
    match ended {
        Ok(Ended::Well) => (),
        Ok(Ended::Skipped(reason)) => panic!("skipped: {reason}"),
        Err(complaint) => panic!("{complaint}"),
    }
}

#[test]
fn static_library_beside_another_from_rust() {
    let scratch = Scratch::new();
    let second = match support::second_rust_library(&scratch) {
        Ok(library) => library,
        Err(complaint) => panic!("{complaint}"),
    };
    builds_and_runs(&scratch, |compiler| {
        compiler
            .arg("-DOTHER=(second_library()-5)")
            .arg(support::static_library())
            .arg(second)
            .args(SYSTEM_LIBRARIES);
    });
}

#[test]
fn program_without_shared_libraries() {
    let scratch = Scratch::new();
    builds_and_runs(&scratch, |compiler| {
        compiler
            .arg("-static")
            .arg(support::static_library())
            .args(SYSTEM_LIBRARIES);
    });
}
