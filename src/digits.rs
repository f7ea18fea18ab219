//! Numbers in texts: decimal digits only. Rust's own parser accepts a sign too.
#![forbid(unsafe_code)]

/// The number that a text consists of: one or more digits and nothing else, at most `most`.
pub fn number(text: &[u8], most: u64) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(10).map(u64::from);
    let number = text.iter().try_fold(0u64, |number, &byte| {
        number.checked_mul(10)?.checked_add(digit(byte)?)
    });
    number.filter(|&number| number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_number() {
        for (text, value) in [("0", 0), ("65535", 65535), ("007", 7)] {
            assert_eq!(number(text.as_bytes(), 65535), Some(value));
        }
        let most = u64::MAX.to_string();
        assert_eq!(number(most.as_bytes(), u64::MAX), Some(u64::MAX));
    }

    #[test]
    fn nothing_else_is() {
        for text in [
            "",
            "+1",
            "-0",
            "-1",
            " 1",
            "1 ",
            "0x1",
            "1e1",
            "1_0",
            "1.",
            "١",
            "65536",
            "18446744073709551616",
            "184467440737095516160",
        ] {
            assert_eq!(number(text.as_bytes(), 65535), None, "{text}");
        }
    }
}
