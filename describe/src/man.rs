//! Manual pages: section 3 for the functions, and oxsock(7), which introduces them.

use crate::api::Api;
use crate::facts;
use crate::prose::{self, Block};
use crate::roff::{dashes, escape, Page};
use crate::source::{Function, Section, Structure};
use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// Of the last release that changed what the pages say.
const DATE: &str = "2026-11-25";

/// A file of a directory of manual pages.
pub struct File {
    /// `man3/ox_recv.3`
    pub path: String,
    pub text: String,
}

/// All generated pages. A function without a page of its own has a file that names its page.
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

/// oxsock(7): what the header opens with.
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

/// What a paragraph of the introduction is about, if it begins by saying so: "Handles. A socket
/// is ..." or "Time is ...".
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

/// The functions of one page.
struct Family<'a> {
    api: &'a Api,
    page: &'a facts::Page,
    section: &'a Section,
    functions: Vec<&'a Function>,
}

impl<'a> Family<'a> {
    fn of(api: &'a Api, page: &'a facts::Page) -> Self {
        let is_here = |function: &&Function| {
            api.facts_of(&function.name)
                .is_some_and(|facts| facts.page == page.name)
        };
        // A page is read from the facts of a section, so there is one.
        let mut sections = api.sections.iter();
        let section = sections
            .find(|it| it.name == page.section)
            .unwrap_or(&api.sections[0]);
        Self {
            api,
            page,
            section,
            functions: api.functions().filter(is_here).collect(),
        }
    }

    fn write(&self, example: Option<&str>) -> String {
        let mut page = Page::new(&self.page.name, 3, DATE, &self.api.version);
        page.parameters = self.parameters();
        page.heading("NAME");
        self.names(&mut page);
        page.heading("LIBRARY");
        page.line("oxsock (\\fIliboxsock\\fP, \\fI\\-loxsock\\fP)");
        self.synopsis(&mut page);
        self.description(&mut page);
        self.returns(&mut page);
        self.errors(&mut page);
        self.waiting(&mut page);
        self.calls(&mut page);
        if let Some(example) = example {
            page.heading("EXAMPLES");
            let lines: Vec<_> = example
                .lines()
                .map(|line| line.replace('\t', "    "))
                .collect();
            page.verbatim(&lines, false);
        }
        page.heading("SEE ALSO");
        see_also(&mut page, self.related());
        page.finish()
    }

    /// Those that are no words of English and so are parameters wherever they stand.
    fn parameters(&self) -> Vec<String> {
        const WORDS: [&str; 27] = [
            "address",
            "addresses",
            "arrival",
            "backlog",
            "count",
            "credentials",
            "deadline",
            "destination",
            "domain",
            "done",
            "endpoint",
            "flags",
            "group",
            "handles",
            "how",
            "index",
            "level",
            "messages",
            "name",
            "offset",
            "on",
            "protocol",
            "room",
            "rule",
            "size",
            "text",
            "to",
        ];
        const MORE_WORDS: [&str; 9] = [
            "code", "family", "payload", "sender", "sequence", "source", "timeout", "value",
            "which",
        ];
        let all = self
            .functions
            .iter()
            .flat_map(|function| &function.parameters);
        let all = all.map(|parameter| parameter.name.clone());
        all.filter(|name| !WORDS.contains(&name.as_str()) && !MORE_WORDS.contains(&name.as_str()))
            .collect()
    }

    /// The page's own name, those of the others, and what they are for.
    fn names(&self, page: &mut Page) {
        let mut names: Vec<_> = self.functions.iter().map(|it| it.name.as_str()).collect();
        names.sort_by_key(|name| *name != self.page.name);
        let last = names.pop().unwrap_or(&self.page.name);
        for name in names {
            page.line(&format!("{name},"));
        }
        page.line(last);
        page.line(&format!("\\- {}", escape(&self.page.title)));
    }

    fn synopsis(&self, page: &mut Page) {
        page.heading("SYNOPSIS");
        page.line(".nf");
        page.line(".B #include <oxsock.h>");
        for function in &self.functions {
            page.line(".PP");
            prototype(page, function);
        }
        page.line(".fi");
    }

