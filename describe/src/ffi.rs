//! `include/oxsock-ffi.h`: the header for foreign-function interfaces that parse C without a
//! preprocessor. Each declaration is on one line.

use crate::api::Api;
use crate::ctype::{declare, spelled};
use crate::system::{self, System};

const OPENING: &str = "\
/* oxsock for foreign-function interfaces that parse C declarations and have no preprocessor:
 * cffi, LuaJIT, Ruby, PHP, ... Generated. What it declares is what oxsock.h says, and what
 * that takes from the system's headers, for this platform alone. Each declaration is on a line of
 * its own, so that a program that has declared some of the system's already can leave those out.
 * C and C++ programs include oxsock.h. */
";

/// The header for a platform.
pub fn header(api: &Api, system: &System) -> String {
    let mut text = OPENING.to_owned();
    for structure in &system.structures {
        text += &system_structure(system, structure);
    }
    for structure in api.structures() {
        let fields = structure.fields.iter();
        let fields = fields.map(|it| format!("{};", declare(&spelled(&it.ctype), &it.name)));
        let fields: Vec<_> = fields.collect();
        text += &format!("struct {} {{ {} }};\n", structure.name, fields.join(" "));
    }
    for constant in &system.constants {
        text += &number(constant.name, constant.value.here);
    }
    for error in &system.errors {
        text += &number(error.name, error.value.here);
    }
    for constant in api.constants() {
        text += &number(&constant.name, constant.value);
    }
    for function in api.functions() {
        let parameters = function.parameters.iter();
        let parameters = parameters.map(|it| declare(&spelled(&it.ctype), &it.name));
        let parameters: Vec<_> = parameters.collect();
        let parameters = match parameters.is_empty() {
            true => "void".to_owned(),
            false => parameters.join(", "),
        };
        text += &declare(
            &spelled(&function.returns),
            &format!("{}({parameters});\n", function.name),
        );
    }
    text
}

/// A constant: an enumerator if it fits into an int, and otherwise a typed constant.
fn number(name: &str, value: i64) -> String {
    match i32::try_from(value) {
        Ok(value) => format!("enum {{ {name} = {value} }};\n"),
        Err(_) => match u32::try_from(value) {
            Ok(value) => format!("static const unsigned int {name} = {value};\n"),
            Err(_) => format!("static const int64_t {name} = {value};\n"),
        },
    }
}

/// A structure of the system's. Fields that are left out are replaced by filler where C would
/// otherwise place the next field at another offset, and at the end.
fn system_structure(system: &System, structure: &system::Structure) -> String {
    let mut fields = String::new();
    let mut end = 0;
    for field in &structure.fields {
        let ctype = &field.ctype.here;
        let offset = field.offset.here;
        if next_multiple(end, align(system, ctype)) != offset {
            fields += &format!("char filler{end}[{}]; ", offset - end);
        }
        fields += &format!("{}; ", declare(ctype, field.name));
        end = offset + size(system, ctype);
    }
    let (filler, unit) = match structure.align.here {
        8 => ("uint64_t", 8),
        4 => ("uint32_t", 4),
        _ => ("char", 1),
    };
    // Less than a whole unit is padding, which C adds by itself.
    let missing = structure.size.here / unit - (end + unit - 1) / unit;
    if missing > 0 {
        fields += &format!("{filler} filler[{missing}]; ");
    }
    format!("struct {} {{ {fields}}};\n", structure.name)
}

fn next_multiple(place: i64, align: i64) -> i64 {
    (place + align - 1) / align * align
}

/// The element type of an array, and the number of elements.
fn elements(ctype: &str) -> (&str, i64) {
    let (element, count) = ctype.split_once('[').unwrap_or((ctype, "1"));
    (element, count.trim_end_matches(']').parse().unwrap_or(1))
}

/// The system's structure that a type names.
fn structure_of<'a>(system: &'a System, ctype: &str) -> Option<&'a system::Structure> {
    let name = ctype.strip_prefix("struct ")?;
    system.structures.iter().find(|it| it.name == name)
}

/// The size of a field of the system's structures.
fn size(system: &System, ctype: &str) -> i64 {
    let (element, count) = elements(ctype);
    let one = match element {
        "char" | "uint8_t" => 1,
        "short" | "unsigned short" | "uint16_t" => 2,
        "int" | "unsigned int" | "uint32_t" => 4,
        _ => structure_of(system, element).map_or(system.size_of_pointer(), |it| it.size.here),
    };
    one * count
}

fn align(system: &System, ctype: &str) -> i64 {
    let (element, _) = elements(ctype);
    structure_of(system, element).map_or_else(|| size(system, element), |it| it.align.here)
}
