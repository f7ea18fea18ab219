//! `install.sh`: what it puts in place is what C programs need, found by pkg-config, CMake and
//! Meson; and `oxsock-run`.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::{env, fs};
use support::{assertions, Ended, Scratch, TIME_LIMIT};

const PREFIX: &str = "/opt/oxsock";
/// Another processor: of 32 bits, so that most numbers differ.
const I686_COMPILER: &str = "i686-linux-gnu-gcc";
const NO_RUST: &str = "no Rust for ";
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

/// Sends over a bare socket, and ends with 3 when that fails.
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

/// A CMake project of two programs, which are run by its target `check`.
const CMAKE: &str = "
cmake_minimum_required(VERSION 3.13)
project(uses_oxsock C)
FIND
foreach(kind KINDS)
    add_executable(${kind} program.c)
    target_link_libraries(${kind} oxsock::${kind})
    list(APPEND commands COMMAND ${kind})
endforeach()
add_custom_target(check ${commands})
";

const MESON: &str = "
project('uses_oxsock', 'c')
program = executable('program', 'program.c', dependencies: dependency('oxsock', version: '>=0.1'))
test('program', program)
";

type Test = fn(&Installed) -> Result<(), String>;

fn main() {
    let arguments = Arguments::from_args();
    let installed = Arc::new(Installed {
        scratch: Scratch::new(),
        output: OnceLock::new(),
    });
    let tests: [(&str, &[&str], Test); 22] = [
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
    let trials = tests.map(|(name, commands, test)| {
        let installed = Arc::clone(&installed);
        Trial::ignorable_test(name, move || installed.test(commands, test))
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
    fn test(&self, commands: &[&str], test: Test) -> Result<Completion, Failed> {
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

    /// A command of a build system, which is to find what is installed here.
    fn builder(&self, command: &str) -> Command {
        let mut command = Command::new(command);
        command
            .env("PKG_CONFIG_SYSROOT_DIR", self.scratch.join(""))
            .env("PKG_CONFIG_LIBDIR", self.path("lib/pkgconfig"))
            .env("CMAKE_PREFIX_PATH", self.path(""))
            .env("LD_LIBRARY_PATH", self.path("lib"));
        command
    }

    /// A directory of a project that has the program and this file.
    fn project(&self, name: &str, file: &str, text: &str) -> Result<PathBuf, String> {
        let project = self.scratch.join(name);
        fs::create_dir(&project).map_err(|error| error.to_string())?;
        for (file, text) in [(file, text), ("program.c", PROGRAM)] {
            fs::write(project.join(file), text).map_err(|error| error.to_string())?;
        }
        Ok(project)
    }

    /// Build a project with CMake and run its programs.
    fn cmake(&self, project: &Path) -> Result<(), String> {
        cmake(project, || self.builder("cmake"))
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

fn cmake(project: &Path, command: impl Fn() -> Command) -> Result<(), String> {
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

/// Whether the compiler of this build has the core of Rust for a target.
fn has_rust_for(target: &str) -> bool {
    let mut command = Command::new(support::rustc());
    let directory = command.args(["--print", "target-libdir", "--target", target]);
    let directory = support::succeed(directory).unwrap_or_default();
    !directory.is_empty() && Path::new(directory.trim()).exists()
}

/// Run install.sh.
fn install(prefix: &str, root: &Path) -> Result<String, String> {
    support::succeed(&mut install_command(prefix, root))
}

fn install_command(prefix: &str, root: &Path) -> Command {
    let target = support::library_target().with_file_name("");
    let mut command = Command::new(support::source("install.sh"));
    command
        .env("CARGO_TARGET_DIR", target)
        .env("DESTDIR", root)
        .env("PREFIX", prefix)
        .env_remove("LIBDIR");
    command
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

/// Whether `oxsock-run` is installed for the platform that this is.
const HAS_OXSOCK_RUN: bool = cfg!(all(target_env = "gnu", target_pointer_width = "64"));

fn oxsock_run_files(prefix: &Path) -> [PathBuf; 3] {
    [
        "bin/oxsock-run",
        "lib/oxsock/liboxsock-posix.so",
        "share/man/man1/oxsock-run.1",
    ]
    .map(|name| prefix.join(name))
}

/// It finds its object, meets the rule, says so, and ends as the program ends.
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

/// The project that finds oxsock so, and links these targets of its.
fn cmake_lists(find: &str, kinds: &str) -> String {
    CMAKE.replace("FIND", find).replace("KINDS", kinds)
}

fn cmake_by_find_package(installed: &Installed) -> Result<(), String> {
    let lists = cmake_lists(
        &format!("find_package(oxsock {VERSION} REQUIRED)"),
        "oxsock static",
    );
    let project = installed.project("find_package", "CMakeLists.txt", &lists)?;
    installed.cmake(&project)?;
    let linked = support::succeed(
        Command::new("readelf")
            .arg("--dynamic")
            .args(["oxsock", "static"].map(|name| project.join("build").join(name))),
    )?;
    match linked.matches("[liboxsock.so.0]").count() {
        1 => Ok(()),
        count => Err(format!(
            "{count} of the two programs have the shared object"
        )),
    }
}

fn cmake_refuses_a_newer_version(installed: &Installed) -> Result<(), String> {
    for newer in ["0.99", "1"] {
        let find = format!("find_package(oxsock {newer} REQUIRED)");
        let lists = cmake_lists(&find, "oxsock");
        let name = format!("newer-{newer}");
        let project = installed.project(&name, "CMakeLists.txt", &lists)?;
        match installed.cmake(&project) {
            Err(complaint) if complaint.contains("oxsock-config.cmake, version: ") => {}
            result => return Err(format!("{newer}: {result:?}")),
        }
    }
    Ok(())
}

fn cmake_takes_a_range_of_versions(installed: &Installed) -> Result<(), String> {
    for (i, (range, fits)) in [
        ("0.0...0.0.9", false),
        ("0.0...<0.1", false),
        ("0.0...<0.1.1", true),
        ("0.1...1", true),
        ("1...2", false),
    ]
    .into_iter()
    .enumerate()
    {
        let find = format!("cmake_policy(VERSION 3.19)\nfind_package(oxsock {range} REQUIRED)");
        let lists = cmake_lists(&find, "oxsock");
        let project = installed.project(&format!("range-{i}"), "CMakeLists.txt", &lists)?;
        match installed.cmake(&project) {
            Ok(()) if fits => {}
            Err(complaint) if !fits && complaint.contains("oxsock-config.cmake, version: ") => {}
            result => return Err(format!("{range}: {result:?}")),
        }
    }
    Ok(())
}

fn cmake_knows_its_components(installed: &Installed) -> Result<(), String> {
    for (i, (wanted, is_there)) in [
        ("COMPONENTS oxsock static cpp", true),
        ("OPTIONAL_COMPONENTS nothing", true),
        ("COMPONENTS nothing", false),
    ]
    .into_iter()
    .enumerate()
    {
        let find = format!("find_package(oxsock REQUIRED {wanted})");
        let lists = cmake_lists(&find, "oxsock");
        let project = installed.project(&format!("components-{i}"), "CMakeLists.txt", &lists)?;
        match installed.cmake(&project) {
            Ok(()) if is_there => {}
            Err(complaint) if !is_there && complaint.contains("no component nothing") => {}
            result => return Err(format!("{wanted}: {result:?}")),
        }
    }
    Ok(())
}

fn prefix_with_a_blank(installed: &Installed) -> Result<(), String> {
    let root = installed.scratch.join("blank-root");
    install("/opt/ox sock", &root)?;
    let prefix = root.join("opt/ox sock");
    // What pkg-config answers is for a shell.
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

/// Whatever the umask is, and CDPATH, with which cd prints; and a relative DESTDIR is one of the
/// caller's directory.
fn everybody_may_read(installed: &Installed) -> Result<(), String> {
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

/// Before anything is written: places that depend on where it is called, or that files for
/// pkg-config and CMake cannot name.
fn impossible_places_are_refused(installed: &Installed) -> Result<(), String> {
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

fn cmake_by_pkg_config(installed: &Installed) -> Result<(), String> {
    let find = "find_package(PkgConfig REQUIRED)\n\
                pkg_check_modules(found REQUIRED IMPORTED_TARGET oxsock>=0.1)\n\
                add_library(oxsock::pkg_config ALIAS PkgConfig::found)";
    let lists = cmake_lists(find, "pkg_config");
    let project = installed.project("pkg_config", "CMakeLists.txt", &lists)?;
    installed.cmake(&project)
}

fn meson_project(installed: &Installed) -> Result<(), String> {
    let project = installed.project("meson", "meson.build", MESON)?;
    let build = project.join("build");
    let mut setup = installed.builder("meson");
    support::succeed(setup.arg("setup").arg(&build).arg(&project))?;
    let mut test = installed.builder("meson");
    support::succeed(test.args(["test", "-C"]).arg(&build)).map(drop)
}

/// In a directory of their architecture, if there is one; CMake, which looks there by itself,
/// finds them.
fn in_usr(installed: &Installed) -> Result<(), String> {
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

/// As on systems whose compiler knows of no such directories.
fn in_usr_without_architectures(installed: &Installed) -> Result<(), String> {
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

fn for_another_processor(installed: &Installed) -> Result<(), String> {
    describes_its_own_platform(installed, "i686-unknown-linux-gnu", I686_COMPILER)
}

fn for_another_c_library(installed: &Installed) -> Result<(), String> {
    describes_its_own_platform(installed, "x86_64-unknown-linux-musl", "musl-gcc")
}

/// What is installed has the numbers of its platform, and not of the machine that it was built on.
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
