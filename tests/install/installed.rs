//! An installation, and how programs are built with it.

use crate::support::{self, Ended, Scratch, TIME_LIMIT};
use libtest_mimic::{Completion, Failed};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

pub const PREFIX: &str = "/opt/oxsock";
pub const NO_RUST: &str = "no Rust for ";

/// Exits with 0 if the library at run time has the version of the header.
pub const PROGRAM: &str = "
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

pub type Test = fn(&Installed) -> Result<(), String>;

/// A scratch directory to install into, used as DESTDIR.
pub struct Installed {
    pub scratch: Scratch,
    /// The output of install.sh, which whichever test comes first runs.
    pub output: OnceLock<Result<String, String>>,
}

impl Installed {
    pub fn test(&self, commands: &[&str], test: Test) -> Result<Completion, Failed> {
        if let Some(missing) = commands.iter().find(|it| !support::has_command(it)) {
            return Ok(Completion::ignored_with(format!("no {missing} here")));
        }
        self.output.get_or_init(|| self.install()).as_ref()?;
        match test(self) {
            Ok(()) => Ok(Completion::Completed),
            Err(reason) if reason.starts_with(NO_RUST) => Ok(Completion::ignored_with(reason)),
            Err(complaint) => Err(complaint.into()),
        }
    }

    fn install(&self) -> Result<String, String> {
        install(PREFIX, &self.scratch.join(""))
    }

    /// The installed path of a file of the prefix.
    pub fn path(&self, name: &str) -> PathBuf {
        self.scratch.join(Path::new(&PREFIX[1..]).join(name))
    }

    /// The words that pkg-config prints.
    pub fn pkg_config(&self, question: &[&str]) -> Result<Vec<String>, String> {
        let answer = support::succeed(
            Command::new("pkg-config")
                .env("PKG_CONFIG_SYSROOT_DIR", self.scratch.join(""))
                .env("PKG_CONFIG_LIBDIR", self.path("lib/pkgconfig"))
                .args(question)
                .arg("oxsock"),
        )?;
        Ok(answer.split_whitespace().map(str::to_owned).collect())
    }

    /// A command of a build system, set up to find this installation.
    pub fn builder(&self, command: &str) -> Command {
        let mut command = Command::new(command);
        command
            .env("PKG_CONFIG_SYSROOT_DIR", self.scratch.join(""))
            .env("PKG_CONFIG_LIBDIR", self.path("lib/pkgconfig"))
            .env("CMAKE_PREFIX_PATH", self.path(""))
            .env("LD_LIBRARY_PATH", self.path("lib"));
        command
    }

    /// A project directory with the program and this file.
    pub fn project(&self, name: &str, file: &str, text: &str) -> Result<PathBuf, String> {
        let project = self.scratch.join(name);
        fs::create_dir(&project).map_err(|error| error.to_string())?;
        for (file, text) in [(file, text), ("program.c", PROGRAM)] {
            fs::write(project.join(file), text).map_err(|error| error.to_string())?;
        }
        Ok(project)
    }

    /// Build a project with CMake and run its programs.
    pub fn cmake(&self, project: &Path) -> Result<(), String> {
        cmake(project, || self.builder("cmake"))
    }

    /// Build a program as its author would, with these flags and libraries, and run it.
    pub fn builds_and_runs(&self, text: &str, name: &str, flags: &[String]) -> Result<(), String> {
        let program = self.scratch.join(name);
        support::succeed(
            // Not the tests' own compiler command, which has the source tree's header in its path.
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

pub fn cmake(project: &Path, command: impl Fn() -> Command) -> Result<(), String> {
    let build = project.join("build");
    support::succeed(command().arg("-S").arg(project).arg("-B").arg(&build))?;
    support::succeed(
        command()
            .arg("--build")
            .arg(&build)
            .args(["--target", "check"]),
    )
    .map(drop)
}

/// Run install.sh.
pub fn install(prefix: &str, root: &Path) -> Result<String, String> {
    support::succeed(&mut install_command(prefix, root))
}

pub fn install_command(prefix: &str, root: &Path) -> Command {
    let target = support::library_target().with_file_name("");
    let mut command = Command::new(support::source("install.sh"));
    command
        .env("CARGO_TARGET_DIR", target)
        .env("DESTDIR", root)
        .env("PREFIX", prefix)
        .env_remove("LIBDIR");
    command
}
