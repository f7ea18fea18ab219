//! The system calls that the description lists for each function: `system_calls.c` calls it with
//! all others forbidden.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use std::fmt::Write;
use support::each_function::Program;

fn main() {
    let program = Program {
        name: "system_calls",
        header: ("allowed.h", allowed()),
    };
    program.run_for(support::api::functions());
}

/// The lists as C arrays. Not every platform has each call.
fn allowed() -> String {
    let mut text = "struct allowed { const char *function; int calls[100]; };\n\
                    static const struct allowed allowed[] = {\n"
        .to_owned();
    for function in support::api::functions() {
        writeln!(text, "{{\"{}\", {{", function.name).expect("a string takes it");
        for call in function.calls {
            writeln!(text, "#ifdef SYS_{call}\nSYS_{call},\n#endif").expect("a string takes it");
        }
        text += "-1}},\n";
    }
    text + "};\n"
}
