//! The number that C holds.

/// A socket's name: 11 bits of generation, never 0, above 20 bits of place. So it is at least
/// 2^20, and positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle(i32);

/// The smallest handle; descriptors are below it.
pub const MIN: i32 = 1 << PLACE_BITS;

/// How many handles can be open at once.
pub const PLACES: u32 = 1 << PLACE_BITS;

/// The highest generation.
pub const LAST_GENERATION: u32 = (1 << 11) - 1;

const PLACE_BITS: u32 = 20;

impl Handle {
    /// The handle of a place's generation, which is between 1 and `LAST_GENERATION`.
    pub fn of(place: u32, generation: u32) -> Self {
        Self((generation * PLACES + place) as i32)
    }

    /// A number that claims to be a handle. If it is too small or negative, its generation is
    /// one that no slot is ever open in.
    #[inline]
    pub fn claimed(number: i32) -> Self {
        Self(number)
    }

    /// Its place in the table.
    #[inline]
    pub fn place(self) -> u32 {
        self.0 as u32 & (PLACES - 1)
    }

    /// Which of the place's openings it names.
    #[inline]
    pub fn generation(self) -> u32 {
        self.0 as u32 >> PLACE_BITS
    }

    /// The number for C.
    #[inline]
    pub fn number(self) -> i32 {
        self.0
    }
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
    fn place_and_generation_survive_the_number() {
        for (place, generation) in [(0, 1), (PLACES - 1, LAST_GENERATION), (12345, 678)] {
            let handle = Handle::of(place, generation);
            assert!(handle.number() >= MIN);
            assert_eq!((handle.place(), handle.generation()), (place, generation));
        }
    }

    #[test]
    fn descriptors_and_negative_numbers_have_no_generation() {
        for number in [i32::MIN, -1, 0, 3, MIN - 1] {
            let generation = Handle::claimed(number).generation();
            assert!(!(1..=LAST_GENERATION).contains(&generation), "{number}");
        }
    }
}
