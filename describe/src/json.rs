//! JSON, written compactly for the library, and on several lines for people.

/// A number that may depend on the platform.
#[derive(Clone)]
pub struct Number {
    /// Its value on the platform that this runs on.
    pub here: i64,
    /// A Rust expression of its value, for other platforms; None if the value is the same on all.
    pub everywhere: Option<&'static str>,
}

impl Number {
    pub fn new(here: i64, everywhere: &'static str) -> Self {
        Self {
            here,
            everywhere: Some(everywhere),
        }
    }
}

impl From<i64> for Number {
    fn from(here: i64) -> Self {
        Self {
            here,
            everywhere: None,
        }
    }
}

/// A text that may depend on the platform.
#[derive(Clone)]
pub struct Word {
    pub here: String,
    /// As in `Number`.
    pub everywhere: Option<&'static str>,
}

impl Word {
    pub fn new(here: &str, everywhere: &'static str) -> Self {
        Self {
            here: here.to_owned(),
            everywhere: Some(everywhere),
        }
    }
}

impl From<&str> for Word {
    fn from(here: &str) -> Self {
        Self {
            here: here.to_owned(),
            everywhere: None,
        }
    }
}

#[derive(Clone)]
pub enum Json {
    Bool(bool),
    Number(Number),
    Text(Word),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number((number as i64).into())
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<T: IntoIterator<Item = Json>>(items: T) -> Self {
        Self::List(items.into_iter().collect())
    }
}

/// An object from its members.
pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
}

impl Json {
    /// Add a member to an object; do nothing if it is none.
    pub fn put(&mut self, name: &str, value: impl Into<Json>) {
        if let Self::Object(members) = self {
            members.push((name.to_owned(), value.into()));
        }
    }

    /// As compact JSON, split into constant text and the expressions in between.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.compact(&mut pieces);
        pieces
    }

    fn compact(&self, pieces: &mut Vec<Piece>) {
        match self {
            Self::Bool(value) => add(pieces, &value.to_string()),
            Self::Number(number) => match number.everywhere {
                Some(expression) => pieces.push(Piece::Number(expression)),
                None => add(pieces, &number.here.to_string()),
            },
            Self::Text(word) => match word.everywhere {
                Some(expression) => {
                    add(pieces, "\"");
                    pieces.push(Piece::Word(expression));
                    add(pieces, "\"");
                }
                None => add(pieces, &quoted(&word.here)),
            },
            Self::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    add(pieces, if i == 0 { "[" } else { "," });
                    item.compact(pieces);
                }
                add(pieces, if items.is_empty() { "[]" } else { "]" });
            }
            Self::Object(members) => {
                for (i, (name, value)) in members.iter().enumerate() {
                    add(pieces, if i == 0 { "{" } else { "," });
                    add(pieces, &format!("{}:", quoted(name)));
                    value.compact(pieces);
                }
                add(pieces, if members.is_empty() { "{}" } else { "}" });
            }
        }
    }

    /// With the values of this platform, on lines of at most 100 columns where possible.
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        self.write(0, 0, &mut text);
        text + "\n"
    }

    fn write(&self, indent: usize, before: usize, out: &mut String) {
        let line = self.line();
        let simple = !matches!(self, Self::List(_) | Self::Object(_));
        if simple || (indent > 0 && 2 * indent + before + line.len() < 100) {
            return *out += &line;
        }
        let inner = "  ".repeat(indent + 1);
        let (brackets, items): (_, Vec<_>) = match self {
            Self::Object(members) => (
                ["{", "}"],
                members
                    .iter()
                    .map(|(name, value)| (format!("{}: ", quoted(name)), value))
                    .collect(),
            ),
            Self::List(items) => (
                ["[", "]"],
                items.iter().map(|item| (String::new(), item)).collect(),
            ),
            _ => return,
        };
        *out += brackets[0];
        for (i, (name, value)) in items.iter().enumerate() {
            *out += if i == 0 { "\n" } else { ",\n" };
            *out += &inner;
            *out += name;
            value.write(indent + 1, name.len(), out);
        }
        *out += &format!("\n{}{}", "  ".repeat(indent), brackets[1]);
    }

    fn line(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.here.to_string(),
            Self::Text(word) => quoted(&word.here),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::line).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(members) => {
                let members = members.iter();
                let members: Vec<_> = members
                    .map(|(name, value)| format!("{}: {}", quoted(name), value.line()))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }
}

/// A part of compact JSON.
pub enum Piece {
    Text(String),
    /// A Rust expression of type i64.
    Number(&'static str),
    /// A Rust expression of type &str. The text needs no escapes.
    Word(&'static str),
}

fn add(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            c if c < ' ' => quoted += &format!("\\u{:04x}", c as u32),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
