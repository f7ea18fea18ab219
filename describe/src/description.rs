//! The description of the API as JSON; `api/schema.json` says what is in it.

use crate::api::Api;
use crate::facts::{Role, Set};
use crate::json::{object, Json, Piece};
use crate::source::{Function, Parameter, Section};
use crate::{prose, system};

/// What changes when readers of the JSON have to change with it.
const FORMAT: u64 = 1;

/// How much of it. The library is to be small, so it has no more than a binding needs.
#[derive(Clone, Copy, PartialEq)]
pub enum Extent {
    /// What the file has: also documentation, sections, manual pages, system calls.
    Whole,
    /// What the library has.
    Binding,
}

/// The description.
pub fn describe(api: &Api, extent: Extent) -> Json {
    let writer = Writer { api, extent };
    let facts = &api.facts;
    let mut whole = object([
        ("format", FORMAT.into()),
        ("version", api.version.as_str().into()),
    ]);
    writer.doc(&mut whole, &api.preamble);
    if extent == Extent::Whole {
        whole.put(
            "sections",
            api.sections
                .iter()
                .map(|it| writer.section(it))
                .collect::<Json>(),
        );
    }
    whole.put(
        "functions",
        api.functions()
            .map(|it| writer.function(it))
            .collect::<Json>(),
    );
    whole.put("error_sets", sets(&facts.error_sets));
    if extent == Extent::Whole {
        whole.put("call_sets", sets(&facts.call_sets));
    }
    whole.put("constants", writer.constants());
    whole.put("structures", writer.structures());
    whole.put("system", system());
    whole
}

/// The description as Rust: a constant of pieces for the library to put together.
pub fn pieces(api: &Api) -> String {
    let pieces = describe(api, Extent::Binding).pieces();
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => format!("    Piece::Text({text:?}),\n"),
        Piece::Expression(expression) => format!("    Piece::Number({expression}),\n"),
    });
    format!("&[\n{}]\n", pieces.collect::<String>())
}

struct Writer<'a> {
    api: &'a Api,
    extent: Extent,
}

impl Writer<'_> {
    fn doc(&self, json: &mut Json, doc: &str) {
        if self.extent == Extent::Whole && !doc.is_empty() {
            json.put("doc", prose::reflow(doc).as_str());
        }
    }

    fn section(&self, section: &Section) -> Json {
        let mut json = object([("name", section.name.as_str().into())]);
        json.put("title", section.title.as_str());
        self.doc(&mut json, &section.doc);
        json
    }

    fn function(&self, function: &Function) -> Json {
        let mut json = object([("name", function.name.as_str().into())]);
        let facts = self.api.facts_of(&function.name);
        let pages = self.api.facts.pages.iter();
        let page = facts.and_then(|facts| pages.clone().find(|page| page.name == facts.page));
        let whole = self.extent == Extent::Whole;
        if let Some(page) = page.filter(|_| whole) {
            json.put("section", page.section.as_str());
            json.put("page", page.name.as_str());
        }
        let parameters = function.parameters.iter();
        json.put(
            "parameters",
            parameters
                .map(|it| self.parameter(function, it))
                .collect::<Json>(),
        );
        let mut returns = object([("type", function.returns.as_str().into())]);
        let Some(facts) = facts else {
            return json;
        };
        if let Some(role) = &facts.returns {
            put_role(&mut returns, role);
        }
        json.put("returns", returns);
        json.put("waits", names(facts.waits.as_deref().unwrap_or_default()));
        json.put("errors", names(facts.errors.as_deref().unwrap_or_default()));
        if whole {
            json.put("calls", names(facts.calls.as_deref().unwrap_or_default()));
        }
        self.doc(&mut json, &function.doc);
        json
    }

    fn parameter(&self, function: &Function, parameter: &Parameter) -> Json {
        let mut json = object([("name", parameter.name.as_str().into())]);
        json.put("type", parameter.ctype.as_str());
        let Some(role) = self.api.role(function, parameter) else {
            return json;
        };
        if let Some(direction) = &role.direction {
            json.put("direction", direction.as_str());
        }
        put_role(&mut json, &role);
        if role.kind == "length" {
            if let Some(of) = self.api.measured(&function.name, &parameter.name) {
                json.put("of", of);
            }
        }
        json
    }

    fn constants(&self) -> Json {
        let constants = self.api.constants().map(|constant| {
            let mut json = object([("name", constant.name.as_str().into())]);
            json.put("type", constant.ctype.as_str());
            json.put("value", constant.value);
            self.doc(&mut json, &constant.doc);
            json
        });
        constants.collect()
    }

    fn structures(&self) -> Json {
        let structures = self.api.structures().map(|structure| {
            let fields = structure.fields.iter().map(|field| {
                let mut json = object([("name", field.name.as_str().into())]);
                json.put("type", field.ctype.as_str());
                json.put("offset", field.offset);
                self.doc(&mut json, &field.doc);
                json
            });
            let mut json = object([
                ("name", structure.name.as_str().into()),
                ("size", structure.size.into()),
                ("align", structure.align.into()),
                ("fields", fields.collect()),
            ]);
            self.doc(&mut json, &structure.doc);
            json
        });
        structures.collect()
    }
}

fn put_role(json: &mut Json, role: &Role) {
    json.put("kind", role.kind.as_str());
    if let Some(length) = &role.length {
        match length.parse::<u64>() {
            Ok(number) => json.put("count", number),
            Err(_) => json.put("length", length.trim_start_matches('*')),
        }
    }
    if !role.constants.is_empty() {
        json.put("constants", names(&role.constants));
    }
    if let Some(null) = &role.null {
        json.put("null", null.as_str());
    }
    if let Some(owner) = &role.owner {
        json.put("owner", owner.as_str());
    }
}

fn names(names: &[String]) -> Json {
    names.iter().map(|name| name.as_str().into()).collect()
}

fn sets(sets: &[Set]) -> Json {
    let sets = sets
        .iter()
        .map(|set| (set.name.clone(), names(&set.members)));
    Json::Object(sets.collect())
}

/// The system's numbers on this platform.
fn system() -> Json {
    let numbers = |constants: Vec<system::Constant>| {
        let members = constants.into_iter();
        let members = members.map(|it| (it.name.to_owned(), Json::Number(it.value)));
        Json::Object(members.collect())
    };
    let structures = system::structures().into_iter().map(|structure| {
        let fields = structure.fields.into_iter().map(|field| {
            object([
                ("name", field.name.into()),
                ("type", field.ctype.into()),
                ("offset", Json::Number(field.offset)),
            ])
        });
        object([
            ("name", structure.name.into()),
            ("size", Json::Number(structure.size)),
            ("align", Json::Number(structure.align)),
            ("fields", fields.collect()),
        ])
    });
    object([
        ("constants", numbers(system::constants())),
        ("errors", numbers(system::errors())),
        ("structures", structures.collect()),
    ])
}
