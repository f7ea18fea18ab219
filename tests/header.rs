//! The header: that the checked-in copy is the generated one, that every standard of C and C++
//! accepts it without a warning, and that it declares what the libraries define.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

#[path = "header/generate.rs"]
mod generate;
mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};
use support::{Language, Scratch};

fn header() -> String {
    fs::read_to_string(support::source("include/oxsock.h")).expect("include/oxsock.h")
}

#[test]
fn checked_in_header_is_the_generated_one() {
    let generated = generate::header().expect("the generated header");
    if env::var_os("OXSOCK_BLESS").is_some() {
        fs::write(support::source("include/oxsock.h"), &generated).expect("include/oxsock.h");
    }
    let checked_in = header();
    let differing = checked_in
        .lines()
        .zip(generated.lines())
        .enumerate()
        .find(|(_, (old, new))| old != new);
    let place = match differing {
        Some((i, (old, new))) => format!("line {}:\n- {old}\n+ {new}", i + 1),
        None => "the end".to_owned(),
    };
    assert!(
        checked_in == generated,
        "include/oxsock.h differs from what src/capi says, first at {place}\n\
         Refresh it with: OXSOCK_BLESS=1 cargo test --test header"
    );
}

/// Compile one file that includes only the header, and one that includes it twice.
fn compiles_as(language: Language, standard: &str) {
    if !support::has_compiler(language) {
        println!("skipped: no C++ compiler here");
        return;
    }
    let scratch = Scratch::new();
    let include = "#include <oxsock.h>\n";
    for (name, includes) in [("alone", include.to_owned()), ("twice", include.repeat(2))] {
        let text = format!("{includes}int main(void) {{ return ox_now() < 0; }}\n");
        let file = scratch.write(name, &text);
        let compiled = support::succeed(
            support::compiler(language)
                .arg(format!("-std={standard}"))
                .args(support::WARNINGS)
                .args(["-fsyntax-only", "-x", language.name()])
                .arg(file),
        );
        assert!(compiled.is_ok(), "included {name}: {compiled:?}");
    }
}

#[test]
fn compiles_as_c99() {
    compiles_as(Language::C, "c99");
}

#[test]
fn compiles_as_c11() {
    compiles_as(Language::C, "c11");
}

#[test]
fn compiles_as_c17() {
    compiles_as(Language::C, "c17");
}

#[test]
fn compiles_as_cpp11() {
    compiles_as(Language::Cpp, "c++11");
}

#[test]
fn compiles_as_cpp17() {
    compiles_as(Language::Cpp, "c++17");
}

#[test]
fn compiles_as_cpp20() {
    compiles_as(Language::Cpp, "c++20");
}

#[test]
fn declares_exactly_what_the_libraries_define() {
    let declared = support::api::declared();
    assert!(declared.contains("ox_socket"), "found only {declared:?}");
    assert_eq!(
        declared,
        defined(&["--extern-only"], support::static_library())
    );

    // The symbols of the shared object have a version, which is a symbol itself.
    let versioned = |name| format!("{name}@@OXSOCK_0.1");
    let mut versioned: BTreeSet<String> = declared.into_iter().map(versioned).collect();
    versioned.insert("OXSOCK_0.1".to_owned());
    assert_eq!(versioned, defined(&["--dynamic"], support::shared_object()));
}

