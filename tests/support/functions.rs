//! The functions that the header declares, found without its generator's help.

/// A function.
pub struct Function {
    pub name: String,
    /// What it returns, as C writes it.
    pub returns: String,
    pub parameters: Vec<Parameter>,
    /// The comment right before it.
    pub comment: String,
}

/// A parameter: `const char *` and `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub type_: String,
    pub name: String,
}

impl Function {
    /// Whether it works on a handle, which is its first parameter and is called s.
    pub fn takes_handle(&self) -> bool {
        let first = self.parameters.first();
        first.is_some_and(|first| first.type_ == "int" && first.name == "s")
    }
}

impl Parameter {
    fn read(text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name_at = text.rfind([' ', '*']).map_or(0, |at| at + 1);
        Self {
            type_: text[..name_at].trim().to_owned(),
            name: text[name_at..].to_owned(),
        }
    }

    pub fn is_pointer(&self) -> bool {
        self.type_.ends_with('*')
    }
}

/// The functions of a header, in its order.
pub fn functions(header: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    let mut comment = "";
    for piece in header.split("*/") {
        let (code, next_comment) = piece.split_once("/*").unwrap_or((piece, ""));
        for (at, _) in code.match_indices("ox_") {
            let is_in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let rest = code[at..].trim_start_matches(is_in_name);
            let Some((parameters, _)) = rest.strip_prefix('(').and_then(|r| r.split_once(')'))
            else {
                continue; // a structure
            };
            let returns = code[..at].rsplit([';', '}', '\n']).next();
            functions.push(Function {
                name: code[at..code.len() - rest.len()].to_owned(),
                returns: returns.unwrap_or_default().trim().to_owned(),
                parameters: parameters
                    .split(',')
                    .filter(|text| text.trim() != "void")
                    .map(Parameter::read)
                    .collect(),
                // A second function after the same comment has none of its own.
                comment: std::mem::take(&mut comment).to_owned(),
            });
        }
        comment = next_comment;
    }
    functions
}
