//! A page of section 3: one or more functions and their documentation.

use super::{capital, listed, mentions, prototype, reference, see_also, waits, DATE};
use crate::api::Api;
use crate::facts;
use crate::prose;
use crate::roff::{dashes, escape, Page};
use crate::source::{Function, Section, Structure};
use std::collections::BTreeSet;

/// The functions of one page.
pub struct Family<'a> {
    api: &'a Api,
    page: &'a facts::Page,
    section: &'a Section,
    /// All functions of the page.
    pub functions: Vec<&'a Function>,
}

impl<'a> Family<'a> {
    /// The functions that the facts put on a page.
    pub fn of(api: &'a Api, page: &'a facts::Page) -> Self {
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

    /// The text of the page, with this example.
    pub fn write(&self, example: Option<&str>) -> String {
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

    /// The parameters whose names are not English words, so that they can be marked wherever they
    /// occur.
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

    /// The NAME section.
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

    /// The constants that the text of these functions and their structures names. The last page of
    /// a section also gets those that no page names.
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

    /// The structures that these functions take and their section defines.
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

    /// The same as `each`, below other text.
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

    /// What `say` returns for each function; functions with the same text are grouped.
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
            Some(listed(&codes))
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
        page.prose(
            "What a filter of system calls, as that of seccomp(2), has to let through, where no \
             rule of ox_fault is set:",
        );
        self.each_in_paragraphs(page, |function| {
            let facts = self.api.facts_of(&function.name)?;
            let calls = facts.calls.as_deref().unwrap_or_default();
            let mut calls = self.api.resolved(calls, &self.api.facts.call_sets);
            calls.sort_unstable();
            Some(listed(&calls))
        });
    }

    /// The pages under SEE ALSO: `NAME(SECTION)`.
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
