//! The examples in README.md are true: each compiles unchanged and prints what the text says.
#![allow(clippy::panic, reason = "a panic is how a test fails")]

mod support;

use std::ffi::OsString;
use std::fs;
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

/// Compile an example with these arguments after the source, run it, and compare its output.
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
        Ok(printed) => readme_says(&printed),
        Err(complaint) => panic!("{complaint}"),
    }
}

fn readme_says(printed: &str) {
    assert!(
        README.contains(&format!("`{}`", printed.trim_end())),
        "README.md does not say that an example prints {printed}"
    );
}

fn prints_what_the_readme_says_in_c(i: usize) {
    prints_what_the_readme_says(Language::C, i, |_, compiler| {
        compiler
            .arg(support::static_library())
            .args(SYSTEM_LIBRARIES);
    });
}

#[test]
fn example_of_dialling_and_listening() {
    prints_what_the_readme_says_in_c(0);
}

#[test]
fn example_of_the_calls() {
    prints_what_the_readme_says_in_c(1);
}

/// The link target of a heading: its words in lower case, joined by hyphens.
fn anchor(line: &str) -> String {
    let heading = line.trim_start_matches('#').trim().to_lowercase();
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-');
    kept.collect::<String>().replace(' ', "-")
}

/// What the README names exists: files, and tests by the beginnings of their names.
#[test]
fn places_and_tests_exist() {
    for target in README
        .split("](")
        .skip(1)
        .filter_map(|it| it.split(')').next())
    {
        let is_there = match target.strip_prefix('#') {
            Some(heading) => README.lines().any(|line| anchor(line) == heading),
            None => target.contains("://") || support::source(target).exists(),
        };
        assert!(is_there, "{target}");
    }
    let programs: Vec<_> = fs::read_dir(support::source("c_tests"))
        .map(|entries| entries.flatten().map(|it| it.file_name()).collect())
        .unwrap_or_default();
    let table = README
        .lines()
        .skip_while(|line| !line.starts_with("| trap |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for cell in table.filter_map(|row| row.trim_end_matches(" |").rsplit(" | ").next()) {
        for name in cell.split(", ").map(|name| name.trim_matches('`')) {
            let is_there = |file: &OsString| file.to_string_lossy().starts_with(name);
            assert!(programs.iter().any(is_there), "no test begins with {name}");
            count += 1;
        }
    }
    assert!(count > 10, "only {count} tests are named");
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
    prints_what_the_readme_says(Language::C, 2, |scratch, compiler| {
        scratch.library_directory();
        compiler.arg("-ldl");
    });
}
