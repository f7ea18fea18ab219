//! The description of the C API as JSON, put together while the library is compiled: the pieces
//! are generated from `src/capi`, and the platform's numbers between them come from the `libc`
//! crate.
#![forbid(unsafe_code)]

use core::ffi::CStr;

/// A part of the text.
enum Piece {
    Text(&'static str),
    Number(i64),
}

const PIECES: &[Piece] = include!("description/pieces.rs");

const LENGTH: usize = length(PIECES);

static TEXT: [u8; LENGTH + 1] = join(PIECES);

/// The whole text.
pub fn text() -> &'static CStr {
    CStr::from_bytes_until_nul(&TEXT).unwrap_or_default()
}

const fn length(pieces: &[Piece]) -> usize {
    let mut length = 0;
    let mut i = 0;
    while i < pieces.len() {
        length += match pieces[i] {
            Piece::Text(text) => text.len(),
            Piece::Number(number) => digits(number.unsigned_abs()) + (number < 0) as usize,
        };
        i += 1;
    }
    length
}

/// The pieces in a row, and a NUL.
const fn join<const N: usize>(pieces: &[Piece]) -> [u8; N] {
    let mut text = [0; N];
    let mut end = 0;
    let mut i = 0;
    while i < pieces.len() {
        match pieces[i] {
            Piece::Text(piece) => {
                let piece = piece.as_bytes();
                let mut j = 0;
                while j < piece.len() {
                    text[end] = piece[j];
                    end += 1;
                    j += 1;
                }
            }
            Piece::Number(number) => {
                if number < 0 {
                    text[end] = b'-';
                    end += 1;
                }
                let mut rest = number.unsigned_abs();
                let count = digits(rest);
                let mut j = count;
                while j > 0 {
                    j -= 1;
                    text[end + j] = b'0' + (rest % 10) as u8;
                    rest /= 10;
                }
                end += count;
            }
        }
        i += 1;
    }
    text
}

const fn digits(number: u64) -> usize {
    let mut count = 1;
    let mut rest = number / 10;
    while rest > 0 {
        count += 1;
        rest /= 10;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_between_texts() {
        const PIECES: &[Piece] = &[
            Piece::Text("["),
            Piece::Number(-3001),
            Piece::Text(","),
            Piece::Number(0),
            Piece::Text("]"),
        ];
        assert_eq!(length(PIECES), 9);
        assert_eq!(&join::<10>(PIECES), b"[-3001,0]\0");
    }
}
