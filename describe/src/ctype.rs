//! Types of Rust as C has them, in one form: `const struct sockaddr *`, `uint64_t[18]`.

use syn::Type;

/// The types that have another name in C, or a tag.
const NAMES: [(&str, &str); 22] = [
    ("c_void", "void"),
    ("c_char", "char"),
    ("c_short", "short"),
    ("c_int", "int"),
    ("c_uint", "unsigned int"),
    ("c_long", "long"),
    ("i8", "int8_t"),
    ("u8", "uint8_t"),
    ("i16", "int16_t"),
    ("u16", "uint16_t"),
    ("i32", "int32_t"),
    ("u32", "uint32_t"),
    ("i64", "int64_t"),
    ("u64", "uint64_t"),
    ("usize", "size_t"),
    ("size_t", "size_t"),
    ("ssize_t", "ssize_t"),
    ("socklen_t", "socklen_t"),
    ("nfds_t", "nfds_t"),
    ("pid_t", "pid_t"),
    ("uid_t", "uid_t"),
    ("gid_t", "gid_t"),
];

/// Structures of the system.
const TAGS: [&str; 6] = [
    "iovec", "mmsghdr", "msghdr", "pollfd", "sockaddr", "timespec",
];

/// A type as C has it; none if it has no business in a C function.
pub fn of(ty: &Type) -> Option<String> {
    match ty {
        Type::Ptr(pointer) => {
            let target = of(&pointer.elem)?;
            let star = if target.ends_with('*') { "*" } else { " *" };
            // `*const *const T` does not occur; the const of one level stands before it.
            let constant = if pointer.const_token.is_some() {
                "const "
            } else {
                ""
            };
            Some(format!("{constant}{target}{star}"))
        }
        Type::Array(array) => {
            let syn::Expr::Lit(length) = &array.len else {
                return None;
            };
            let syn::Lit::Int(length) = &length.lit else {
                return None;
            };
            Some(format!("{}[{}]", of(&array.elem)?, length.base10_digits()))
        }
        Type::Path(path) => {
            let name = path.path.segments.last()?.ident.to_string();
            if name.starts_with("ox_") || TAGS.contains(&name.as_str()) {
                return Some(format!("struct {name}"));
            }
            let (_, c) = NAMES.iter().find(|(rust, _)| *rust == name)?;
            Some((*c).to_owned())
        }
        _ => None,
    }
}

/// A declaration of a name: `int fds[2]`, `const char *text`.
pub fn declare(ctype: &str, name: &str) -> String {
    match ctype.split_once('[') {
        Some((element, length)) => format!("{element} {name}[{length}"),
        None if ctype.ends_with('*') => format!("{ctype}{name}"),
        None => format!("{ctype} {name}"),
    }
}

/// A type in words that a parser knows without the system's headers.
pub fn spelled(ctype: &str) -> String {
    ctype
        .replace("socklen_t", "unsigned int")
        .replace("nfds_t", "unsigned long")
        .replace("pid_t", "int")
        .replace("uid_t", "unsigned int")
        .replace("gid_t", "unsigned int")
}
