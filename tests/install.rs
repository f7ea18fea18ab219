//! `install.sh`: what it puts in place is what C programs need, found by pkg-config.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::{env, fs};
use support::{Ended, Scratch, TIME_LIMIT};

const PREFIX: &str = "/opt/oxsock";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Ends with 0 when the library that it runs with has the version of the header.
const PROGRAM: &str = "
#include <oxsock.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    char version[32];

    snprintf(version, sizeof version, \"%d.%d.%d\", OX_VERSION_MAJOR, OX_VERSION_MINOR,
             OX_VERSION_PATCH);
    return strcmp(version, ox_version()) != 0 || ox_close(ox_socket(AF_INET, SOCK_DGRAM, 0)) != 0;
}
";

/// The same beside a second static library from Rust.
const PROGRAM_OF_TWO: &str = "
#include <oxsock.h>
int second_library(void);
int main(void)
{
    return ox_version() == 0 || second_library() != 5;
}
";

type Test = fn(&Installed) -> Result<(), String>;

fn main() {
    let arguments = Arguments::from_args();
    let installed = Arc::new(Installed {
        scratch: Scratch::new(),
        output: OnceLock::new(),
    });
    let tests: [(&str, Test); 6] = [
        ("files_are_in_place", files_are_in_place),
        ("pkg_config_knows_the_version", pkg_config_knows_the_version),
        ("program_with_the_shared_object", with_the_shared_object),
        ("program_with_the_static_library", with_the_static_library),
        ("program_without_shared_libraries", without_shared_libraries),
        ("program_of_two_rust_libraries", of_two_rust_libraries),
    ];
    let trials = tests.map(|(name, test)| {
        let installed = Arc::clone(&installed);
        Trial::ignorable_test(name, move || installed.test(test))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.into());
    drop(installed); // removes the scratch directory, which exit would not
    conclusion.exit();
}

/// A scratch directory to install into, used as DESTDIR.
struct Installed {
    scratch: Scratch,
    /// Of install.sh, run by whichever test comes first.
    output: OnceLock<Result<String, String>>,
}

impl Installed {
    fn test(&self, test: Test) -> Result<Completion, Failed> {
        if !support::has_command("pkg-config") {
            return Ok(Completion::ignored_with("no pkg-config here"));
        }
        self.output.get_or_init(|| self.install()).as_ref()?;
        test(self)?;
        Ok(Completion::Completed)
    }

    fn install(&self) -> Result<String, String> {
        support::succeed(
            Command::new(support::source("install.sh"))
                .env(
                    "CARGO_TARGET_DIR",
                    support::library_target().with_file_name(""),
                )
                .env("DESTDIR", self.scratch.join(""))
                .env("PREFIX", PREFIX)
                .env_remove("LIBDIR"),
        )
    }

    /// Where a file of the prefix has landed.
    fn path(&self, name: &str) -> PathBuf {
        self.scratch.join(Path::new(&PREFIX[1..]).join(name))
    }

    /// What pkg-config answers, in words.
    fn pkg_config(&self, question: &[&str]) -> Result<Vec<String>, String> {
        let answer = support::succeed(
            Command::new("pkg-config")
                .env("PKG_CONFIG_SYSROOT_DIR", self.scratch.join(""))
                .env("PKG_CONFIG_LIBDIR", self.path("lib/pkgconfig"))
                .args(question)
                .arg("oxsock"),
        )?;
        Ok(answer.split_whitespace().map(str::to_owned).collect())
    }

    /// Build a program as its author would, with these flags and libraries, and run it.
    fn builds_and_runs(&self, text: &str, name: &str, flags: &[String]) -> Result<(), String> {
        let program = self.scratch.join(name);
        support::succeed(
            // Without the compiler that the other tests use, which knows the source tree.
            Command::new(env::var("CC").unwrap_or_else(|_| "cc".to_owned()))
                .args(support::WARNINGS)
                .arg(self.scratch.write(&format!("{name}.c"), text))
                .arg("-o")
                .arg(&program)
                .args(flags),
        )?;
        let mut command = Command::new(&program);
        command.env("LD_LIBRARY_PATH", self.path("lib"));
        match support::run(&mut command, TIME_LIMIT)? {
            Ended::Well => Ok(()),
            Ended::Skipped(reason) => Err(reason),
        }
    }
}

fn files_are_in_place(installed: &Installed) -> Result<(), String> {
    let versioned = format!("lib/liboxsock.so.{VERSION}");
    for file in [
        "lib/liboxsock.a",
        "lib/pkgconfig/oxsock.pc",
        "include/oxsock.h",
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

/// What links the static library into a program whose other libraries are shared.
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
