//! Reads the sections of `src/capi`: their functions, constants and structures, in C's terms.

use crate::ctype;
use crate::layout;
use std::fs;
use std::path::Path;
use syn::{Attribute, Expr, Item, ItemConst, ItemFn, ItemStruct, Lit};

/// A file of `src/capi`.
pub struct Section {
    /// The name of the file without `.rs`.
    pub name: String,
    /// The first line of its `//!` text.
    pub title: String,
    /// The rest of that text.
    pub doc: String,
    pub constants: Vec<Constant>,
    pub structures: Vec<Structure>,
    pub functions: Vec<Function>,
}

pub struct Constant {
    pub name: String,
    pub ctype: String,
    pub value: i64,
    pub doc: String,
}

pub struct Structure {
    /// The name without `struct`.
    pub name: String,
    pub doc: String,
    pub size: u64,
    pub align: u64,
    pub fields: Vec<Field>,
}

pub struct Field {
    pub name: String,
    pub ctype: String,
    pub offset: u64,
    pub doc: String,
}

pub struct Function {
    pub name: String,
    pub returns: String,
    pub parameters: Vec<Parameter>,
    pub doc: String,
}

pub struct Parameter {
    pub name: String,
    pub ctype: String,
}

/// Read these sections of a directory.
pub fn read(capi: &Path, sections: &[&str]) -> Result<Vec<Section>, String> {
    let mut found: Vec<Section> = Vec::new();
    for name in sections {
        let path = capi.join(name).with_extension("rs");
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let section = section(name, &text, &found);
        found.push(section.map_err(|e| format!("{}: {e}", path.display()))?);
    }
    Ok(found)
}

/// Read one section, which may use the structures and constants of earlier ones.
pub fn section(name: &str, text: &str, earlier: &[Section]) -> Result<Section, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let banner = doc(&file.attrs);
    let (title, rest) = banner.split_once('\n').unwrap_or((&banner, ""));
    let mut section = Section {
        name: name.to_owned(),
        title: title.to_owned(),
        doc: rest.trim_start_matches('\n').to_owned(),
        constants: Vec::new(),
        structures: Vec::new(),
        functions: Vec::new(),
    };
    for item in &file.items {
        match item {
            Item::Const(it) if is_public(&it.vis) && named(&it.ident, "OX_", "SOL_OX") => {
                let known = earlier.iter().flat_map(|s| &s.constants);
                let constant = constant(it, known.chain(&section.constants))?;
                section.constants.push(constant);
            }
            Item::Struct(it) if is_public(&it.vis) && named(&it.ident, "ox_", "") => {
                let known = earlier.iter().flat_map(|s| &s.structures);
                let structure = structure(it, known.chain(&section.structures))?;
                section.structures.push(structure);
            }
            Item::Fn(it) if it.sig.abi.is_some() && named(&it.sig.ident, "ox_", "") => {
                section.functions.push(function(it)?);
            }
            _ => {}
        }
    }
    Ok(section)
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn named(name: &syn::Ident, prefix: &str, whole: &str) -> bool {
    let name = name.to_string();
    name.starts_with(prefix) || name == whole
}

/// The documentation of an item. The space that begins each line is removed.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        match &pair.value {
            Expr::Lit(it) if pair.path.is_ident("doc") => match &it.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        }
    });
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned())
        .collect();
    lines.join("\n")
}

fn constant<'a>(
    item: &ItemConst,
    known: impl Iterator<Item = &'a Constant> + Clone,
) -> Result<Constant, String> {
    let name = item.ident.to_string();
    let value = evaluate(&item.expr, &known).ok_or(format!("{name}: not a plain number"))?;
    Ok(Constant {
        ctype: ctype::of(&item.ty).ok_or(format!("{name}: unknown type"))?,
        value,
        doc: doc(&item.attrs),
        name,
    })
}

/// Evaluate an expression of the few kinds that constants have.
fn evaluate<'a>(expr: &Expr, known: &(impl Iterator<Item = &'a Constant> + Clone)) -> Option<i64> {
    match expr {
        Expr::Lit(it) => match &it.lit {
            Lit::Int(digits) => digits.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(it) => evaluate(&it.expr, known),
        Expr::Unary(it) => match it.op {
            syn::UnOp::Neg(_) => evaluate(&it.expr, known)?.checked_neg(),
            _ => None,
        },
        Expr::Binary(it) => {
            let (left, right) = (evaluate(&it.left, known)?, evaluate(&it.right, known)?);
            match it.op {
                syn::BinOp::Shl(_) => left.checked_shl(right.try_into().ok()?),
                syn::BinOp::BitOr(_) => Some(left | right),
                syn::BinOp::Add(_) => left.checked_add(right),
                syn::BinOp::Sub(_) => left.checked_sub(right),
                syn::BinOp::Mul(_) => left.checked_mul(right),
                _ => None,
            }
        }
        Expr::Path(it) => {
            let name = it.path.segments.last()?.ident.to_string();
            known.clone().find(|c| c.name == name).map(|c| c.value)
        }
        _ => None,
    }
}

fn structure<'a>(
    item: &ItemStruct,
    known: impl Iterator<Item = &'a Structure> + Clone,
) -> Result<Structure, String> {
    let name = item.ident.to_string();
    let mut fields = Vec::new();
    for field in &item.fields {
        let ident = field
            .ident
            .as_ref()
            .ok_or(format!("{name}: a field without name"))?;
        let ctype = ctype::of(&field.ty);
        fields.push(Field {
            name: ident.to_string(),
            ctype: ctype.ok_or(format!("{name}.{ident}: unknown type"))?,
            offset: 0,
            doc: doc(&field.attrs),
        });
    }
    let types: Vec<_> = fields.iter().map(|field| field.ctype.as_str()).collect();
    let laid = layout::lay_out(&types, |other| {
        let found = known.clone().find(|it| it.name == other)?;
        Some((found.size, found.align))
    });
    let laid = laid.map_err(|error| format!("{name}: {error}"))?;
    for (field, offset) in fields.iter_mut().zip(laid.offsets) {
        field.offset = offset;
    }
    Ok(Structure {
        name,
        doc: doc(&item.attrs),
        size: laid.size,
        align: laid.align,
        fields,
    })
}

fn function(item: &ItemFn) -> Result<Function, String> {
    let name = item.sig.ident.to_string();
    let mut parameters = Vec::new();
    for input in &item.sig.inputs {
        let syn::FnArg::Typed(input) = input else {
            return Err(format!("{name}: a receiver"));
        };
        let syn::Pat::Ident(pattern) = &*input.pat else {
            return Err(format!("{name}: a parameter without name"));
        };
        let parameter = pattern.ident.to_string();
        let ctype = ctype::of(&input.ty);
        parameters.push(Parameter {
            ctype: ctype.ok_or(format!("{name}: the type of {parameter} is unknown"))?,
            name: parameter,
        });
    }
    let returns = match &item.sig.output {
        syn::ReturnType::Default => Some("void".to_owned()),
        syn::ReturnType::Type(_, ty) => ctype::of(ty),
    };
    Ok(Function {
        returns: returns.ok_or(format!("{name}: the type of its result is unknown"))?,
        parameters,
        doc: doc(&item.attrs),
        name,
    })
}
