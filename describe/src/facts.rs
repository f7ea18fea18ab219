//! The `.facts` files beside the sources: facts about the API that neither a signature nor prose
//! tells a program.
//!
//! A line that begins at the margin begins an item; indented lines belong to it. `#` begins a
//! comment. The items are:
//!
//! ```text
//! page NAME: TITLE            a manual page, for the functions that follow
//!     see NAME...             what it points to, besides the pages that its text names
//! ox_NAME                     a function
//!     PARAMETER ROLE          unless it is the length of another
//!     returns ROLE
//!     waits END...            what can end its waiting, or "no" if it never waits
//!     errors CODE|SET...      what it can return, or "none"
//!     calls CALL|SET...       the system calls that it may make, or "none"; again for more
//! errors SET                  a name for several error codes
//!     CODE|SET...
//! calls SET                   a name for several system calls
//!     CALL|SET...
//! ```
//!
//! A ROLE is `[in|out|inout] KIND [LENGTH] [CONSTANT...] [optional|empty] [constant|thread]`. The
//! direction is that of what a pointer points to; only pointers have it. LENGTH, `[len]` or
//! `[*len]` or a number, is how many bytes or elements lie there. CONSTANT is a name, or with an
//! underscore at its end a prefix of names. `optional` may be null; `empty` may be null where its
//! length is 0. The kinds are in [`crate::check`], with what may end a wait. A returned text is
//! constant, or the thread's until its next such call.

use std::fs;
use std::path::Path;

#[derive(Default)]
pub struct Facts {
    pub pages: Vec<Page>,
    pub functions: Vec<Function>,
    pub error_sets: Vec<Set>,
    pub call_sets: Vec<Set>,
}

pub struct Page {
    pub name: String,
    pub title: String,
    /// The name of the file without `.facts`.
    pub section: String,
    pub see: Vec<String>,
}

#[derive(Default)]
pub struct Function {
    pub name: String,
    /// The name of its manual page.
    pub page: String,
    pub roles: Vec<(String, Role)>,
    pub returns: Option<Role>,
    pub waits: Option<Vec<String>>,
    pub errors: Option<Vec<String>>,
    pub calls: Option<Vec<String>>,
}

pub struct Set {
    pub name: String,
    pub members: Vec<String>,
}

#[derive(Default, Clone)]
pub struct Role {
    pub direction: Option<String>,
    pub kind: String,
    pub length: Option<String>,
    pub constants: Vec<String>,
    pub null: Option<String>,
    pub owner: Option<String>,
}

/// Read the facts of these sections. Sets that several sections use are in `common.facts`.
pub fn read(capi: &Path, sections: &[&str]) -> Result<Facts, String> {
    let mut facts = Facts::default();
    for section in ["common"].iter().chain(sections) {
        let path = capi.join(section).with_extension("facts");
        let Ok(text) = fs::read_to_string(&path) else {
            continue; // `check` reports that its functions are not described
        };
        add(&mut facts, section, &text).map_err(|error| format!("{}:{error}", path.display()))?;
    }
    Ok(facts)
}

/// Add the facts of one section. An error names the line and what is wrong with it.
pub fn add(facts: &mut Facts, section: &str, text: &str) -> Result<(), String> {
    let mut reader = Reader {
        facts,
        section,
        item: Item::None,
    };
    for (i, line) in text.lines().enumerate() {
        reader
            .line(line)
            .map_err(|error| format!("{}: {error}", i + 1))?;
    }
    Ok(())
}

struct Reader<'a> {
    facts: &'a mut Facts,
    section: &'a str,
    item: Item,
}

/// The item to which an indented line belongs.
enum Item {
    None,
    Page,
    Function,
    Errors,
    Calls,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some((first, rest)) = words.split_first() else {
            return Ok(());
        };
        if !line.starts_with(' ') {
            return self.begin(first, rest, line);
        }
        let all = words.iter().copied().map(str::to_owned);
        match self.item {
            Item::None => return Err("an indented line that belongs to nothing".to_owned()),
            Item::Page => {
                let page = self.facts.pages.last_mut();
                match (page, *first) {
                    (Some(page), "see") => page.see.extend(rest.iter().copied().map(str::to_owned)),
                    _ => return Err(format!("a page has no {first}")),
                }
            }
            Item::Function => self.fact(first, rest)?,
            Item::Errors => self
                .facts
                .error_sets
                .last_mut()
                .into_iter()
                .for_each(|set| set.members.extend(all.clone())),
            Item::Calls => self
                .facts
                .call_sets
                .last_mut()
                .into_iter()
                .for_each(|set| set.members.extend(all.clone())),
        }
        Ok(())
    }

    fn begin(&mut self, first: &str, rest: &[&str], line: &str) -> Result<(), String> {
        match (first, rest) {
            ("page", [_, ..]) => {
                let text = line.trim_start_matches("page ");
                let (name, title) = text.split_once(": ").ok_or("a page without title")?;
                self.facts.pages.push(Page {
                    name: name.to_owned(),
                    title: title.trim().to_owned(),
                    section: self.section.to_owned(),
                    see: Vec::new(),
                });
                self.item = Item::Page;
            }
            ("errors", [name]) => {
                self.facts.error_sets.push(Set::new(name));
                self.item = Item::Errors;
            }
            ("calls", [name]) => {
                self.facts.call_sets.push(Set::new(name));
                self.item = Item::Calls;
            }
            (name, []) if name.starts_with("ox_") => {
                let page = self.facts.pages.last();
                let page = page.filter(|page| page.section == self.section);
                self.facts.functions.push(Function {
                    name: name.to_owned(),
                    page: page.ok_or("a function before the first page")?.name.clone(),
                    ..Function::default()
                });
                self.item = Item::Function;
            }
            _ => {
                return Err(format!(
                    "neither page, errors, calls nor a function: {line}"
                ))
            }
        }
        Ok(())
    }

    fn fact(&mut self, first: &str, rest: &[&str]) -> Result<(), String> {
        let Some(function) = self.facts.functions.last_mut() else {
            return Ok(());
        };
        let add = |list: &mut Option<Vec<String>>| {
            let list = list.get_or_insert_with(Vec::new);
            let words = rest.iter().filter(|word| !matches!(**word, "no" | "none"));
            list.extend(words.copied().map(str::to_owned));
        };
        match first {
            "returns" => function.returns = Some(role(rest)?),
            "waits" => add(&mut function.waits),
            "errors" => add(&mut function.errors),
            "calls" => add(&mut function.calls),
            parameter => function.roles.push((parameter.to_owned(), role(rest)?)),
        }
        Ok(())
    }
}

impl Set {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            members: Vec::new(),
        }
    }
}

fn role(words: &[&str]) -> Result<Role, String> {
    let mut role = Role::default();
    for word in words {
        let owned = Some((*word).to_owned());
        match *word {
            "in" | "out" | "inout" => role.direction = owned,
            "optional" | "empty" => role.null = owned,
            "constant" | "thread" => role.owner = owned,
            _ if word.starts_with('[') => {
                role.length = Some(word.trim_matches(['[', ']']).to_owned());
            }
            _ if word.starts_with(|c: char| c.is_ascii_uppercase()) => {
                role.constants.push((*word).to_owned());
            }
            _ if role.kind.is_empty() => role.kind = (*word).to_owned(),
            _ => return Err(format!("{word} after {}", role.kind)),
        }
    }
    match role.kind.is_empty() {
        true => Err("no kind".to_owned()),
        false => Ok(role),
    }
}
