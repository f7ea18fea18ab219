//! Manual pages: section 3 for the functions, and oxsock(7), which introduces them.

mod family;

use crate::api::Api;
use crate::prose::{self, Block};
use crate::roff::{dashes, escape, Page};
use crate::source::Function;
use family::Family;
use std::path::Path;
use std::{fs, io};

/// The date of the last release that changed the pages.
const DATE: &str = "2026-11-25";

/// A file in a directory of manual pages.
pub struct File {
    /// Its path there, such as `man3/ox_recv.3`.
    pub path: String,
    pub text: String,
}

/// All generated pages. A function without a page of its own gets a file that includes its page.
pub fn pages(api: &Api, examples: &Path) -> io::Result<Vec<File>> {
    let mut files = vec![File {
        path: "man7/oxsock.7".to_owned(),
        text: introduction(api),
    }];
    for page in &api.facts.pages {
        let example = fs::read_to_string(examples.join(&page.name).with_extension("c"));
        let example = match example {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let family = Family::of(api, page);
        files.push(File {
            path: format!("man3/{}.3", page.name),
            text: family.write(example.as_deref()),
        });
        let others = family
            .functions
            .iter()
            .filter(|function| function.name != page.name);
        files.extend(others.map(|function| File {
            path: format!("man3/{}.3", function.name),
            text: format!(".so man3/{}.3\n", page.name),
        }));
    }
    Ok(files)
}

/// oxsock(7): the comment at the beginning of the header.
fn introduction(api: &Api) -> String {
    let mut page = Page::new("oxsock", 7, DATE, &api.version);
    let (first, rest) = api
        .preamble
        .split_once("\n\n")
        .unwrap_or((&api.preamble, ""));
    let title = first.split_once(": ").map_or(first, |it| it.1);
    page.heading("NAME");
    page.line(&format!(
        "oxsock \\- {}",
        escape(title.trim_end_matches('.'))
    ));
    page.heading("LIBRARY");
    page.line("oxsock (\\fIliboxsock\\fP, \\fI\\-loxsock\\fP)");
    page.heading("SYNOPSIS");
    page.line(".B #include <oxsock.h>");
    page.heading("DESCRIPTION");
    let mut started = false;
    for block in prose::blocks(rest) {
        let Block::Paragraph(text) = &block else {
            page.blocks(&[block]);
            continue;
        };
        let (topic, text) = topic(text);
        match topic {
            Some(topic) => page.subheading(topic),
            None if started => page.line(".PP"),
            None => {}
        }
        started = true;
        page.prose(text);
    }
    page.heading("FUNCTIONS");
    for it in &api.facts.pages {
        page.tagged(&format!(".BR {} (3)", it.name), &capital(&it.title));
    }
    page.heading("SEE ALSO");
    see_also(
        &mut page,
        [
            "oxsock-endpoint(7)",
            "oxsock-faults(7)",
            "socket(7)",
            "ip(7)",
            "unix(7)",
        ],
    );
    page.finish()
}

/// The topic and the text of a paragraph of the introduction, if it names its topic first:
/// "Handles. A socket is ..." or "Time is ...".
fn topic(text: &str) -> (Option<&str>, &str) {
    if let Some((topic, rest)) = text.split_once(". ") {
        if topic.split(' ').count() <= 3 && !topic.contains(['(', '"']) {
            return (Some(topic), rest);
        }
    }
    let mut words = text.split(' ');
    match (words.next(), words.next()) {
        (Some(topic), Some("is" | "are")) if topic.len() > 2 => (Some(topic), text),
        _ => (None, text),
    }
}

/// The manual page to which a word of prose refers.
pub fn reference(word: &str) -> Option<String> {
    let end = word.find(')')?;
    let open = word[..end].find('(')?;
    let section = &word[open + 1..end];
    let name = word[..open].trim_start_matches(['(', '"', ',', ';']);
    let is_one = section.len() == 1
        && section.as_bytes()[0].is_ascii_digit()
        && !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    is_one.then(|| format!("{name}({section})"))
}

fn mentions(text: &str, name: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(|c| !is_inside(c)).any(|word| word == name)
}

/// A declaration, split where it would be too long.
fn prototype(page: &mut Page, function: &Function) {
    let opening = crate::ctype::declare(&function.returns, &format!("{}(", function.name));
    if function.parameters.is_empty() {
        return page.line(&format!(".B {opening}void);"));
    }
    let mut line = format!(".BI \"{opening}");
    let mut width = opening.len();
    let last = function.parameters.len() - 1;
    for (i, parameter) in function.parameters.iter().enumerate() {
        let star = if parameter.ctype.ends_with('*') {
            ""
        } else {
            " "
        };
        let ctype = format!("{}{star}", parameter.ctype);
        let needed = ctype.len() + parameter.name.len() + 2;
        if i > 0 && width + needed > 72 {
            line.pop();
            page.line(&format!("{}\"", line.trim_end()));
            line = format!(".BI \"{}", " ".repeat(opening.len()));
            width = opening.len();
        }
        width += needed;
        let behind = if i == last { ");" } else { ", " };
        line += &format!("{ctype}\" {} \"{behind}", parameter.name);
    }
    page.line(&format!("{line}\""));
}

/// What ends a wait, as a sentence.
fn waits(ends: &[String]) -> String {
    if ends.is_empty() {
        return "Never waits.".to_owned();
    }
    let phrases = ends.iter().map(|end| match end.as_str() {
        "receiving_deadline" => "at the receiving deadline of the handle (see ox_deadline(3))",
        "sending_deadline" => "at the sending deadline of the handle (see ox_deadline(3))",
        "deadline" => "at the given deadline",
        "timeout" => "at the end of the given timeout",
        "closing" => "when another thread closes the handle",
        "signal" => "at a signal, on handles with the option OX_INTERRUPTIBLE",
        "interruption" => "at a signal, while ox_interruptible is on",
        "linger" => "when what was sent has arrived or the time of SO_LINGER is over",
        "lock" => "when another server that starts at the same path has done so",
        "resolver" => "when the system's resolver has answered or given up",
        other => other,
    });
    let phrases: Vec<_> = phrases.collect();
    match phrases.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("May wait, and stops {}, or {last}.", rest.join(", "))
        }
        _ => format!("May wait, and stops {}.", phrases.concat()),
    }
}

fn see_also(page: &mut Page, names: impl IntoIterator<Item = impl AsRef<str>>) {
    let mut names: Vec<String> = names.into_iter().map(|it| it.as_ref().to_owned()).collect();
    names.sort_by_key(|name| (name.split('(').nth(1).map(str::to_owned), name.clone()));
    for (i, name) in names.iter().enumerate() {
        let (bare, section) = name.split_once('(').unwrap_or((name, ")"));
        let comma = if i + 1 < names.len() { "," } else { "" };
        page.line(&format!(".BR {} ({section}{comma}", dashes(bare)));
    }
}

/// Names separated by commas, or "None".
fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "None.".to_owned();
    }
    names.join(", ") + "."
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let text: String = first.into_iter().chain(letters).collect();
    if text.ends_with('.') {
        text
    } else {
        text + "."
    }
}
