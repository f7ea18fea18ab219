//! `install.sh`: what it installs is what C programs need, found by pkg-config, CMake and Meson;
//! and `oxsock-run`.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

#[path = "install/installed.rs"]
mod installed;
#[path = "install/places.rs"]
mod places;
#[path = "install/projects.rs"]
mod projects;
mod support;

use installed::{Installed, Test, PROGRAM};
use libtest_mimic::{Arguments, Trial};
use places::{
    everybody_may_read, for_another_c_library, for_another_processor,
    impossible_places_are_refused, in_usr, in_usr_without_architectures, prefix_with_a_blank,
    what_is_printed_is_what_is_there, I686_COMPILER,
};
use projects::{
    cmake_by_find_package, cmake_by_pkg_config, cmake_knows_its_components,
    cmake_refuses_a_newer_version, cmake_takes_a_range_of_versions, meson_project,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::{env, fs};
use support::Scratch;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The same program linked to a second static library from Rust.
const PROGRAM_OF_TWO: &str = "
#include <oxsock.h>
int second_library(void);
int main(void)
{
    return ox_version() == 0 || second_library() != 5;
}
";

/// Sends over a socket of the system's, and exits with 3 if that fails.
const BARE_PROGRAM: &str = "
#include <sys/socket.h>
int main(void)
{
    int s[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0)
        return 1;
    return send(s[0], \"hello\", 5, 0) == 5 ? 0 : 3;
}
";

/// The tests: their names, the commands that they need, and their functions.
const TESTS: [(&str, &[&str], Test); 23] = [
    ("files_are_in_place", &[], files_are_in_place),
    (
        "pkg_config_knows_the_version",
        &["pkg-config"],
        pkg_config_knows_the_version,
    ),
    (
        "program_with_the_shared_object",
        &["pkg-config"],
        with_the_shared_object,
    ),
    (
        "program_with_the_static_library",
        &["pkg-config"],
        with_the_static_library,
    ),
    (
        "program_without_shared_libraries",
        &["pkg-config"],
        without_shared_libraries,
    ),
    (
        "program_of_two_rust_libraries",
        &["pkg-config"],
        of_two_rust_libraries,
    ),
    ("every_function_has_a_manual_page", &[], manual_pages),
    ("description_is_that_of_the_library", &[], description),
    (
        "oxsock_run_runs_a_program_by_a_rule",
        &[],
        oxsock_run_runs_a_program,
    ),
    (
        "cmake_project_by_find_package",
        &["cmake"],
        cmake_by_find_package,
    ),
    (
        "cmake_refuses_a_newer_version",
        &["cmake"],
        cmake_refuses_a_newer_version,
    ),
    (
        "cmake_takes_a_range_of_versions",
        &["cmake"],
        cmake_takes_a_range_of_versions,
    ),
    (
        "cmake_knows_its_components",
        &["cmake"],
        cmake_knows_its_components,
    ),
    (
        "prefix_with_a_blank_is_found",
        &["pkg-config"],
        prefix_with_a_blank,
    ),
    (
        "everybody_may_read_what_is_installed",
        &[],
        everybody_may_read,
    ),
    (
        "places_that_cannot_be_are_refused",
        &[],
        impossible_places_are_refused,
    ),
    (
        "what_is_printed_is_what_is_there",
        &[],
        what_is_printed_is_what_is_there,
    ),
    (
        "cmake_project_by_pkg_config",
        &["cmake", "pkg-config"],
        cmake_by_pkg_config,
    ),
    (
        "meson_project",
        &["meson", "ninja", "pkg-config"],
        meson_project,
    ),
    (
        "libraries_of_usr_are_where_its_others_are",
        &["cmake"],
        in_usr,
    ),
    (
        "libraries_of_usr_without_directories_for_architectures",
        &[],
        in_usr_without_architectures,
    ),
    (
        "description_for_another_processor",
        &[I686_COMPILER],
        for_another_processor,
    ),
    (
        "description_for_another_c_library",
        &["musl-gcc"],
        for_another_c_library,
    ),
];

fn main() {
    let arguments = Arguments::from_args();
    let installed = Arc::new(Installed {
        scratch: Scratch::new(),
        output: OnceLock::new(),
    });
    let trials = TESTS.map(|(name, commands, test)| {
        let installed = Arc::clone(&installed);
        Trial::ignorable_test(name, move || installed.test(commands, test))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.into());
    drop(installed); // removes the scratch directory; exit runs no destructors
    conclusion.exit();
}

fn files_are_in_place(installed: &Installed) -> Result<(), String> {
    let versioned = format!("lib/liboxsock.so.{VERSION}");
    for file in [
        "lib/liboxsock.a",
        "lib/pkgconfig/oxsock.pc",
        "lib/cmake/oxsock/oxsock-config.cmake",
        "lib/cmake/oxsock/oxsock-config-version.cmake",
        "include/oxsock.h",
        "include/oxsock-ffi.h",
        "include/oxsock.hpp",
        "include/oxsock/socket.hpp",
        "share/oxsock/oxsock-api.json",
        "share/oxsock/oxsock-api.schema.json",
        "share/man/man7/oxsock.7",
        "share/man/man7/oxsock-endpoint.7",
        "share/man/man7/oxsock-faults.7",
        "share/doc/oxsock/LICENSE-MIT",
        "share/doc/oxsock/LICENSE-APACHE",
        &versioned,
    ] {
        let path = installed.path(file);
        let kind = fs::symlink_metadata(&path).map_err(|error| format!("{file}: {error}"))?;
        if !kind.is_file() {
            return Err(format!("{file} is not a file"));
        }
    }
    for link in ["lib/liboxsock.so", "lib/liboxsock.so.0"] {
        let end = installed.path(link).canonicalize();
        let end = end.map_err(|error| format!("{link}: {error}"))?;
        if !end.ends_with(&versioned) {
            return Err(format!("{link} leads to {}", end.display()));
        }
    }
    Ok(())
}

fn pkg_config_knows_the_version(installed: &Installed) -> Result<(), String> {
    let answer = installed.pkg_config(&["--modversion"])?;
    if answer == [VERSION] {
        Ok(())
    } else {
        Err(format!("it says {answer:?}, not {VERSION}"))
    }
}

fn with_the_shared_object(installed: &Installed) -> Result<(), String> {
    let flags = installed.pkg_config(&["--cflags", "--libs"])?;
    installed.builds_and_runs(PROGRAM, "shared", &flags)
}

/// The flags that link the static library into a program whose other libraries are shared.
fn static_flags(installed: &Installed) -> Result<Vec<String>, String> {
    let mut flags = installed.pkg_config(&["--cflags", "--libs", "--static"])?;
    for flag in &mut flags {
        if flag == "-loxsock" {
            *flag = "-l:liboxsock.a".to_owned();
        }
    }
    Ok(flags)
}

fn with_the_static_library(installed: &Installed) -> Result<(), String> {
    installed.builds_and_runs(PROGRAM, "static", &static_flags(installed)?)
}

fn without_shared_libraries(installed: &Installed) -> Result<(), String> {
    let mut flags = installed.pkg_config(&["--cflags", "--libs", "--static"])?;
    flags.push("-static".to_owned());
    installed.builds_and_runs(PROGRAM, "wholly-static", &flags)
}

fn of_two_rust_libraries(installed: &Installed) -> Result<(), String> {
    let second = support::second_rust_library(&installed.scratch, &support::rustc(), &[])?;
    let mut flags = vec![second.display().to_string()];
    flags.extend(static_flags(installed)?);
    installed.builds_and_runs(PROGRAM_OF_TWO, "two", &flags)
}

fn manual_pages(installed: &Installed) -> Result<(), String> {
    for function in support::api::functions() {
        let page = installed.path(&format!("share/man/man3/{}.3", function.name));
        let text = fs::read_to_string(&page).map_err(|error| format!("{page:?}: {error}"))?;
        let target = text.trim_end().strip_prefix(".so ");
        let target = target.map(|target| installed.path("share/man").join(target));
        if target.is_some_and(|target| !target.exists()) {
            return Err(format!("{page:?} leads nowhere: {text}"));
        }
    }
    Ok(())
}

fn description(installed: &Installed) -> Result<(), String> {
    let text = fs::read_to_string(installed.path("share/oxsock/oxsock-api.json"));
    let text = text.map_err(|error| error.to_string())?;
    let described: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| error.to_string())?;
    match described == support::api::whole() {
        true => Ok(()),
        false => Err("it is another one".to_owned()),
    }
}

/// Whether `oxsock-run` is installed on this platform.
const HAS_OXSOCK_RUN: bool = cfg!(all(target_env = "gnu", target_pointer_width = "64"));

fn oxsock_run_files(prefix: &Path) -> [PathBuf; 3] {
    [
        "bin/oxsock-run",
        "lib/oxsock/liboxsock-posix.so",
        "share/man/man1/oxsock-run.1",
    ]
    .map(|name| prefix.join(name))
}

/// oxsock-run finds its object, applies and reports the rule, and exits as the program does.
fn oxsock_run_runs_a_program(installed: &Installed) -> Result<(), String> {
    for file in oxsock_run_files(&installed.path("")) {
        if file.is_file() != HAS_OXSOCK_RUN {
            return Err(format!("{}: {}", file.display(), file.is_file()));
        }
    }
    if !HAS_OXSOCK_RUN {
        return Ok(());
    }
    let program = installed.scratch.join("bare");
    support::succeed(
        Command::new(env::var("CC").unwrap_or_else(|_| "cc".to_owned()))
            .arg(installed.scratch.write("bare.c", BARE_PROGRAM))
            .arg("-o")
            .arg(&program),
    )?;
    let ended = Command::new(installed.path("bin/oxsock-run"))
        .args(["--faults", "send error=ENOBUFS nth=1", "--"])
        .arg(&program)
        .env_remove("OXSOCK_FAULTS")
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&ended.stderr);
    let reported = said.contains("rule 1 struck 1 time: send error=ENOBUFS nth=1");
    match ended.status.code() == Some(3) && reported {
        true => Ok(()),
        false => Err(format!("{}: {said}", ended.status)),
    }
}
