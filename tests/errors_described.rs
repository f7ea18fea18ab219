//! The errors that the description lists for each function: `errors_described.c` calls each with
//! all kinds of arguments, and no other error may be returned. Nor may a call succeed with a null
//! pointer where the description does not allow one.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use support::api::{Function, Parameter};
use support::each_function::Program;

fn main() {
    let functions = functions();
    let program = Program {
        name: "errors_described",
        header: ("tries.h", header(&functions)),
    };
    program.run_for(functions);
}

/// The functions whose negative results are errors.
fn functions() -> Vec<Function> {
    let all = support::api::functions().into_iter();
    all.filter(|function| function.returns.ctype == "int" && function.returns.kind != "error")
        .collect()
}

/// A function that tries each function, and a list of them.
fn header(functions: &[Function]) -> String {
    let mut text: String = functions.iter().map(tries).collect();
    text += "static const struct { const char *function; void (*all)(void); } tries[] = {\n";
    for function in functions {
        text += &format!("{{\"{0}\", try_{0}}},\n", function.name);
    }
    text + "};\n"
}

/// A C function that calls this one with all combinations of arguments.
fn tries(function: &Function) -> String {
    let mut text = format!("static void try_{}(void)\n{{\n", function.name);
    text += "    static const int errors[] = {";
    for error in &function.errors {
        // The codes of name resolution are negative in the header.
        let sign = if error.starts_with("OX_") { "-" } else { "" };
        text += &format!("{sign}{error}, ");
    }
    text += "0};\n";
    let mut arguments = Vec::new();
    for (i, parameter) in function.parameters.iter().enumerate() {
        let values = values(parameter);
        text += &format!("    for (size_t i{i} = 0; i{i} < COUNT({values}); i{i}++)\n");
        arguments.push(format!("({}){values}[i{i}]", parameter.ctype));
    }
    text += &format!(
        "    {{\n        reset();\n        check({}({}), errors, {});\n    }}\n}}\n",
        function.name,
        arguments.join(", "),
        is_wrongly_null(function)
    );
    text
}

/// A C expression: whether a pointer is null that must not be.
fn is_wrongly_null(function: &Function) -> String {
    let mut nulls = vec!["0".to_owned()];
    for (i, parameter) in function.parameters.iter().enumerate() {
        if !parameter.is_pointer() || parameter.null.as_deref() == Some("optional") {
            continue;
        }
        let mut null = format!("{}[i{i}] == NULL", values(parameter));
        if parameter.null.is_some() {
            let named = |it: &Parameter| Some(&it.name) == parameter.length.as_ref();
            let length = function
                .parameters
                .iter()
                .position(named)
                .expect("its length");
            let length_values = values(&function.parameters[length]);
            if length_values == "rooms" {
                continue; // the length is an output: null is allowed where it is 0
            }
            null += &format!(" && {length_values}[i{length}] != 0");
        }
        nulls.push(format!("({null})"));
    }
    nulls.join(" || ")
}

/// The array of values to try for a parameter.
fn values(parameter: &Parameter) -> &'static str {
    match (parameter.kind.as_str(), parameter.is_pointer()) {
        ("text", true) if parameter.direction.as_deref() == Some("in") => "texts",
        ("length" | "number" | "deadline", true) => "rooms",
        (_, true) => "pointers",
        ("handle", _) => "handles",
        ("descriptor", _) => "descriptors",
        ("flags", _) => "flags",
        ("code", _) => "codes",
        ("length", _) => "lengths",
        ("deadline", _) => "deadlines",
        ("milliseconds", _) => "milliseconds",
        _ => "numbers",
    }
}
