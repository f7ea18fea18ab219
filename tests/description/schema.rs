//! Checks JSON against a schema, with the part of JSON Schema that `api/` uses. An unknown keyword
//! is an error, so that nothing in the schema is ignored.

use serde_json::Value;

/// All violations in `value`, each with its place.
pub fn violations(schema: &Value, value: &Value) -> Vec<String> {
    let mut checker = Checker {
        root: schema,
        found: Vec::new(),
    };
    checker.check(schema, value, "");
    checker.found
}

struct Checker<'a> {
    root: &'a Value,
    found: Vec<String>,
}

impl Checker<'_> {
    fn check(&mut self, schema: &Value, value: &Value, place: &str) {
        let rules = schema.as_object().expect("a schema is an object");
        for (rule, argument) in rules {
            let holds = match rule.as_str() {
                "$schema" | "$defs" | "title" | "description" => true,
                "additionalProperties" if !argument.is_object() => true, // see "properties"
                "$ref" => {
                    let path = argument.as_str().and_then(|it| it.strip_prefix('#'));
                    let target = path.and_then(|path| self.root.pointer(path));
                    let target = target.expect("a reference within the schema").clone();
                    self.check(&target, value, place);
                    true
                }
                "type" => is_of(value, argument),
                "const" => value == argument,
                "enum" => argument.as_array().is_some_and(|all| all.contains(value)),
                "minimum" => value.as_i64() >= argument.as_i64(),
                "minItems" => value.as_array().map(|it| it.len() as u64) >= argument.as_u64(),
                "pattern" => value.as_str().is_some_and(|text| matches(argument, text)),
                "required" => {
                    let names = argument.as_array().expect("a list of names").iter();
                    names
                        .clone()
                        .all(|name| value.get(name.as_str().unwrap()).is_some())
                }
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(argument, item, &format!("{place}/{i}"));
                    }
                    true
                }
                "properties" => {
                    self.properties(schema, argument, value, place);
                    true
                }
                "additionalProperties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        self.check(argument, member, &format!("{place}/{name}"));
                    }
                    schema.get("properties").is_none()
                }
                _ => panic!("the schema says {rule}, which is not checked"),
            };
            if !holds {
                self.found
                    .push(format!("{place}: {rule} {argument}: {value}"));
            }
        }
    }

    fn properties(&mut self, schema: &Value, known: &Value, value: &Value, place: &str) {
        for (name, member) in value.as_object().into_iter().flatten() {
            let place = format!("{place}/{name}");
            match known.get(name) {
                Some(rules) => self.check(rules, member, &place),
                None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                    self.found.push(format!("{place}: not in the schema"));
                }
                None => {}
            }
        }
    }
}

fn is_of(value: &Value, wanted: &Value) -> bool {
    match wanted.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        other => panic!("the schema has the type {other}, which is not checked"),
    }
}

/// Whether a text matches one of the patterns that the schema uses.
fn matches(pattern: &Value, text: &str) -> bool {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let behind = |prefix: &str, is_good: fn(char) -> bool| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_good))
    };
    let constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match pattern.as_str().expect("a pattern") {
        "^[A-Za-z_][A-Za-z0-9_]*$" => {
            text.chars().all(in_name)
                && !text.starts_with(|c: char| c.is_ascii_digit())
                && !text.is_empty()
        }
        "^ox_[a-z0-9_]+$" => behind("ox_", |c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
        }),
        "^(OX|SOL)_[A-Z0-9_]+$" => behind("OX_", constant) || behind("SOL_", constant),
        "^[a-z]" => text.starts_with(|c: char| c.is_ascii_lowercase()),
        "^[A-Z]" => text.starts_with(|c: char| c.is_ascii_uppercase()),
        "^[0-9]+\\.[0-9]+\\.[0-9]+$" => {
            let parts: Vec<_> = text.split('.').collect();
            parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok())
        }
        other => panic!("the schema has the pattern {other}, which is not checked"),
    }
}
