//! Tests that run a C program once for each function of the API, whose name is its argument.

use super::api::Function;
use super::{compiler, run, source, succeed, Ended, Language, Scratch, TIME_LIMIT};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};

/// A program of `tests/`, compiled with a header that the test writes.
pub struct Program {
    /// The name of its source without `.c`.
    pub name: &'static str,
    /// The name and the text of the header.
    pub header: (&'static str, String),
}

struct Built {
    program: Program,
    scratch: Scratch,
    /// The path of the program, which whichever test runs first builds.
    path: OnceLock<Result<PathBuf, String>>,
}

impl Program {
    /// Run the tests, and exit.
    pub fn run_for(self, functions: Vec<Function>) -> ! {
        let arguments = Arguments::from_args();
        let built = Arc::new(Built {
            program: self,
            scratch: Scratch::new(),
            path: OnceLock::new(),
        });
        let trials = functions.into_iter().map(|function| {
            let built = Arc::clone(&built);
            Trial::ignorable_test(function.name.clone(), move || built.run(&function.name))
        });
        let conclusion = libtest_mimic::run(&arguments, trials.collect());
        drop(built); // removes the scratch directory; exit runs no destructors
        conclusion.exit();
    }
}

impl Built {
    fn run(&self, function: &str) -> Result<Completion, Failed> {
        let path = self.path.get_or_init(|| self.build()).as_ref()?;
        let mut command = Command::new(path);
        command
            .arg(function)
            .env("LD_LIBRARY_PATH", self.scratch.join("lib"));
        match run(&mut command, TIME_LIMIT)? {
            Ended::Well => Ok(Completion::Completed),
            Ended::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        }
    }

    fn build(&self) -> Result<PathBuf, String> {
        let libraries = self.scratch.library_directory();
        let Program { name, header } = &self.program;
        self.scratch.write(header.0, &header.1);
        let path = self.scratch.join(name);
        succeed(
            compiler(Language::C)
                .arg("-I")
                .arg(self.scratch.join(""))
                .arg(source(&format!("tests/{name}.c")))
                .arg("-o")
                .arg(&path)
                .arg("-L")
                .arg(libraries)
                .args(["-loxsock", "-lpthread"]),
        )?;
        Ok(path)
    }
}
