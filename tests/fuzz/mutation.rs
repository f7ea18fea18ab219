//! Mutates texts at random, reproducibly for a seed.

/// Makes new texts from those of a corpus.
pub struct Mutator {
    state: u64,
    corpus: &'static [&'static [u8]],
    pieces: &'static [&'static [u8]],
}

/// The longest text: longer ones only take longer.
const LONGEST: usize = 1000;

impl Mutator {
    pub fn new(
        seed: u64,
        corpus: &'static [&'static [u8]],
        pieces: &'static [&'static [u8]],
    ) -> Self {
        Self {
            state: seed,
            corpus,
            pieces,
        }
    }

    /// A text of the corpus with a few mutations.
    pub fn next_text(&mut self) -> Vec<u8> {
        let mut text = self.one_of(self.corpus).to_vec();
        for _ in 0..=self.below(6) {
            self.change(&mut text);
        }
        text.truncate(LONGEST);
        text
    }

    fn change(&mut self, text: &mut Vec<u8>) {
        let from = self.below(text.len() + 1);
        let to = from + self.below(text.len() - from + 1);
        match self.below(7) {
            0 => text.insert(from, self.random() as u8),
            1 => drop(text.drain(from..to)),
            2 => text.truncate(from),
            3 => {
                if let Some(byte) = text.get_mut(from) {
                    *byte ^= 1 << self.below(8);
                }
            }
            4 => {
                let again = text[from..to].repeat(1 + self.below(4));
                text.splice(from..from, again);
            }
            5 => {
                let piece = self.one_of(self.pieces);
                text.splice(from..from, piece.iter().copied());
            }
            _ => {
                let other = self.one_of(self.corpus);
                let start = self.below(other.len() + 1);
                text.splice(from..to, other[start..].iter().copied());
            }
        }
        text.truncate(LONGEST);
    }

    fn one_of(&mut self, texts: &'static [&'static [u8]]) -> &'static [u8] {
        texts[self.below(texts.len())]
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.random() % limit as u64) as usize
    }

    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.state;
        value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ value >> 31
    }
}
