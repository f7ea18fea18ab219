//! Shared by the tests that compile C programs: the libraries of this build, a C compiler, a
//! scratch directory, and running a program with a time limit.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test takes what it needs, and a panic is how a test fails"
)]

pub mod api;
pub mod assertions;
pub mod cache;
pub mod each_function;
pub mod no_pair;

use std::ffi::{OsStr, OsString};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::OnceLock;
use std::time::Duration;
use std::{env, fs, thread};

/// The time limit of a program.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);

/// The exit code of a program that the machine cannot run.
pub const SKIPPED: i32 = 77;

/// The warnings under which all C programs and the header have to compile.
pub const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// The libraries that a program linked to the static library needs, where they are not part of the
/// C library.
pub const SYSTEM_LIBRARIES: [&str; 2] = ["-lpthread", "-ldl"];

/// A path in the source tree.
pub fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The directory of the libraries in their installed form. `lib/build.sh` is run once in each test
/// process. OXSOCK_TEST_LIBRARIES names the directory of another build.
fn libraries() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        if let Some(directory) = env::var_os("OXSOCK_TEST_LIBRARIES") {
            return PathBuf::from(directory);
        }
        let features = cfg!(feature = "test-pair").then_some("--features=test-pair");
        let printed = succeed(
            Command::new(source("lib/build.sh"))
                .arg(library_target())
                .args(features),
        );
        let printed = printed.unwrap_or_else(|complaint| panic!("{complaint}"));
        PathBuf::from(printed.trim_end())
    })
}

/// The target directory for the libraries, inside the one of this test.
pub fn library_target() -> PathBuf {
    let test = env::current_exe().expect("a test has an executable");
    let target = test.ancestors().nth(3).expect("target/<profile>/deps/test");
    target.join(if cfg!(feature = "test-pair") {
        "library-pair"
    } else {
        "library"
    })
}

/// A library of this build.
fn built(name: &str) -> PathBuf {
    let library = libraries().join(name);
    assert!(library.exists(), "{} is missing", library.display());
    library
}

/// The shared object of this build.
pub fn shared_object() -> PathBuf {
    built("liboxsock.so")
}

/// The static library of this build.
pub fn static_library() -> PathBuf {
    built("liboxsock.a")
}

/// A temporary directory that is removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Make a new one.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("oxsock-tests-{}-{count}", std::process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).expect("a scratch directory can be made");
        Self(path)
    }

    /// A path in it.
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    /// A new file in it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.join(name);
        fs::write(&path, text).expect("a scratch file can be written");
        path
    }

    /// A new directory in it with the shared object under the names by which programs look for it.
    pub fn library_directory(&self) -> PathBuf {
        let directory = self.join("lib");
        fs::create_dir(&directory).expect("a scratch directory can be made");
        for name in ["liboxsock.so", "liboxsock.so.0"] {
            std::os::unix::fs::symlink(shared_object(), directory.join(name))
                .expect("a link can be made");
        }
        directory
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A directory that is left behind does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A language that a program may be written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    C,
    Cpp,
}

impl Language {
    /// Its name in file names and for the compiler's `-x`.
    pub fn name(self) -> &'static str {
        match self {
            Language::C => "c",
            Language::Cpp => "c++",
        }
    }
}

/// The compiler for it, from `CC` and `CFLAGS`, or `CXX` and `CXXFLAGS`, with the header in its
/// path.
pub fn compiler(language: Language) -> Command {
    let (compiler, flags, usual) = match language {
        Language::C => ("CC", "CFLAGS", "cc"),
        Language::Cpp => ("CXX", "CXXFLAGS", "c++"),
    };
    let compiler = env::var(compiler).unwrap_or_else(|_| usual.to_owned());
    let flags = env::var(flags).unwrap_or_default();
    let mut words = compiler.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(usual));
    command
        .args(words)
        .args(flags.split_whitespace())
        .arg("-I")
        .arg(source("include"));
    command
}

/// The C compiler without the header in its path.
pub fn plain_compiler() -> Command {
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let mut words = compiler.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("cc"));
    command.args(words);
    command
}

/// Whether there is a compiler for it. A C compiler is required.
pub fn has_compiler(language: Language) -> bool {
    language == Language::C || compiler(language).arg("--version").output().is_ok()
}

/// Run a command that must succeed, such as a compiler. Returns its output; the error is what it
/// complains of.
pub fn succeed(command: &mut Command) -> Result<String, String> {
    let output = start(command)?
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let words: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
        let program = command.get_program().to_string_lossy();
        let words = words.join(" ");
        Err(format!("{program} {words}\n{}", printed(&output)))
    }
}

/// Start a command with empty input.
fn start(command: &mut Command) -> Result<Child, String> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))
}

/// How a program ended that did not fail.
pub enum Ended {
    Well,
    /// With the reason that it printed.
    Skipped(String),
}

/// Run a program in a process group of its own, which is killed at the time limit.
pub fn run(program: &mut Command, limit: Duration) -> Result<Ended, String> {
    let child = start(program.process_group(0))?;
    let group = child.id() as libc::pid_t;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));

    let received = receiver.recv_timeout(limit);
    if matches!(received, Err(RecvTimeoutError::Timeout)) {
        // SAFETY: kill follows no pointer. The group is ours: its output is not at its end.
        unsafe { libc::kill(-group, libc::SIGKILL) };
        let so_far = receiver.recv().map_err(|error| error.to_string())?;
        let so_far = so_far.map_err(|error| error.to_string())?;
        return Err(format!("hung for {limit:?}\n{}", printed(&so_far)));
    }
    let output = received
        .map_err(|error| error.to_string())?
        .map_err(|error| error.to_string())?;
    judge(&output)
}

fn judge(output: &Output) -> Result<Ended, String> {
    match (output.status.code(), output.status.signal()) {
        (Some(0), _) => Ok(Ended::Well),
        (Some(SKIPPED), _) => {
            let reason = printed(output);
            let reason = reason.trim().trim_start_matches("skipped: ");
            Ok(Ended::Skipped(reason.to_owned()))
        }
        (Some(code), _) => Err(format!("ended with {code}\n{}", printed(output))),
        (None, signal) => Err(format!(
            "was killed by signal {}\n{}",
            signal.unwrap_or_default(),
            printed(output)
        )),
    }
}

fn printed(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// Whether a command of this name can be run.
pub fn has_command(name: impl AsRef<OsStr>) -> bool {
    Command::new(name).arg("--version").output().is_ok()
}

/// The Rust compiler of this build.
pub fn rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"))
}

/// A second static library from Rust, with a standard library of its own. Its function `int
/// second_library(void)` returns 5 after it has caught a panic.
pub fn second_rust_library(
    scratch: &Scratch,
    rustc: &OsStr,
    options: &[&str],
) -> Result<PathBuf, String> {
    let source = scratch.write(
        "second.rs",
        "#[no_mangle]\n\
         pub extern \"C\" fn second_library() -> i32 {\n    \
             let caught = std::panic::catch_unwind(|| panic!(\"{}\", String::from(\"seven\")));\n    \
             let text = caught.unwrap_err().downcast::<String>();\n    \
             text.map_or(-1, |text| text.len() as i32)\n\
         }\n",
    );
    let library = scratch.join("libsecond.a");
    succeed(
        Command::new(rustc)
            .args(["--edition=2021", "--crate-type=staticlib"])
            .args(options)
            .arg("-o")
            .arg(&library)
            .arg(&source),
    )?;
    Ok(library)
}
