//! The examples in README.md are true: each compiles as it stands there and prints what the
//! text says.
#![allow(clippy::panic, reason = "a panic is how a test fails")]

mod support;

use std::process::Command;
use support::{Language, Scratch, SYSTEM_LIBRARIES};

const README: &str = include_str!("../README.md");

/// The i-th block of the README in a language, which is the word after its three backticks.
fn example(language: &str, i: usize) -> &'static str {
    let opening = format!("\n```{language}\n");
    let found = README
        .split(&opening)
        .nth(i + 1)
        .and_then(|rest| rest.split_once("```"));
    match found {
        Some((text, _)) => text,
        None => panic!("README.md has no example {i} in {language}"),
    }
}

/// Compile it with these arguments after the source, run it, and look for what it printed.
fn prints_what_the_readme_says(
    language: Language,
    i: usize,
    add_arguments: impl Fn(&Scratch, &mut Command),
) {
    let scratch = Scratch::new();
    let word = match language {
        Language::C => "c",
        Language::Cpp => "cpp",
    };
    let source = scratch.write(&format!("example.{word}"), example(word, i));
    let program = scratch.join("example");
    let mut compiler = support::compiler(language);
    compiler
        .args(support::WARNINGS)
        .arg(source)
        .arg("-o")
        .arg(&program);
    add_arguments(&scratch, &mut compiler);

    let printed = support::succeed(&mut compiler).and_then(|_| {
        let mut run = Command::new(&program);
        support::succeed(run.env("LD_LIBRARY_PATH", scratch.join("lib")))
    });
    match printed {
        Ok(printed) => assert!(
            README.contains(&format!("`{}`", printed.trim_end())),
            "README.md does not say that the example in {word} prints {printed}"
        ),
        Err(complaint) => panic!("{complaint}"),
    }
}

#[test]
fn example_in_c() {
    prints_what_the_readme_says(Language::C, 0, |_, compiler| {
        compiler
            .arg(support::static_library())
            .args(SYSTEM_LIBRARIES);
    });
}

#[test]
fn example_in_cpp() {
    prints_what_the_readme_says(Language::Cpp, 0, |scratch, compiler| {
        compiler
            .arg("-L")
            .arg(scratch.library_directory())
            .arg("-loxsock");
    });
}

#[test]
fn example_with_dlopen() {
    prints_what_the_readme_says(Language::C, 1, |scratch, compiler| {
        scratch.library_directory();
        compiler.arg("-ldl");
    });
}
