//! Where files are installed, and their permissions.

use crate::installed::{cmake, install, install_command, Installed, NO_RUST, PREFIX};
use crate::oxsock_run_files;
use crate::projects::cmake_lists;
use crate::support::{self, assertions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A compiler for another processor, with 32 bits, so that most numbers differ.
pub const I686_COMPILER: &str = "i686-linux-gnu-gcc";

/// Whether this Rust installation has the core library for a target.
fn has_rust_for(target: &str) -> bool {
    let mut command = Command::new(support::rustc());
    let directory = command.args(["--print", "target-libdir", "--target", target]);
    let directory = support::succeed(directory).unwrap_or_default();
    !directory.is_empty() && Path::new(directory.trim()).exists()
}

pub fn prefix_with_a_blank(installed: &Installed) -> Result<(), String> {
    let root = installed.scratch.join("blank-root");
    install("/opt/ox sock", &root)?;
    let prefix = root.join("opt/ox sock");
    // pkg-config quotes its output for a shell.
    let build = "eval \"${CC:-cc} program.c -o program $(pkg-config --cflags --libs oxsock)\"";
    let project = installed.project("blank", "build.sh", build)?;
    support::succeed(
        Command::new("sh")
            .arg("build.sh")
            .current_dir(&project)
            .env("PKG_CONFIG_SYSROOT_DIR", &root)
            .env("PKG_CONFIG_LIBDIR", prefix.join("lib/pkgconfig")),
    )?;
    let mut program = Command::new(project.join("program"));
    support::succeed(program.env("LD_LIBRARY_PATH", prefix.join("lib"))).map(drop)
}

/// Whatever the umask, and CDPATH, with which cd prints; a relative DESTDIR is relative to the
/// caller's directory.
pub fn everybody_may_read(installed: &Installed) -> Result<(), String> {
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 077 && exec \"$0\""])
        .arg(support::source("install.sh"))
        .current_dir(installed.scratch.join(""))
        .env(
            "CARGO_TARGET_DIR",
            support::library_target().with_file_name(""),
        )
        .env("CDPATH", ".")
        .env("DESTDIR", "private-root")
        .env("PREFIX", PREFIX)
        .env_remove("LIBDIR");
    support::succeed(&mut command)?;
    let prefix = installed.scratch.join("private-root").join(&PREFIX[1..]);
    let mut find = Command::new("find");
    let there = support::succeed(find.arg(&prefix))?;
    let mut find = Command::new("find");
    let closed = support::succeed(
        find.arg(&prefix)
            .args(["!", "-perm", "-444", "-o"])
            .args(["-type", "d", "!", "-perm", "-555"]),
    )?;
    match there.lines().count() > 100 && closed.is_empty() {
        true => Ok(()),
        false => Err(format!("nobody else may read\n{closed}")),
    }
}

/// Prefixes that depend on the current directory, or that the files for pkg-config and CMake cannot
/// contain, are rejected before anything is written.
pub fn impossible_places_are_refused(installed: &Installed) -> Result<(), String> {
    for (prefix, libdir) in [
        ("opt", None),
        ("/opt", Some("lib64")),
        ("/opt/a|b", None),
        ("/opt/a&b", None),
        ("/opt/$HOME", None),
        ("/opt", Some("/opt/a\"b")),
        ("/opt/a;b", None),
        ("/opt/a\\b", None),
        ("/opt/a\nb", None),
    ] {
        let root = installed.scratch.join("refused-root");
        let mut command = install_command(prefix, &root);
        if let Some(libdir) = libdir {
            command.env("LIBDIR", libdir);
        }
        match support::succeed(&mut command) {
            Err(complaint) if complaint.contains("has to be") && !root.exists() => {}
            result => return Err(format!("{prefix:?}, {libdir:?}: {result:?}")),
        }
    }
    Ok(())
}

/// The list that is printed can be used to remove the files.
pub fn what_is_printed_is_what_is_there(installed: &Installed) -> Result<(), String> {
    let prefix = installed.scratch.join("listed");
    let mut command = install_command(&prefix.to_string_lossy(), Path::new(""));
    let printed = support::succeed(command.env_remove("DESTDIR"))?;
    let mut find = Command::new("find");
    let there = support::succeed(find.arg(&prefix).args(["!", "-type", "d"]))?;
    let [printed, there] = [&printed, &there].map(|list| {
        let mut lines: Vec<_> = list.lines().collect();
        lines.sort_unstable();
        lines
    });
    match printed == there {
        true => Ok(()),
        false => Err(format!("{printed:?} is printed, and there is {there:?}")),
    }
}

