//! Linking the static library together with other archives: of other Rust compilers and with other
//! optimisation, in both orders; with other linkers; and into static programs.
//!
//! Other Rust compilers are the system's in /usr/bin, and those in the environment variable
//! OXSOCK_TEST_RUSTC, separated by spaces.

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use support::{Ended, Language, Scratch, SYSTEM_LIBRARIES, TIME_LIMIT};

/// Opens and closes a socket. Exits with 0 on success.
const OPENS_A_SOCKET: &str = "
#include <oxsock.h>
#ifndef OTHER
#define OTHER 0
#endif
#ifdef __cplusplus
extern \"C\"
#endif
int second_library(void);
int main(void)
{
    int s = ox_socket(AF_UNIX, SOCK_STREAM, 0);

    return s < 0 || ox_close(s) < 0 || OTHER != 0;
}
";

/// The options with which the other archive is optimised.
const OPTIMISATIONS: [(&str, &[&str]); 3] = [
    ("plain", &[]),
    ("optimised", &["-Copt-level=3"]),
    (
        "fat_lto",
        &["-Copt-level=3", "-Clto=fat", "-Ccodegen-units=1"],
    ),
];

const LINKERS: [&str; 4] = ["bfd", "gold", "lld", "mold"];

fn main() {
    let mut trials = vec![
        trial("without_shared_libraries", without_shared_libraries),
        trial("with_exceptions_of_cpp", with_exceptions_of_cpp),
    ];
    for linker in LINKERS {
        trials.push(trial(format!("linker_{linker}"), move || {
            with_linker(linker)
        }));
    }
    let compilers = other_compilers();
    for (name, rustc) in [("this_rustc".to_owned(), support::rustc())]
        .into_iter()
        .chain(compilers)
    {
        for (optimisation, options) in OPTIMISATIONS {
            let rustc = rustc.clone();
            let name = format!("beside_{name}_{optimisation}");
            trials.push(trial(name, move || beside_another(&rustc, options)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn trial(
    name: impl Into<String>,
    test: impl Fn() -> Result<Completion, Failed> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, test)
}

/// Other Rust compilers, each with a name for its tests.
fn other_compilers() -> Vec<(String, OsString)> {
    let named = env::var("OXSOCK_TEST_RUSTC").unwrap_or_default();
    let mut others = vec![("system_rustc".to_owned(), OsString::from("/usr/bin/rustc"))];
    for (i, rustc) in named.split_whitespace().enumerate() {
        others.push((format!("named_rustc_{i}"), OsString::from(rustc)));
    }
    others
}

/// Build the program, with these arguments after its source, and run it.
fn builds_and_runs(
    language: Language,
    source: &str,
    add_libraries: impl FnOnce(&mut Command),
) -> Result<(), String> {
    let scratch = Scratch::new();
    let program = scratch.join("program");
    let mut compiler = support::compiler(language);
    compiler
        .args(support::WARNINGS)
        .args(["-x", language.name()])
        .arg(scratch.write("source", source))
        .args(["-x", "none", "-o"])
        .arg(&program);
    add_libraries(&mut compiler);
    support::succeed(&mut compiler)?;
    match support::run(&mut Command::new(&program), TIME_LIMIT)? {
        Ended::Well => Ok(()),
        Ended::Skipped(reason) => Err(format!("skipped: {reason}")),
    }
}

/// The other archive catches its own panic, in both orders of linking.
fn beside_another(rustc: &OsString, options: &[&str]) -> Result<Completion, Failed> {
    if !support::has_command(rustc) {
        return Ok(Completion::ignored_with("no such compiler here"));
    }
    let scratch = Scratch::new();
    let second = support::second_rust_library(&scratch, rustc, options)?;
    let ours = support::static_library();
    for archives in [[&ours, &second], [&second, &ours]] {
        builds_and_runs(Language::C, OPENS_A_SOCKET, |compiler| {
            compiler
                .arg("-DOTHER=(second_library()-5)")
                .args(archives)
                .args(SYSTEM_LIBRARIES);
        })?;
    }
    Ok(Completion::Completed)
}

fn without_shared_libraries() -> Result<Completion, Failed> {
    builds_and_runs(Language::C, OPENS_A_SOCKET, |compiler| {
        compiler
            .arg("-static")
            .arg(support::static_library())
            .args(SYSTEM_LIBRARIES);
    })?;
    Ok(Completion::Completed)
}

fn with_exceptions_of_cpp() -> Result<Completion, Failed> {
    if !support::has_compiler(Language::Cpp) {
        return Ok(Completion::ignored_with("no C++ compiler here"));
    }
    let throws = format!("static int thrown() {{ try {{ throw 5; }} catch (int i) {{ return i; }} }}{OPENS_A_SOCKET}");
    builds_and_runs(Language::Cpp, &throws, |compiler| {
        compiler
            .arg("-DOTHER=(thrown()-5)")
            .arg(support::static_library())
            .args(SYSTEM_LIBRARIES);
    })?;
    Ok(Completion::Completed)
}

fn with_linker(linker: &str) -> Result<Completion, Failed> {
    let is_there = |directory| Path::new(&directory).join(format!("ld.{linker}")).exists();
    if !env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(is_there) {
        return Ok(Completion::ignored_with("no such linker here"));
    }
    builds_and_runs(Language::C, OPENS_A_SOCKET, |compiler| {
        compiler
            .arg(format!("-fuse-ld={linker}"))
            .arg("-Wl,--gc-sections")
            .arg(support::static_library())
            .args(SYSTEM_LIBRARIES);
    })?;
    Ok(Completion::Completed)
}
