//! Runs the C and C++ programs of `c_tests`, each as a named test:
//!
//! - `shared::NAME` and `static::NAME`: `NAME.c`, linked to the shared object and to the static
//!   library;
//! - `dlopen::dlopen_NAME`: `dlopen_NAME.c`, linked to neither; its argument is the path of the
//!   shared object;
//! - `cpp::NAME`: `NAME.cpp`, linked to the shared object;
//! - `deadline::NAME`, `lent::NAME` and `adopted::NAME`: the program of `shared::NAME` again; all
//!   its sockets wait by poll, for the reasons in `tests/support/detour.c`. `direct_NAME.c` are left
//!   out: they are about calls that do not wait so;
//! - `ruled::NAME`: the program of `shared::NAME` again with fault rules that match nothing and so
//!   must change nothing; but not those in `ABOUT_RULES`;
//! - `storm::NAME` and `restarting::NAME`, if OXSOCK_TEST_STORM is set: the same program, all of
//!   whose threads are interrupted by signals (`tests/support/storm.c`);
//! - `pair::NAME`, with the feature `test-pair`: the program of `shared::NAME` again, with pairs of
//!   in-process objects in place of UNIX socket pairs (`tests/support/pair.rs`); but not those of
//!   `NO_PAIR`, which need what such an object does not have.
//!
//! A program passes with 0 and is skipped with 77 (see `c_tests/check.h`). The command in the
//! environment variable OXSOCK_TEST_WRAPPER is put in front of each program, whose time limit is
//! then ten times as long. valgrind reports errors in programs that pass invalid pointers on
//! purpose.
//!
//! ```sh
//! OXSOCK_TEST_WRAPPER="valgrind -q --error-exitcode=9" cargo test --test c_programs -- shared
//! ```
//!
//! For repeated runs with changed libraries, such as `cargo mutants` makes: OXSOCK_TEST_CACHE names
//! a directory in which compiled programs are kept, OXSOCK_TEST_TIME_LIMIT is the time limit of a
//! program in seconds, and with OXSOCK_TEST_FAIL_FAST the first failure ends the run.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use std::{env, fs, slice, thread};
use support::cache::Cache;
use support::no_pair::NO_PAIR;
use support::{Ended, Language, Scratch, TIME_LIMIT};

fn main() {
    let mut arguments = Arguments::from_args();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert(2 * cores); // programs mostly wait
    check_names();
    let bench = Arc::new(Bench::new());
    let trials = sources()
        .into_iter()
        .flat_map(|source| trials(&bench, source))
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(bench); // removes the scratch directory; exit runs no destructors
    conclusion.exit();
}

/// Programs that are left out by name must exist.
fn check_names() {
    for name in NO_PAIR.iter().flat_map(|(_, names)| names.iter()) {
        let source = support::source(&format!("c_tests/{name}.c"));
        assert!(source.exists(), "{name} is no program");
    }
}

/// The source files of the programs, sorted by name.
fn sources() -> Vec<PathBuf> {
    files(&["c", "cpp"])
}

/// The other inputs of each compilation.
fn ingredients() -> Vec<PathBuf> {
    let mut files = files(&["h"]);
    for file in [
        "include/oxsock.h",
        "tests/c_programs.rs",
        "tests/support/mod.rs",
    ] {
        files.push(support::source(file));
    }
    files
}

/// The files in `c_tests` with these extensions, sorted by name.
fn files(extensions: &[&str]) -> Vec<PathBuf> {
    let wanted = |path: &PathBuf| {
        extensions
            .iter()
            .any(|e| path.extension() == Some(e.as_ref()))
    };
    let mut files: Vec<PathBuf> = fs::read_dir(support::source("c_tests"))
        .expect("c_tests can be read")
        .map(|entry| entry.expect("c_tests can be read").path())
        .filter(wanted)
        .collect();
    files.sort();
    files
}

/// The tests of one source file.
fn trials(bench: &Arc<Bench>, source: PathBuf) -> Vec<Trial> {
    let program = Arc::new(Program::new(source));
    program
        .links()
        .into_iter()
        .map(|link| {
            let (bench, program) = (Arc::clone(bench), Arc::clone(&program));
            let name = format!("{}::{}", link.name(), program.name);
            Trial::ignorable_test(name, move || {
                if bench.is_over() {
                    return Ok(Completion::ignored_with("another test has failed"));
                }
                let result = program.test(&bench, link);
                bench.note(result.is_ok());
                result
            })
        })
        .collect()
}