/// The names of symbols of this kind that a library defines.
fn defined(kind: &[&str], library: PathBuf) -> BTreeSet<String> {
    let symbols = support::succeed(
        Command::new("nm")
            .args(kind)
            .args(["--defined-only", "--format=posix"])
            .arg(library),
    )
    .expect("nm can read the library");
    symbols
        .lines()
        .filter(|line| !line.ends_with(':')) // the line with the name of an archive's member
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_function_says_what_it_returns() {
    for function in support::api::functions() {
        assert!(
            function.doc.contains("Returns "),
            "the comment of {} says nothing about what it returns: {:?}",
            function.name,
            function.doc
        );
    }
}

#[test]
fn speaks_to_c_programmers() {
    let header = header();
    for word in ["Rust", "unsafe", "panic", "trait", "`", "c_int", " null"] {
        assert!(!header.contains(word), "{word:?} is in the header");
    }
    for (at, _) in header.match_indices("::") {
        let before = header[..at].chars().next_back();
        let after = header[at + 2..].chars().next();
        let is_path = [before, after]
            .into_iter()
            .flatten()
            .all(|c| c.is_ascii_alphabetic() || c == '_');
        // The colons of an IPv6 address stand next to digits or brackets.
        assert!(!is_path, "a path of modules is in the header, at byte {at}");
    }
}

#[test]
fn no_line_is_too_long() {
    for (i, line) in header().lines().enumerate() {
        assert!(line.len() <= 100, "line {}: {line}", i + 1);
    }
}

#[test]
fn contents_are_all_functions_in_their_order() {
    let header = header();
    let contents = header
        .split_once(" * Contents:")
        .and_then(|(_, rest)| rest.split_once(" * Most programs"))
        .map(|(contents, _)| contents)
        .expect("the table of contents");
    let listed = contents
        .split_whitespace()
        .filter(|word| word.starts_with("ox_"));
    let declared: Vec<_> = support::api::functions()
        .into_iter()
        .map(|f| f.name)
        .collect();
    assert_eq!(listed.collect::<Vec<_>>(), declared);
}

/// The lines of code under each "Example" of the header, section by section.
fn examples() -> Vec<String> {
    let header = header();
    let mut examples: Vec<String> = Vec::new();
    let mut is_in = false;
    for line in header.lines() {
        if line.starts_with(" * Example") {
            examples.push(String::new());
            is_in = true;
        } else if let (true, Some(example)) = (is_in, examples.last_mut()) {
            match line.strip_prefix(" *     ") {
                Some(code) => *example += &format!("{code}\n"),
                None => is_in = example.is_empty(), // the empty line before it
            }
        }
    }
    examples
}

/// Declarations that the examples rely on.
const SURROUNDINGS: &str = "
    #ifndef _GNU_SOURCE
    #define _GNU_SOURCE
    #endif
    #include <errno.h>
    #include <fcntl.h>
    #include <netinet/in.h>
    #include <oxsock.h>
    #include <stdio.h>
    #include <string.h>
    #include <sys/epoll.h>
    #include <sys/uio.h>
    #include <unistd.h>
    extern int s, other, fd, epoll;
    extern char buf[512], header[16], body[16];
    extern void run_the_test(void);
";

#[test]
fn each_section_has_an_example() {
    let header = header();
    let sections = header.split("/* ---------------").skip(1);
    let mut count = 0;
    for section in sections {
        let (banner, _) = section.split_once("*/").expect("a banner ends");
        let title = banner.lines().nth(1).unwrap_or_default();
        assert!(banner.contains("\n * Example"), "no example: {title}");
        count += 1;
    }
    assert_eq!(count, oxsock_describe::SECTIONS.len());
}

#[test]
fn examples_compile() {
    let scratch = Scratch::new();
    let examples = examples();
    assert!(examples.len() >= oxsock_describe::SECTIONS.len());
    let mut text = SURROUNDINGS.to_owned();
    for (i, example) in examples.iter().enumerate() {
        text += &format!("void example_{i}(void);\nvoid example_{i}(void)\n{{\n{example}}}\n");
    }
    let file = scratch.write("examples.c", &text);
    for (language, standard) in [
        (Language::C, ["-std=c99", "-xc"]),
        (Language::Cpp, ["-std=c++11", "-xc++"]),
    ] {
        let compiled = support::succeed(
            support::compiler(language)
                .args(standard)
                .args(support::WARNINGS)
                .arg("-fsyntax-only")
                .arg(&file),
        );
        assert!(compiled.is_ok(), "{compiled:?}");
    }
}

#[test]
fn version_is_that_of_the_package() {
    let header = header();
    for (part, value) in [
        ("MAJOR", env!("CARGO_PKG_VERSION_MAJOR")),
        ("MINOR", env!("CARGO_PKG_VERSION_MINOR")),
        ("PATCH", env!("CARGO_PKG_VERSION_PATCH")),
    ] {
        let line = format!("#define OX_VERSION_{part} {value}\n");
        assert!(header.contains(&line), "the header has no {line}");
    }
}
