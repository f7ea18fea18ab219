//! The number of a handle: a place in the table and a generation.

/// A socket's name: 11 bits of generation, never 0, above 20 bits of place. So it is at least
/// 2^20, and positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle(i32);

/// The smallest handle. The descriptor of every handle is below it.
pub const MIN: i32 = 1 << PLACE_BITS;

/// How many handles can be open at once.
pub const PLACES: u32 = 1 << PLACE_BITS;

/// The highest generation.
pub const LAST_GENERATION: u32 = (1 << GENERATION_BITS) - 1;

pub(super) const PLACE_BITS: u32 = 20;
pub(super) const GENERATION_BITS: u32 = 11;

impl Handle {
    /// The handle of a place in a generation between 1 and `LAST_GENERATION`.
    pub fn of(place: u32, generation: u32) -> Self {
        Self((generation * PLACES + place) as i32)
    }

    /// The handle of this number, if it is one.
    pub fn from_number(number: i32) -> Option<Self> {
        (number >= MIN).then_some(Self(number))
    }

    /// Its generation: which opening of its place it names.
    pub fn generation(self) -> u32 {
        self.0 as u32 >> PLACE_BITS
    }

    /// The number for C.
    #[inline]
    pub fn number(self) -> i32 {
        self.0
    }
}

/// The place in the table that a number claims to name. If the number is too small or negative, its
/// generation is one that no slot is ever open in.
#[inline(always)]
pub fn place_of(number: i32) -> u32 {
    number as u32 & (PLACES - 1)
}

impl From<Handle> for i32 {
    fn from(handle: Handle) -> Self {
        handle.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_above_all_descriptors_and_names_its_place() {
        for (place, generation) in [(0, 1), (PLACES - 1, LAST_GENERATION), (12345, 678)] {
            let handle = Handle::of(place, generation);
            assert!(handle.number() >= MIN);
            assert_eq!(place_of(handle.number()), place);
            assert_eq!(handle.number() as u32 >> PLACE_BITS, generation);
        }
    }
}
