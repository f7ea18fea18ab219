//! The guides in docs/guides are true: each example is compiled and run, and prints what the text
//! behind it says.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};
use support::{Language, Scratch};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for entry in fs::read_dir(support::source("docs/guides")).expect("docs/guides") {
        let path = entry.expect("a guide").path();
        let text = fs::read_to_string(&path).expect("a guide");
        let guide = path.file_stem().unwrap_or_default().to_string_lossy();
        for (i, example) in examples(&text).into_iter().enumerate() {
            let name = format!("{guide}::{}_{}", example.kind.replace(' ', "_"), i + 1);
            trials.push(Trial::ignorable_test(name, move || example.check()));
        }
    }
    assert!(trials.len() >= 15, "only {} examples", trials.len());
    libtest_mimic::run(&arguments, trials).exit();
}

/// A code block of a guide that is a whole program.
struct Example {
    /// The words after its three backticks: the language; then, for C, the package that it needs,
    /// or, for the shell, the programs that it runs under `oxsock-run` in a network namespace.
    kind: String,
    text: String,
    /// What it prints, according to the guide.
    prints: Option<String>,
}

/// The code blocks of a guide, without those that show what another prints.
fn examples(guide: &str) -> Vec<Example> {
    let mut pieces = guide.split("\n```");
    let mut before = pieces.next().unwrap_or_default();
    let mut examples: Vec<Example> = Vec::new();
    while let (Some(block), Some(behind)) = (pieces.next(), pieces.next()) {
        let (kind, text) = block.split_once('\n').unwrap_or((block, ""));
        if kind == "text" {
            if let Some(last) = examples
                .last_mut()
                .filter(|_| before.trim() == "It prints:")
            {
                last.prints = Some(text.trim_end().to_owned());
            }
        } else {
            let said = behind.trim_start().strip_prefix("It prints `");
            let said = said.and_then(|rest| rest.split_once('`'));
            examples.push(Example {
                kind: kind.to_owned(),
                text: format!("{text}\n"),
                prints: said.map(|(said, _)| said.to_owned()),
            });
        }
        before = behind;
    }
    examples
}

impl Example {
    fn check(&self) -> Result<Completion, Failed> {
        let Some(expected) = &self.prints else {
            return Err("the guide does not say what it prints".into());
        };
        let scratch = Scratch::new();
        let libraries = scratch.library_directory();
        let mut command = match self.kind.as_str() {
            "python" => Command::new("python3"),
            "lua" => Command::new("luajit"),
            "sh" => Command::new("sh"),
            kind if kind.starts_with("sh ") => match over_oxsock_run(&kind["sh ".len()..])? {
                Some(shell) => shell,
                None => return Ok(Completion::ignored_with("a program of it is not here")),
            },
            kind => {
                let mut words = kind.split(' ');
                if words.next() != Some("c") {
                    return Err(format!("how is an example in {kind} to be run?").into());
                }
                match self.compile(&scratch, words.next())? {
                    Some(program) => program,
                    None => return Ok(Completion::ignored_with("a library is not here")),
                }
            }
        };
        if !self.kind.starts_with('c') {
            let is_here = Command::new("which").arg(command.get_program()).output();
            if !is_here.is_ok_and(|output| output.status.success()) {
                return Ok(Completion::ignored_with("its interpreter is not here"));
            }
            command.arg(scratch.write("example", &self.text));
        }
        let printed = support::succeed(
            command
                .current_dir(scratch.join(""))
                .env("LD_LIBRARY_PATH", &libraries)
                .env("LIBRARY_PATH", &libraries)
                .env("C_INCLUDE_PATH", support::source("include"))
                .env("OXSOCK_FFI_H", support::source("include/oxsock-ffi.h")),
        )?;
        match printed.trim_end() == expected {
            true => Ok(Completion::Completed),
            false => Err(format!("it prints {printed:?} and not {expected:?}").into()),
        }
    }

    /// Compile the program. None if the pkg-config package that it needs is not installed.
    fn compile(&self, scratch: &Scratch, package: Option<&str>) -> Result<Option<Command>, String> {
        let mut compiler = support::compiler(Language::C);
        compiler
            .args(["-std=gnu11", "-pthread"])
            .args(support::WARNINGS)
            .arg(scratch.write("example.c", &self.text))
            .arg("-o")
            .arg(scratch.join("program"))
            .arg("-L")
            .arg(scratch.join("lib"))
            .arg("-loxsock");
        if let Some(package) = package {
            let mut flags = Command::new("pkg-config");
            flags.args(["--cflags", "--libs", package]);
            match support::succeed(&mut flags) {
                Ok(flags) => compiler.args(flags.split_whitespace()),
                Err(_) => return Ok(None),
            };
        }
        support::succeed(&mut compiler)?;
        Ok(Some(Command::new(scratch.join("program"))))
    }
}

/// A shell that finds `oxsock-run`, as root of its own network and process namespaces, so that all
/// its processes end with it. None if one of the programs is not installed.
fn over_oxsock_run(programs: &str) -> Result<Option<Command>, String> {
    static BUILT: OnceLock<Result<String, String>> = OnceLock::new();
    if !programs.split(' ').all(support::has_command) {
        return Ok(None);
    }
    let built = BUILT.get_or_init(|| {
        let target = support::library_target().with_file_name("");
        let mut build = Command::new(support::source("posix/build.sh"));
        support::succeed(build.env("CARGO_TARGET_DIR", target))
    });
    let path = env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("unshare");
    shell
        .args(["--map-root-user", "--net", "--pid", "--fork"])
        .args(["--kill-child", "sh", "-c"])
        .arg("ip link set lo up && exec sh \"$0\"")
        .env("PATH", format!("{}:{path}", built.as_ref()?.trim()));
    Ok(Some(shell))
}
