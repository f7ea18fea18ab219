// The word `exe=NAME` of a rule, which names the program that it applies to. The library knows only
// its own process, so the word is removed before the library parses the rule.

/// The longest rule.
pub const RULE_ROOM: usize = 1024;

/// A rule, and where its program's name is in it.
pub struct Rule {
    bytes: [u8; RULE_ROOM],
    length: usize,
    program: (usize, usize),
}

impl Rule {
    /// Returns None if the rule is too long, has several such words, or the name is empty or has a
    /// slash.
    pub fn split(text: &[u8]) -> Option<Self> {
        let mut rule = Rule {
            bytes: [b' '; RULE_ROOM],
            length: text.len(),
            program: (0, 0),
        };
        rule.bytes.get_mut(..text.len())?.copy_from_slice(text);
        let mut place = 0;
        for word in text.split(u8::is_ascii_whitespace) {
            let end = place + word.len();
            if word.starts_with(b"exe=") {
                let start = place + b"exe=".len();
                let has_name = start < end && !word.contains(&b'/');
                if !has_name || rule.program != (0, 0) {
                    return None;
                }
                rule.program = (start, end);
            }
            place = end + 1;
        }
        Some(rule)
    }

    /// The rule for the library, with blanks in place of the word.
    pub fn text(&self) -> RuleText {
        let mut bytes = self.bytes;
        let (start, end) = self.program;
        if end > 0 {
            bytes[start - b"exe=".len()..end].fill(b' ');
        }
        RuleText {
            bytes,
            length: self.length,
        }
    }

    /// Whether the rule applies to a program of this name.
    #[allow(dead_code, reason = "only the object asks")]
    pub fn holds_in(&self, program: &[u8]) -> bool {
        let (start, end) = self.program;
        end == 0 || &self.bytes[start..end] == program
    }
}

/// The text of a rule.
pub struct RuleText {
    bytes: [u8; RULE_ROOM],
    length: usize,
}

impl core::ops::Deref for RuleText {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}
