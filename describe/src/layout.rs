//! Where C puts the fields of a structure whose types have the same size everywhere.

pub struct Layout {
    pub offsets: Vec<u64>,
    pub size: u64,
    pub align: u64,
}

/// The layout of fields of these types. `find` knows the size and alignment of structures.
pub fn lay_out(
    types: &[&str],
    find: impl Fn(&str) -> Option<(u64, u64)>,
) -> Result<Layout, String> {
    let mut layout = Layout {
        offsets: Vec::new(),
        size: 0,
        align: 1,
    };
    for ctype in types {
        let (element, count) = match ctype.split_once('[') {
            Some((element, count)) => (element, count.trim_end_matches(']').parse()),
            None => (*ctype, Ok(1)),
        };
        let count: u64 = count.map_err(|_| format!("{ctype} has no plain length"))?;
        let found = match element.strip_prefix("struct ") {
            Some(name) => find(name),
            None => fixed(element).map(|size| (size, size)),
        };
        let (size, align) = found.ok_or(format!("{element} has no fixed size"))?;
        let offset = layout.size.next_multiple_of(align);
        layout.offsets.push(offset);
        layout.size = offset + size * count;
        layout.align = layout.align.max(align);
    }
    layout.size = layout.size.next_multiple_of(layout.align);
    Ok(layout)
}

fn fixed(ctype: &str) -> Option<u64> {
    Some(match ctype {
        "char" | "int8_t" | "uint8_t" => 1,
        "int16_t" | "uint16_t" => 2,
        "int" | "int32_t" | "uint32_t" | "unsigned int" => 4,
        "int64_t" | "uint64_t" => 8,
        _ => return None,
    })
}