/// How a program is linked to the library.
#[derive(Clone, Copy)]
enum Link {
    Shared,
    Static,
    Dlopen,
    Cpp,
    /// Like `Shared`, with this object preloaded.
    Detour(&'static Detour),
    /// Like `Shared`, with `RULES` in the environment.
    Ruled,
}

/// Rules that match no call of any program. One is compared with every call, but strikes at a
/// number that is never reached; the others compare the type and both addresses of every socket.
const RULES: &str = "any error=EIO nth=18446744073709551615; \
                     any on=tcp://192.0.2.1:9 reset; any on=udp://192.0.2.1:9 lose";

/// Programs that list the rules, and expect only their own.
const ABOUT_RULES: [&str; 2] = ["fault_list", "fault_rejected"];

impl Link {
    fn name(self) -> &'static str {
        match self {
            Link::Shared => "shared",
            Link::Static => "static",
            Link::Dlopen => "dlopen",
            Link::Cpp => "cpp",
            Link::Detour(detour) => detour.name,
            Link::Ruled => "ruled",
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

/// What building and running the programs share.
struct Bench {
    scratch: Scratch,
    libraries: PathBuf,
    /// What each object file depends on beside its source: headers, flags.
    ingredients: Vec<PathBuf>,
    wrapper: Vec<String>,
    cache: Cache,
    time_limit: Duration,
    has_failed: AtomicBool,
}

impl Bench {
    fn new() -> Self {
        let scratch = Scratch::new();
        let wrapper = env::var("OXSOCK_TEST_WRAPPER").unwrap_or_default();
        let slower = if wrapper.is_empty() { 1 } else { 10 };
        let seconds = |name| env::var(name).ok().and_then(|s| s.parse().ok());
        let limit = seconds("OXSOCK_TEST_TIME_LIMIT").map_or(TIME_LIMIT, Duration::from_secs);
        let stress = Duration::from_secs(seconds("OXSOCK_STRESS_SECONDS").unwrap_or(0));
        Self {
            time_limit: limit * slower + stress,
            libraries: scratch.library_directory(),
            ingredients: ingredients(),
            cache: Cache::from_environment().expect("the cache can be made"),
            has_failed: AtomicBool::new(false),
            wrapper: wrapper.split_whitespace().map(str::to_owned).collect(),
            scratch,
        }
    }

    /// Whether the results of the other tests no longer matter.
    fn is_over(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) && env::var_os("OXSOCK_TEST_FAIL_FAST").is_some()
    }

    fn note(&self, has_passed: bool) {
        self.has_failed.fetch_or(!has_passed, Ordering::Relaxed);
    }

    fn run(&self, program: &Path, link: Link) -> Result<Ended, String> {
        let mut words = self.wrapper.iter().map(PathBuf::from).collect::<Vec<_>>();
        words.push(program.to_owned());
        if matches!(link, Link::Dlopen) {
            words.push(self.libraries.join("liboxsock.so.0"));
        }
        support::run(
            Command::new(&words[0])
                .args(&words[1..])
                .env("LD_LIBRARY_PATH", &self.libraries)
                .envs(self.preload(link)?)
                .envs(matches!(link, Link::Ruled).then_some(("OXSOCK_FAULTS", RULES)))
                .env("TMPDIR", self.scratch.join("")), // so that a crash leaves no files behind
            self.time_limit,
        )
    }

    /// The environment variable for this link, if any: it preloads the detour's object.
    fn preload(&self, link: Link) -> Result<Option<(&str, PathBuf)>, String> {
        let Link::Detour(detour) = link else {
            return Ok(None);
        };
        let library = detour
            .library
            .get_or_init(|| detour.compile(self))
            .clone()?;
        Ok(Some(("LD_PRELOAD", library)))
    }
}

/// A way to make a program's sockets wait by poll, or to interrupt it.
struct Detour {
    name: &'static str,
    source: &'static str,
    library: OnceLock<Result<PathBuf, String>>,
}

static PAIR: Detour = Detour::new("pair", "detour.c");

static DETOURS: [Detour; 3] = [
    Detour::new("deadline", "detour.c"),
    Detour::new("lent", "detour.c"),
    Detour::new("adopted", "detour.c"),
];

static STORMS: [Detour; 2] = [
    Detour::new("storm", "storm.c"),
    Detour::new("restarting", "storm.c"),
];

impl Detour {
    const fn new(name: &'static str, source: &'static str) -> Self {
        Self {
            name,
            source,
            library: OnceLock::new(),
        }
    }

