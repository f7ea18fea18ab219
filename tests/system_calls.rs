//! The system calls that the description lists for each function: `system_calls.c` calls it with
//! all others forbidden.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use support::{Ended, Language, Scratch, TIME_LIMIT};

fn main() {
    let arguments = Arguments::from_args();
    let program = Arc::new(Program {
        scratch: Scratch::new(),
        built: OnceLock::new(),
    });
    let trials = support::api::functions().into_iter().map(|function| {
        let program = Arc::clone(&program);
        Trial::ignorable_test(function.name.clone(), move || program.play(&function.name))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(program); // removes the scratch directory; exit runs no destructors
    conclusion.exit();
}

struct Program {
    scratch: Scratch,
    /// The program, built by whichever test runs first.
    built: OnceLock<Result<PathBuf, String>>,
}

impl Program {
    fn play(&self, function: &str) -> Result<Completion, Failed> {
        let program = self.built.get_or_init(|| self.build()).as_ref()?;
        let mut command = Command::new(program);
        command
            .arg(function)
            .env("LD_LIBRARY_PATH", self.scratch.join("lib"));
        match support::run(&mut command, TIME_LIMIT)? {
            Ended::Well => Ok(Completion::Completed),
            Ended::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        }
    }

    fn build(&self) -> Result<PathBuf, String> {
        let libraries = self.scratch.library_directory();
        self.scratch.write("allowed.h", &allowed());
        let program = self.scratch.join("system_calls");
        support::succeed(
            support::compiler(Language::C)
                .arg("-I")
                .arg(self.scratch.join(""))
                .arg(support::source("tests/system_calls.c"))
                .arg("-o")
                .arg(&program)
                .arg("-L")
                .arg(libraries)
                .args(["-loxsock", "-lpthread"]),
        )?;
        Ok(program)
    }
}

/// The lists as C arrays. Not every platform has each call.
fn allowed() -> String {
    let mut text = "struct allowed { const char *function; int calls[100]; };\n\
                    static const struct allowed allowed[] = {\n"
        .to_owned();
    for function in support::api::functions() {
        writeln!(text, "{{\"{}\", {{", function.name).expect("a string takes it");
        for call in function.calls {
            writeln!(text, "#ifdef SYS_{call}\nSYS_{call},\n#endif").expect("a string takes it");
        }
        text += "-1}},\n";
    }
    text + "};\n"
}