/// In a directory for the architecture, if there is one. CMake, which searches it by default, finds
/// the files.
pub fn in_usr(installed: &Installed) -> Result<(), String> {
    let root = installed.scratch.join("usr-root");
    install("/usr", &root)?;
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let arch = support::succeed(Command::new(compiler).arg("-print-multiarch"));
    let arch = arch.unwrap_or_default();
    let libraries = match Path::new("/usr/lib").join(arch.trim()) {
        own if !arch.trim().is_empty() && own.exists() => own,
        _ => PathBuf::from("/usr/lib"),
    };
    let libraries = root.join(libraries.strip_prefix("/").unwrap_or(&libraries));
    let lists = cmake_lists("find_package(oxsock REQUIRED)", "oxsock static");
    let project = installed.project("usr", "CMakeLists.txt", &lists)?;
    cmake(&project, || {
        let mut command = Command::new("cmake");
        command
            .env("CMAKE_PREFIX_PATH", root.join("usr"))
            .env("LD_LIBRARY_PATH", &libraries);
        command
    })?;
    match libraries.join("liboxsock.so").exists() {
        true => Ok(()),
        false => Err(format!("nothing is in {}", libraries.display())),
    }
}

/// The same with a compiler that knows of no such directories.
pub fn in_usr_without_architectures(installed: &Installed) -> Result<(), String> {
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let text =
        format!("#!/bin/sh\n[ \"$1\" != -print-multiarch ] || exit 0\nexec {compiler} \"$@\"\n");
    let compiler = installed.scratch.write("cc-without", &text);
    fs::set_permissions(&compiler, fs::Permissions::from_mode(0o755))
        .map_err(|error| error.to_string())?;
    let root = installed.scratch.join("usr-without-root");
    support::succeed(install_command("/usr", &root).env("CC", compiler))?;
    let lib64 = fs::symlink_metadata("/usr/lib64").is_ok_and(|it| it.is_dir());
    let libraries = match lib64 && cfg!(target_pointer_width = "64") {
        true => "usr/lib64",
        false => "usr/lib",
    };
    match root.join(libraries).join("liboxsock.so").exists() {
        true => Ok(()),
        false => Err(format!("nothing is in {libraries}")),
    }
}

pub fn for_another_processor(installed: &Installed) -> Result<(), String> {
    describes_its_own_platform(installed, "i686-unknown-linux-gnu", I686_COMPILER)
}

pub fn for_another_c_library(installed: &Installed) -> Result<(), String> {
    describes_its_own_platform(installed, "x86_64-unknown-linux-musl", "musl-gcc")
}

/// What is installed has the values of its own platform, and not of the build machine.
fn describes_its_own_platform(
    installed: &Installed,
    rust: &str,
    compiler: &str,
) -> Result<(), String> {
    if !has_rust_for(rust) {
        return Err(format!("{NO_RUST}{rust}"));
    }
    let root = installed.scratch.join(rust);
    let target = support::library_target().with_file_name(rust);
    let linker = rust.to_uppercase().replace('-', "_");
    support::succeed(
        install_command(PREFIX, &root)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_BUILD_TARGET", rust)
            .env(format!("CARGO_TARGET_{linker}_LINKER"), compiler)
            .env("CC", compiler),
    )?;
    if let Some(file) = oxsock_run_files(&root.join(&PREFIX[1..]))
        .iter()
        .find(|file| file.exists())
    {
        return Err(format!("{} cannot serve there", file.display()));
    }
    let read = |name: &str| {
        let path = root.join(&PREFIX[1..]).join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let described = read("share/oxsock/oxsock-api.json")?;
    let described: serde_json::Value =
        serde_json::from_str(&described).map_err(|error| error.to_string())?;
    let header = read("include/oxsock-ffi.h")?;
    let (_, header) = header.split_once("*/\n").ok_or("no opening comment")?;
    for (name, text) in [
        ("headers.c", assertions::headers_say_the_same(&described)),
        (
            "ffi.c",
            assertions::ffi_header_says_the_same(header, &described),
        ),
    ] {
        support::succeed(
            Command::new(compiler)
                .args(["-std=gnu11", "-fsyntax-only", "-I"])
                .arg(support::source("include"))
                .arg(installed.scratch.write(&format!("{rust}-{name}"), &text)),
        )?;
    }
    Ok(())
}