    fn description(&self, page: &mut Page) {
        page.heading("DESCRIPTION");
        let single = self.functions.len() == 1;
        for function in &self.functions {
            if !single {
                page.subheading(&format!("{}()", function.name));
            }
            page.blocks(&prose::parts(&function.doc).description);
        }
        let (common, _) = prose::banner(&self.section.doc);
        if !common.is_empty() {
            let title = self.section.title.trim_end_matches('.');
            page.subheading(&escape(title.split(':').next().unwrap_or(title)));
            page.blocks(&common);
        }
        self.constants(page);
        self.structures(page);
    }

    /// The constants that these functions and their structures speak of; on the last page of a
    /// section also those of which none does.
    fn constants(&self, page: &mut Page) {
        let pages = &self.api.facts.pages;
        let is_last = pages
            .iter()
            .rfind(|it| it.section == self.page.section)
            .map(|it| &it.name)
            == Some(&self.page.name);
        let families = || pages.iter().map(|page| Family::of(self.api, page));
        let is_here = |name: &str| {
            let others_speak = || families().any(|family| family.speaks_of(name));
            let is_ours = || self.section.constants.iter().any(|it| it.name == name);
            self.speaks_of(name) || is_last && is_ours() && !others_speak()
        };
        let constants: Vec<_> = self
            .api
            .constants()
            .filter(|it| is_here(&it.name))
            .collect();
        if constants.is_empty() {
            return;
        }
        page.subheading("Constants");
        for constant in constants {
            let value = dashes(&constant.value.to_string());
            let term = format!(
                "\\fB{}\\fP (\\fI{}\\fP, {value})",
                constant.name, constant.ctype
            );
            page.tagged(&term, &constant.doc);
        }
    }

    fn speaks_of(&self, constant: &str) -> bool {
        let fields = self
            .own_structures()
            .flat_map(|structure| &structure.fields);
        let mut texts = self
            .functions
            .iter()
            .map(|it| &it.doc)
            .chain(fields.map(|it| &it.doc));
        let is_named = |name: &String| {
            name == constant || name.ends_with('_') && constant.starts_with(name.as_str())
        };
        let by_facts = |function: &&Function| {
            self.api.facts_of(&function.name).is_some_and(|facts| {
                let errors = facts.errors.as_deref().unwrap_or_default();
                let roles = facts
                    .roles
                    .iter()
                    .map(|(_, role)| role)
                    .chain(&facts.returns);
                self.api
                    .resolved(errors, &self.api.facts.error_sets)
                    .iter()
                    .any(is_named)
                    || roles.flat_map(|role| &role.constants).any(is_named)
            })
        };
        texts.any(|text| mentions(text, constant)) || self.functions.iter().any(by_facts)
    }

    /// The structures that these functions take, where their section defines them.
    fn own_structures(&self) -> impl Iterator<Item = &'a Structure> + '_ {
        self.section.structures.iter().filter(|structure| {
            let tag = format!("struct {} ", structure.name);
            let mut parameters = self
                .functions
                .iter()
                .flat_map(|function| &function.parameters);
            parameters.any(|parameter| parameter.ctype.contains(&tag))
        })
    }

    fn structures(&self, page: &mut Page) {
        for structure in self.own_structures() {
            page.subheading(&format!("struct {}", structure.name));
            page.blocks(&prose::blocks(&structure.doc));
            for field in &structure.fields {
                let declaration = crate::ctype::declare(&field.ctype, &field.name);
                page.tagged(
                    &format!("\\fB{declaration}\\fP"),
                    &field.doc.replace('\n', " "),
                );
            }
        }
    }

    /// As `each`, below other text.
    fn each_in_paragraphs(&self, page: &mut Page, say: impl Fn(&Function) -> Option<String>) {
        let said: BTreeSet<_> = self
            .functions
            .iter()
            .map(|function| say(function))
            .collect();
        if said.len() == 1 {
            page.line(".PP");
        }
        self.each(page, say);
    }

