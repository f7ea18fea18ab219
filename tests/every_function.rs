//! Promises of every function, tested on all functions that the header declares: a C program is
//! generated from the description of the API, compiled and run. It covers functions that are added
//! later.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod support;

use std::fmt::Write;
use std::process::Command;
use support::api::{functions, Parameter};
use support::{Ended, Language, Scratch};

#[test]
fn every_function_of_a_handle_has_it_first_and_calls_it_s() {
    let functions = functions();
    for function in &functions {
        for (i, parameter) in function.parameters.iter().enumerate() {
            let is_first_s = i == 0 && parameter.name == "s";
            assert_eq!(is_first_s, parameter.kind == "handle", "{}", function.name);
        }
    }
    assert!(functions.len() > 70, "found only {}", functions.len());
}

#[test]
fn dead_handle_is_ebadf_whatever_else_is_wrong() {
    let mut calls = String::from(DEAD_HANDLES);
    for function in functions().iter().filter(|f| f.takes_handle()) {
        for arguments in combinations(&function.parameters[1..]) {
            let arguments = [vec!["dead[i]".to_owned()], arguments].concat().join(", ");
            let call = format!("{}({arguments})", function.name);
            writeln!(calls, "\t\tRETURNS(-EBADF, {call});").unwrap();
        }
    }
    calls.push_str("\t}\n");
    run("dead.c", &calls);
}

