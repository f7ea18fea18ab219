//! How C lays out a structure whose field types have the same size on every platform.

#[derive(Debug, PartialEq)]
pub struct Layout {
    pub offsets: Vec<u64>,
    pub size: u64,
    pub align: u64,
}

/// The layout of fields of these types. It must be the same on all platforms, except that the
/// structure is aligned to 4 bytes instead of 8 where an int64_t is. `find` returns the size and
/// alignment of structures.
pub fn lay_out(
    types: &[&str],
    find: impl Fn(&str) -> Option<(u64, u64)>,
) -> Result<Layout, String> {
    let usual = lay_out_aligned(types, &find, 8)?;
    let other = lay_out_aligned(types, &find, 4)?;
    match usual.offsets == other.offsets && usual.size == other.size {
        true => Ok(usual),
        false => Err("its layout differs where an int64_t is aligned to 4 bytes".to_owned()),
    }
}

/// The same where nothing is aligned to more than `most`.
fn lay_out_aligned(
    types: &[&str],
    find: impl Fn(&str) -> Option<(u64, u64)>,
    most: u64,
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
        let align = align.min(most);
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
        "int64_t" | "uint64_t" | "double" => 8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_c_puts_them() {
        let pair = |name: &str| (name == "pair").then_some((12, 4));
        let types = [
            "uint8_t",
            "uint16_t",
            "uint32_t",
            "uint64_t",
            "struct pair",
            "char[3]",
        ];
        let layout = lay_out(&types, pair).map(|it| (it.offsets, it.size, it.align));
        assert_eq!(layout, Ok((vec![0, 2, 4, 8, 16, 28], 32, 8)));
    }

    #[test]
    fn what_lies_elsewhere_on_32_bits_is_refused() {
        for types in [["int32_t", "int64_t"], ["int64_t", "int32_t"]] {
            assert!(lay_out(&types, |_| None).is_err(), "{types:?}");
        }
    }

    #[test]
    fn what_differs_between_platforms_is_refused() {
        for ctype in ["long", "void *", "size_t", "struct other"] {
            assert!(lay_out(&[ctype], |_| None).is_err(), "{ctype}");
        }
    }
}