    fn compile(&self, bench: &Bench) -> Result<PathBuf, String> {
        let library = bench.scratch.join(format!("{}.so", self.name));
        support::succeed(
            support::compiler(Language::C)
                .args(["-std=gnu11", "-fPIC", "-shared"])
                .args(support::WARNINGS)
                .arg(format!("-DDETOUR_{}", self.name))
                .arg("-o")
                .arg(&library)
                .arg(support::source("tests/support").join(self.source))
                .arg("-ldl"),
        )?;
        Ok(library)
    }
}

/// One source file, compiled by whichever of its tests runs first.
struct Program {
    name: String,
    source: PathBuf,
    object: OnceLock<Result<PathBuf, String>>,
    shared: OnceLock<Result<PathBuf, String>>,
}

impl Program {
    fn new(source: PathBuf) -> Self {
        let name = source.file_stem().unwrap_or_default().to_string_lossy();
        Self {
            name: name.into_owned(),
            source,
            object: OnceLock::new(),
            shared: OnceLock::new(),
        }
    }

    /// The ways in which the program is linked to the library.
    fn links(&self) -> Vec<Link> {
        if self.source.extension().is_some_and(|e| e == "cpp") {
            return vec![Link::Cpp];
        }
        if self.name.starts_with("dlopen_") {
            return vec![Link::Dlopen];
        }
        if self.name.starts_with("direct_") {
            return vec![Link::Shared, Link::Static];
        }
        let ruled = (!ABOUT_RULES.contains(&self.name.as_str())).then_some(Link::Ruled);
        let is_stormy = env::var_os("OXSOCK_TEST_STORM").is_some();
        let storms = STORMS.iter().filter(|_| is_stormy);
        let detours = DETOURS.iter().chain(storms).map(Link::Detour);
        [Link::Shared, Link::Static]
            .into_iter()
            .chain(detours)
            .chain(ruled)
            .chain(self.makes_pairs().then_some(Link::Detour(&PAIR)))
            .collect()
    }

    /// Whether its socket pairs can be replaced by pairs of objects.
    fn makes_pairs(&self) -> bool {
        let is_named = |(_, names): &(_, &[&str])| names.contains(&self.name.as_str());
        let text = || fs::read_to_string(&self.source).expect("a program can be read");
        let makes_some = |text: String| {
            let ways = [
                "ox_socketpair(AF_UNIX",
                "unix_pair(",
                "close_kinds.h",
                "whole_buffers.h",
            ];
            ways.iter().any(|way| text.contains(way))
        };
        cfg!(feature = "test-pair") && !NO_PAIR.iter().any(is_named) && makes_some(text())
    }

    fn test(&self, bench: &Bench, link: Link) -> Result<Completion, Failed> {
        if !support::has_compiler(link.language()) {
            return Ok(Completion::ignored_with("no C++ compiler here"));
        }
        let program = self.build(bench, link)?;
        match bench.run(&program, link)? {
            Ended::Well => Ok(Completion::Completed),
            Ended::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        }
    }

    /// Build the program. Links that need the same program share it.
    fn build(&self, bench: &Bench, link: Link) -> Result<PathBuf, String> {
        match link {
            Link::Shared | Link::Detour(_) | Link::Ruled => self
                .shared
                .get_or_init(|| self.link(bench, Link::Shared))
                .clone(),
            _ => self.link(bench, link),
        }
    }

    fn compile(&self, bench: &Bench, link: Link) -> Result<PathBuf, String> {
        let name = format!("{}-{}.o", self.name, link.language().name());
        let inputs = [&bench.ingredients[..], slice::from_ref(&self.source)].concat();
        bench.cache.make(
            &inputs,
            bench.scratch.join(name),
            support::compiler(link.language())
                .args(link.compiler_flags())
                .args(support::WARNINGS)
                .arg("-pthread")
                .arg("-I")
                .arg(support::source("c_tests"))
                .arg("-c")
                .arg(&self.source),
        )
    }

    fn link(&self, bench: &Bench, link: Link) -> Result<PathBuf, String> {
        let object = self
            .object
            .get_or_init(|| self.compile(bench, link))
            .as_ref()?;
        let name = format!("{}-{}", link.name(), self.name);
        let program = bench.scratch.join(name);
        let mut linker = support::compiler(link.language());
        linker.arg("-pthread").arg(object);
        match link {
            Link::Shared | Link::Detour(_) | Link::Cpp | Link::Ruled => {
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
        if matches!(link, Link::Static) {
            support::succeed(linker.arg("-o").arg(&program))?;
            return Ok(program);
        }
        // The cached program depends on the object file alone: it works with any shared object.
        let inputs = [object.to_owned(), support::source("tests/c_programs.rs")];
        bench.cache.make(&inputs, program, &mut linker)
    }
}