    /// What is said of each function, once for those of which the same is said.
    fn each(&self, page: &mut Page, say: impl Fn(&Function) -> Option<String>) {
        let mut said: Vec<(String, Vec<&str>)> = Vec::new();
        for function in &self.functions {
            let Some(text) = say(function) else {
                continue;
            };
            match said.iter_mut().find(|(other, _)| *other == text) {
                Some((_, names)) => names.push(&function.name),
                None => said.push((text, vec![&function.name])),
            }
        }
        if let [(text, names)] = said.as_slice() {
            if names.len() == self.functions.len() {
                return page.prose(text);
            }
        }
        for (text, names) in said {
            let names: Vec<_> = names
                .iter()
                .map(|name| format!("\\fB{name}\\fP()"))
                .collect();
            page.tagged(&names.join(", "), &text);
        }
    }

    fn returns(&self, page: &mut Page) {
        page.heading("RETURN VALUE");
        self.each(page, |function| prose::parts(&function.doc).returns);
        let fails = |function: &&Function| {
            let facts = self.api.facts_of(&function.name);
            facts.is_some_and(|facts| facts.errors.as_ref().is_some_and(|it| !it.is_empty()))
        };
        if self.functions.iter().any(fails) {
            page.line(".PP");
            page.prose(
                "An error is returned as its negated code, below 0, and errno is set to it.",
            );
        }
    }

    fn errors(&self, page: &mut Page) {
        let sets = &self.api.facts.error_sets;
        let codes = |function: &Function| {
            let errors = self.api.facts_of(&function.name)?.errors.as_deref()?;
            Some(self.api.resolved(errors, sets)).filter(|codes| !codes.is_empty())
        };
        if self
            .functions
            .iter()
            .all(|function| codes(function).is_none())
        {
            return;
        }
        page.heading("ERRORS");
        let said = |function: &Function| {
            let said = prose::parts(&function.doc).errors;
            said.map(|text| capital(&text))
        };
        self.each(page, said);
        if let (_, Some(common)) = prose::banner(&self.section.doc) {
            if self
                .functions
                .iter()
                .any(|function| said(function).is_some())
            {
                page.line(".PP");
            }
            page.prose(&common);
        }
        page.subheading("Codes");
        self.each(page, |function| {
            let mut codes = codes(function).unwrap_or_default();
            codes.sort_unstable();
            let none = codes.is_empty();
            Some(if none {
                "None.".to_owned()
            } else {
                codes.join(", ") + "."
            })
        });
    }

    fn waiting(&self, page: &mut Page) {
        page.heading("WAITING");
        self.each(page, |function| {
            let facts = self.api.facts_of(&function.name)?;
            Some(waits(facts.waits.as_deref().unwrap_or_default()))
        });
    }

    fn calls(&self, page: &mut Page) {
        page.heading("SYSTEM CALLS");
        page.prose("What a filter of system calls, as that of seccomp(2), has to let through:");
        self.each_in_paragraphs(page, |function| {
            let facts = self.api.facts_of(&function.name)?;
            let calls = facts.calls.as_deref().unwrap_or_default();
            let mut calls = self.api.resolved(calls, &self.api.facts.call_sets);
            calls.sort_unstable();
            let none = calls.is_empty();
            Some(if none {
                "None.".to_owned()
            } else {
                calls.join(", ") + "."
            })
        });
    }

    /// What to read next: `NAME(SECTION)`.
    fn related(&self) -> BTreeSet<String> {
        let mut related: BTreeSet<String> = BTreeSet::from(["oxsock(7)".to_owned()]);
        let banner = self.section.doc.as_str();
        let docs = self.functions.iter().map(|function| function.doc.as_str());
        for word in docs.chain([banner]).flat_map(str::split_whitespace) {
            related.extend(reference(word));
            let name = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            if let Some(facts) = self.api.facts_of(name) {
                related.insert(format!("{}(3)", facts.page));
            }
        }
        related.extend(self.page.see.iter().cloned());
        related.remove(&format!("{}(3)", self.page.name));
        related
    }
}

/// A reference to a manual page in a word of prose.
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

/// A declaration, broken where it would be too long.
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

/// What ends a wait, in words.
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