/// Numbers that are no handle, or no longer. Each call is made with each of them.
const DEAD_HANDLES: &str = r#"
	int open = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	int dead[] = {
		CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)), /* closed below */
		CHECK_OK(ox_fd(open)), INT_MAX - 1, OX_HANDLE_MIN - 1, 0, -1, INT_MIN,
	};

	CHECK_OK(ox_close(dead[0]));
	for (i = 0; i < (int)(sizeof dead / sizeof dead[0]) && failures == 0; i++) {
		fprintf(stderr, "the handle is %d\n", dead[i]);
"#;

/// Whatever the result, the process does not crash and no call waits.
#[test]
fn no_function_crashes_for_null_or_for_a_number_out_of_range() {
    let mut calls = String::new();
    for function in &functions() {
        let has_handle = usize::from(function.takes_handle());
        for arguments in combinations(&function.parameters[has_handle..]) {
            let handle = vec!["live()".to_owned(); has_handle];
            let arguments = [handle, arguments].concat().join(", ");
            writeln!(calls, "\tRETURNS_AT_ALL({}({arguments}));", function.name).unwrap();
        }
    }
    run("live.c", &calls);
}

/// All arguments valid, each of them invalid in each way, and all of them invalid in the first way.
fn combinations(parameters: &[Parameter]) -> Vec<Vec<String>> {
    let well: Vec<String> = parameters.iter().map(good).collect();
    let mut all = vec![well.clone()];
    for (i, parameter) in parameters.iter().enumerate() {
        for value in bad(parameter) {
            let mut arguments = well.clone();
            arguments[i] = value;
            all.push(arguments);
        }
    }
    let worst = |parameter: &Parameter| bad(parameter).swap_remove(0);
    all.push(parameters.iter().map(worst).collect());
    all
}

/// A value that is valid in some call.
fn good(parameter: &Parameter) -> String {
    let value = match (parameter.kind.as_str(), parameter.name.as_str()) {
        ("text", name) if parameter.direction.as_deref() == Some("in") => match name {
            "name" => "\"tcp.nodelay\"",
            "group" => "\"239.1.2.3\"",
            "iface" | "source" => "NULL",
            "rule" => "\"bind error=EIO nth=1000000\"",
            "path" => "\"run/x\"",
            _ => "\"tcp://127.0.0.1:0\"",
        },
        _ if parameter.is_pointer() => "(void *)memory",
        ("flags", _) => "MSG_DONTWAIT",
        ("length", "len" | "size" | "tolen") => "16",
        ("length", _) => "1", // of elements larger than a byte
        _ => "0",
    };
    value.to_owned()
}

/// Values that no call accepts, or hardly any.
fn bad(parameter: &Parameter) -> Vec<String> {
    let values: &[&str] = match parameter.ctype.as_str() {
        "const char *" => &["\"\\377?\"", "NULL", "\"\"", "too_long"],
        "int" if parameter.kind == "flags" => &["-1", "INT_MIN", "0x40000000 | MSG_DONTWAIT"],
        "int" if parameter.kind == "milliseconds" => &["0"], // others would wait
        "int" => &["-2", "INT_MIN", "INT_MAX"],
        "unsigned int" => &["UINT_MAX", "0"],
        "size_t" => &["SIZE_MAX", "0"],
        "nfds_t" => &["(nfds_t)-1", "0"],
        "socklen_t" => &["(socklen_t)-1", "0"],
        "int64_t" => &["-2", "INT64_MIN"],
        "uint64_t" => &["UINT64_MAX", "0"],
        "uint16_t" => &["UINT16_MAX"],
        pointer if pointer.ends_with('*') => &["NULL"],
        other => panic!("a type that this test does not know: {other}"),
    };
    values.iter().map(|&value| value.to_owned()).collect()
}

/// Compile a program with these calls, and run it.
fn run(name: &str, calls: &str) {
    let scratch = Scratch::new();
    let libraries = scratch.library_directory();
    let source = scratch.write(
        name,
        &format!("{PRELUDE}{calls}\treturn failures > 0;\n}}\n"),
    );
    let program = scratch.join("program");
    let mut compiler = support::compiler(Language::C);
    compiler
        .args(["-std=gnu11", "-Wall", "-Werror", "-pthread"])
        .args(["-Wno-format-zero-length", "-Wno-nonnull"])
        .arg("-I")
        .arg(support::source("c_tests"))
        .arg("-o")
        .arg(&program)
        .arg(source)
        .arg("-L")
        .arg(&libraries)
        .arg("-loxsock");
    support::succeed(&mut compiler).unwrap_or_else(|error| panic!("{error}"));
    let mut program = Command::new(program);
    program.env("LD_LIBRARY_PATH", &libraries);
    program.current_dir(scratch.join(""));
    match support::run(&mut program, support::TIME_LIMIT) {
        Ok(Ended::Well) => {}
        Ok(Ended::Skipped(reason)) => panic!("skipped: {reason}"),
        Err(error) => panic!("{error}"),
    }
}

/// Declares the arguments that the calls use.
const PRELUDE: &str = r#"
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>

static long long memory[16384];
static char too_long[5000];
static int failures;

#define RETURNS(expected, call) check_return(#call, expected, call)

static MAYBE_UNUSED void check_return(const char *call, int expected, int result)
{
	if (result == expected)
		return;
	const char *name = ox_errname(result);
	fprintf(stderr, "%s is %d (%s)\n", call, result, name ? name : "no error");
	failures++;
}

#define RETURNS_AT_ALL(call) (prepare(#call), (void)(call))

static int last[2];

static const char *current; /* the call that is made */

static void failed_in_call(int signal)
{
	char text[512];
	int length = snprintf(text, sizeof text, "%s: signal %d\n", current, signal);

	_exit(write(STDERR_FILENO, text, (size_t)length) > 0);
}

/* Fresh memory, and no socket left of the call before. */
static MAYBE_UNUSED void prepare(const char *call)
{
	int i;

	current = call;
	for (i = 0; i < 2; i++)
		if (last[i] > 0)
			ox_close(last[i]);
	memset(last, 0, sizeof last);
	memset(memory, 0, sizeof memory);
	alarm(5);
}

/* A new socket that never waits. */
static MAYBE_UNUSED int live(void)
{
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, last));
	return last[0];
}

int main(void)
{
	int i;
	int signals[] = {SIGALRM, SIGABRT, SIGBUS, SIGILL, SIGSEGV};

	for (i = 0; i < 5; i++)
		signal(signals[i], failed_in_call);
	memset(too_long, 'x', sizeof too_long - 1);
"#;
