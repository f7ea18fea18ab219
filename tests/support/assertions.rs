//! C programs that consist of assertions, which a compiler for the described platform checks.

use serde_json::Value;
use std::fmt::Write;

/// C's headers with what the description has of the system.
const SYSTEM_HEADERS: &str = "
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
";

/// Assert that C's headers and oxsock's agree with a description: values, layouts, types,
/// prototypes.
pub fn headers_say_the_same(description: &Value) -> String {
    let mut text = format!("{SYSTEM_HEADERS}#include <oxsock.h>\n");
    let system = &description["system"];
    for group in [&system["constants"], &system["errors"]] {
        for (name, value) in group.as_object().unwrap() {
            // Constants that this system's headers do not have are left out.
            writeln!(text, "#ifdef {name}").unwrap();
            value_is(&mut text, name, value);
            text += "#endif\n";
        }
    }
    for constant in description["constants"].as_array().unwrap() {
        let name = constant["name"].as_str().unwrap();
        value_is(&mut text, name, &constant["value"]);
    }
    for list in [&system["structures"], &description["structures"]] {
        for structure in list.as_array().unwrap() {
            layout_is(&mut text, structure);
            let (name, align) = (structure["name"].as_str().unwrap(), &structure["align"]);
            let align = format!("_Alignof(struct {name}) == {align}");
            writeln!(text, "_Static_assert({align}, \"{name}\");").unwrap();
        }
    }
    for function in super::api::functions_of(description) {
        // A second declaration with another type would be an error.
        let parameters = function.parameters.iter();
        let parameters: Vec<_> = parameters.map(|it| it.ctype.as_str()).collect();
        let parameters = match parameters.is_empty() {
            true => "void".to_owned(),
            false => parameters.join(", "),
        };
        let returns = &function.returns.ctype;
        writeln!(text, "{returns} {}({parameters});", function.name).unwrap();
    }
    text
}

/// Assert that the header without a preprocessor, here without its comment, agrees with a
/// description.
pub fn ffi_header_says_the_same(code: &str, description: &Value) -> String {
    let mut text = format!("#include <stddef.h>\n#include <stdint.h>\n{code}");
    let system = &description["system"];
    for list in [&system["structures"], &description["structures"]] {
        for structure in list.as_array().unwrap() {
            layout_is(&mut text, structure);
        }
    }
    for group in [&system["constants"], &system["errors"]] {
        for (name, value) in group.as_object().unwrap() {
            let value_here = value.as_i64();
            if value_here.is_some_and(|value| i32::try_from(value).is_ok()) {
                value_is(&mut text, name, value);
            }
        }
    }
    text
}

fn value_is(text: &mut String, name: &str, value: &Value) {
    writeln!(text, "_Static_assert({name} == {value}, \"{name}\");").unwrap();
}

fn layout_is(text: &mut String, structure: &Value) {
    let name = format!("struct {}", structure["name"].as_str().unwrap());
    let size = &structure["size"];
    writeln!(
        text,
        "_Static_assert(sizeof({name}) == {size}, \"{name}\");"
    )
    .unwrap();
    for field in structure["fields"].as_array().unwrap() {
        let (field, offset, ctype) = (&field["name"], &field["offset"], &field["type"]);
        let (field, ctype) = (field.as_str().unwrap(), ctype.as_str().unwrap());
        writeln!(
            text,
            "_Static_assert(offsetof({name}, {field}) == {offset}, \"{name} {field}\");\n\
             _Static_assert(sizeof(((({name} *)0)->{field})) == sizeof({ctype}), \"{field}\");\n\
             _Static_assert(__builtin_types_compatible_p(__typeof__((({name} *)0)->{field}), \
             {ctype}), \"{name} {field}\");"
        )
        .unwrap();
    }
}
