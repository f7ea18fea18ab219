//! C's spelling of Rust types, always in the same form: `const struct sockaddr *`, `uint64_t[18]`.

use crate::system;
use syn::Type;

/// The types whose name in C is another, or has a tag.
const NAMES: [(&str, &str); 26] = [
    ("c_void", "void"),
    ("c_char", "char"),
    ("c_uchar", "unsigned char"),
    ("c_short", "short"),
    ("c_ushort", "unsigned short"),
    ("c_int", "int"),
    ("c_uint", "unsigned int"),
    ("c_long", "long"),
    ("c_ulong", "unsigned long"),
    ("f64", "double"),
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

/// A type as C spells it; None if a C function cannot have it.
pub fn of(ty: &Type) -> Option<String> {
    match ty {
        Type::Ptr(pointer) => {
            let target = of(&pointer.elem)?;
            let star = if target.ends_with('*') { "*" } else { " *" };
            Some(match pointer.const_token {
                Some(_) if target.ends_with('*') => format!("{target}const *"),
                Some(_) => format!("const {target}{star}"),
                None => format!("{target}{star}"),
            })
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
            if name.starts_with("ox_") || is_system_structure(&name) {
                return Some(format!("struct {name}"));
            }
            let (_, c) = NAMES.iter().find(|(rust, _)| *rust == name)?;
            Some((*c).to_owned())
        }
        _ => None,
    }
}

fn is_system_structure(name: &str) -> bool {
    system::structures()
        .iter()
        .any(|structure| structure.name == name)
}

/// The declaration of a name with this type: `int fds[2]`, `const char *text`.
pub fn declare(ctype: &str, name: &str) -> String {
    match ctype.split_once('[') {
        Some((element, length)) => format!("{element} {name}[{length}"),
        None if ctype.ends_with('*') => format!("{ctype}{name}"),
        None => format!("{ctype} {name}"),
    }
}

/// A type spelled for a parser that does not read the system's headers.
pub fn spelled(ctype: &str) -> String {
    ctype
        .replace("socklen_t", "unsigned int")
        .replace("nfds_t", "unsigned long")
        .replace("pid_t", "int")
        .replace("uid_t", "unsigned int")
        .replace("gid_t", "unsigned int")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_as_c_has_them() {
        for (rust, c) in [
            ("*const c_void", Some("const void *")),
            ("*mut *mut c_char", Some("char **")),
            ("*const *const c_char", Some("const char *const *")),
            ("*mut *const c_char", Some("const char **")),
            ("*const libc::sockaddr", Some("const struct sockaddr *")),
            ("*mut ox_address", Some("struct ox_address *")),
            ("[u64; 18]", Some("uint64_t[18]")),
            ("Vec<u8>", None),
        ] {
            let parsed = syn::parse_str(rust).ok();
            assert_eq!(parsed.and_then(|ty| of(&ty)).as_deref(), c, "{rust}");
        }
    }

    #[test]
    fn declarations_have_the_name_where_c_has_it() {
        assert_eq!(declare("uint64_t[18]", "opaque"), "uint64_t opaque[18]");
        assert_eq!(declare("const char *", "text"), "const char *text");
        assert_eq!(declare("int", "s"), "int s");
    }
}
