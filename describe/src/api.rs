//! The API: the source combined with the facts.

use crate::facts::{Facts, Role};
use crate::source::{Function, Parameter, Section};
use crate::{facts, source, SECTIONS};
use std::path::Path;

pub struct Api {
    pub version: String,
    /// The comment that the header opens with.
    pub preamble: String,
    pub sections: Vec<Section>,
    pub facts: Facts,
}

impl Api {
    /// Read the API from a source tree.
    pub fn read(root: &Path) -> Result<Self, String> {
        let capi = root.join("src/capi");
        let text = |name: &str| {
            let path = root.join(name);
            std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let manifest = text("Cargo.toml")?;
        let version = manifest
            .lines()
            .find_map(|line| line.strip_prefix("version = "));
        Ok(Self {
            version: version.ok_or("no version")?.trim_matches('"').to_owned(),
            preamble: comment(&text("src/capi/preamble.h")?),
            sections: source::read(&capi, &SECTIONS)?,
            facts: facts::read(&capi, &SECTIONS)?,
        })
    }

    /// All functions, in the order of the header.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.sections.iter().flat_map(|section| &section.functions)
    }

    pub fn constants(&self) -> impl Iterator<Item = &source::Constant> {
        self.sections.iter().flat_map(|section| &section.constants)
    }

    pub fn structures(&self) -> impl Iterator<Item = &source::Structure> {
        self.sections.iter().flat_map(|section| &section.structures)
    }

    /// What the facts say of a function.
    pub fn facts_of(&self, function: &str) -> Option<&facts::Function> {
        self.facts
            .functions
            .iter()
            .find(|facts| facts.name == function)
    }

    /// The role of a parameter. One that is named as the length of another has no line of its own
    /// in the facts.
    pub fn role(&self, function: &Function, parameter: &Parameter) -> Option<Role> {
        let facts = self.facts_of(&function.name)?;
        let said = facts.roles.iter().find(|(name, _)| *name == parameter.name);
        if let Some((_, role)) = said {
            return Some(role.clone());
        }
        let (_, measured) = facts.roles.iter().find(|(_, role)| {
            let length = role.length.as_deref().unwrap_or_default();
            length.trim_start_matches('*') == parameter.name
        })?;
        let is_pointer = parameter.ctype.ends_with('*');
        Some(Role {
            kind: "length".to_owned(),
            direction: is_pointer.then(|| "inout".to_owned()),
            null: measured
                .null
                .clone()
                .filter(|null| is_pointer && null == "optional"),
            ..Role::default()
        })
    }

    /// The parameter whose length a parameter is.
    pub fn measured<'a>(&'a self, function: &str, length: &str) -> Option<&'a str> {
        let roles = &self.facts_of(function)?.roles;
        let (name, _) = roles.iter().find(|(_, role)| {
            role.length.as_deref().map(|it| it.trim_start_matches('*')) == Some(length)
        })?;
        Some(name)
    }

    /// The members of a list, with sets replaced by their members.
    pub fn resolved(&self, names: &[String], sets: &[facts::Set]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for name in names {
            let members = match sets.iter().find(|set| set.name == *name) {
                Some(set) => self.resolved(&set.members, sets),
                None => vec![name.clone()],
            };
            for member in members {
                if !found.contains(&member) {
                    found.push(member);
                }
            }
        }
        found
    }
}

/// The text of the first comment of a C file.
fn comment(text: &str) -> String {
    let inside = text.split("*/").next().unwrap_or_default();
    let lines = inside.trim_start_matches("/*").lines();
    let lines: Vec<_> = lines
        .map(|line| line.trim_start_matches(" *"))
        .map(|l| l.strip_prefix(' ').unwrap_or(l))
        .collect();
    lines.join("\n").trim().to_owned()
}
