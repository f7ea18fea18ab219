//! Runs the C and C++ programs of `c_tests`, each as a named test:
//!
//! - `shared::NAME` and `static::NAME`: `NAME.c`, linked to the shared object and to the static
//!   library;
//! - `dlopen::dlopen_NAME`: `dlopen_NAME.c`, linked to neither; its argument is the path of the
//!   shared object;
//! - `cpp::NAME`: `NAME.cpp`, linked to the shared object.
//!
//! A program passes with 0 and is skipped with 77 (see `c_tests/check.h`). A command in the
//! environment variable OXSOCK_TEST_WRAPPER is put in front of each, which gets ten times as long
//! then. valgrind rightly reports the programs that pass wild pointers on purpose.
//!
//! ```sh
//! OXSOCK_TEST_WRAPPER="valgrind -q --error-exitcode=9" cargo test --test c_programs -- shared
//! ```
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::{env, fs};
use support::{Ended, Language, Scratch};

fn main() {
    let arguments = Arguments::from_args();
    let bench = Arc::new(Bench::new());
    let trials = sources()
        .into_iter()
        .flat_map(|source| trials(&bench, source))
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(bench); // removes the scratch directory, which exit would not
    conclusion.exit();
}

/// The programs' sources, in the order of their names.
fn sources() -> Vec<PathBuf> {
    let mut sources: Vec<PathBuf> = fs::read_dir(support::source("c_tests"))
        .expect("c_tests can be read")
        .map(|entry| entry.expect("c_tests can be read").path())
        .filter(|path| path.extension().is_some_and(|e| e == "c" || e == "cpp"))
        .collect();
    sources.sort();
    sources
}

/// The tests that one source file makes.
fn trials(bench: &Arc<Bench>, source: PathBuf) -> Vec<Trial> {
    let name = source
        .file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let links: &[Link] = if source.extension().is_some_and(|e| e == "cpp") {
        &[Link::Cpp]
    } else if name.starts_with("dlopen_") {
        &[Link::Dlopen]
    } else {
        &[Link::Shared, Link::Static]
    };
    let program = Arc::new(Program {
        name,
        source,
        object: OnceLock::new(),
    });
    links
        .iter()
        .map(|&link| {
            let (bench, program) = (Arc::clone(bench), Arc::clone(&program));
            let name = format!("{}::{}", link.name(), program.name);
            Trial::ignorable_test(name, move || program.test(&bench, link))
        })
        .collect()
}

/// How a program gets at the library.
#[derive(Clone, Copy)]
enum Link {
    Shared,
    Static,
    Dlopen,
    Cpp,
}

impl Link {
    fn name(self) -> &'static str {
        match self {
            Link::Shared => "shared",
            Link::Static => "static",
            Link::Dlopen => "dlopen",
            Link::Cpp => "cpp",
        }
    }

    fn language(self) -> Language {
        match self {
            Link::Cpp => Language::Cpp,
            _ => Language::C,
        }
    }

    fn compiler_flags(self) -> &'static [&'static str] {
        match self {
            Link::Cpp => &["-std=c++17"],
            _ => &["-std=gnu11"],
        }
    }
}

/// What all the programs share while they are built and run.
struct Bench {
    scratch: Scratch,
    libraries: PathBuf,
    wrapper: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let scratch = Scratch::new();
        let wrapper = env::var("OXSOCK_TEST_WRAPPER").unwrap_or_default();
        Self {
            libraries: scratch.library_directory(),
            wrapper: wrapper.split_whitespace().map(str::to_owned).collect(),
            scratch,
        }
    }

    fn run(&self, program: &Path, link: Link) -> Result<Ended, String> {
        let mut words = self.wrapper.iter().map(PathBuf::from).collect::<Vec<_>>();
        words.push(program.to_owned());
        if matches!(link, Link::Dlopen) {
            words.push(self.libraries.join("liboxsock.so.0"));
        }
        let slower = if self.wrapper.is_empty() { 1 } else { 10 };
        support::run(
            Command::new(&words[0])
                .args(&words[1..])
                .env("LD_LIBRARY_PATH", &self.libraries)
                .env("TMPDIR", self.scratch.join("")), // so that a crash leaves nothing behind
            support::TIME_LIMIT * slower,
        )
    }
}

/// One source file, compiled by whichever of its tests comes first.
struct Program {
    name: String,
    source: PathBuf,
    object: OnceLock<Result<PathBuf, String>>,
}

impl Program {
    fn test(&self, bench: &Bench, link: Link) -> Result<Completion, Failed> {
        if !support::has_compiler(link.language()) {
            return Ok(Completion::ignored_with("no C++ compiler here"));
        }
        let object = self
            .object
            .get_or_init(|| self.compile(bench, link))
            .as_ref()?;
        let program = self.link(bench, link, object)?;
        match bench.run(&program, link)? {
            Ended::Well => Ok(Completion::Completed),
            Ended::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        }
    }

    fn compile(&self, bench: &Bench, link: Link) -> Result<PathBuf, String> {
        let object = bench
            .scratch
            .join(format!("{}-{}.o", self.name, link.language().name()));
        support::succeed(
            support::compiler(link.language())
                .args(link.compiler_flags())
                .args(support::WARNINGS)
                .arg("-pthread")
                .arg("-I")
                .arg(support::source("c_tests"))
                .args(["-c", "-o"])
                .arg(&object)
                .arg(&self.source),
        )?;
        Ok(object)
    }

    fn link(&self, bench: &Bench, link: Link, object: &Path) -> Result<PathBuf, String> {
        let name = format!("{}-{}", link.name(), self.name);
        let program = bench.scratch.join(name);
        let mut linker = support::compiler(link.language());
        linker.arg("-pthread").arg("-o").arg(&program).arg(object);
        match link {
            Link::Shared | Link::Cpp => {
                linker.arg("-L").arg(&bench.libraries).arg("-loxsock");
            }
            Link::Static => {
                linker
                    .arg(support::static_library())
                    .args(support::SYSTEM_LIBRARIES);
            }
            Link::Dlopen => {
                linker.arg("-ldl");
            }
        }
        support::succeed(&mut linker)?;
        Ok(program)
    }
}
