//! The text of the documentation: paragraphs, indented examples, lists, tables, and what a function
//! returns and fails with.

#[derive(Debug, PartialEq)]
pub enum Block {
    Paragraph(String),
    /// Lines kept as they are: those indented by four spaces.
    Verbatim(Vec<String>),
    /// Items that begin with `- `.
    List(Vec<String>),
    /// Lines that begin with `|`, which separates the cells, too.
    Table(Vec<Vec<String>>),
}

/// The parts of a function's documentation.
#[derive(Default)]
pub struct Parts {
    pub description: Vec<Block>,
    /// The text from `Returns` on.
    pub returns: Option<String>,
    /// The text behind `Errors:` or `Errors also:`.
    pub errors: Option<String>,
}

/// Split a text into blocks.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut ended = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            ended = true;
            continue;
        }
        add(&mut blocks, line, ended);
        ended = false;
    }
    blocks
}

fn add(blocks: &mut Vec<Block>, line: &str, ended: bool) {
    let starts_part = line.starts_with("Returns ") || line.starts_with("Errors");
    match (blocks.last_mut(), line) {
        (last, _) if line.starts_with("    ") => match last {
            Some(Block::Verbatim(lines)) => {
                if ended {
                    lines.push(String::new());
                }
                lines.push(line[4..].to_owned());
            }
            _ => blocks.push(Block::Verbatim(vec![line[4..].to_owned()])),
        },
        (last, _) if line.starts_with("- ") => match last {
            Some(Block::List(items)) => items.push(line[2..].to_owned()),
            _ => blocks.push(Block::List(vec![line[2..].to_owned()])),
        },
        (last, _) if line.starts_with('|') => {
            let cells = line.trim_matches('|').split('|');
            let cells: Vec<_> = cells.map(|cell| cell.trim().to_owned()).collect();
            let is_rule = cells
                .iter()
                .all(|cell| cell.trim_matches(['-', ':']).is_empty());
            match last {
                _ if is_rule => {}
                Some(Block::Table(rows)) => rows.push(cells),
                _ => blocks.push(Block::Table(vec![cells])),
            }
        }
        (Some(Block::List(items)), _) if !ended => {
            if let Some(item) = items.last_mut() {
                *item += " ";
                *item += line.trim();
            }
        }
        (Some(Block::Paragraph(text)), _) if !ended && !starts_part => {
            *text += " ";
            *text += line.trim();
        }
        _ => blocks.push(Block::Paragraph(line.trim().to_owned())),
    }
}

/// Split a function's documentation into its parts.
pub fn parts(doc: &str) -> Parts {
    let mut parts = Parts::default();
    for block in blocks(doc) {
        let Block::Paragraph(text) = &block else {
            parts.description.push(block);
            continue;
        };
        let errors = ["Errors also: ", "Errors: "]
            .iter()
            .find_map(|it| text.strip_prefix(it));
        match errors {
            Some(errors) => parts.errors = Some(errors.to_owned()),
            None if text.starts_with("Returns ") => parts.returns = Some(text.clone()),
            None => parts.description.push(block),
        }
    }
    parts
}

/// The text of a section without its examples, and the errors that all of its functions have.
pub fn banner(doc: &str) -> (Vec<Block>, Option<String>) {
    let mut common = None;
    let mut rest = Vec::new();
    let mut blocks = blocks(doc).into_iter();
    while let Some(block) = blocks.next() {
        match block {
            Block::Paragraph(text) if text.starts_with("Example") => {
                blocks.next(); // the code
            }
            Block::Paragraph(text) => {
                let (before, errors) = match text.find("Errors common to all") {
                    Some(at) => (text[..at].trim(), Some(text[at..].to_owned())),
                    None => (text.as_str(), None),
                };
                if !before.is_empty() {
                    rest.push(Block::Paragraph(before.to_owned()));
                }
                common = common.or(errors);
            }
            other => rest.push(other),
        }
    }
    (rest, common)
}

/// The text with each paragraph on one line.
pub fn reflow(doc: &str) -> String {
    let mut text = String::new();
    for block in blocks(doc) {
        if !text.is_empty() {
            text += "\n\n";
        }
        text += &match block {
            Block::Paragraph(text) => text,
            Block::Verbatim(lines) => {
                let lines: Vec<_> = lines.iter().map(|line| format!("    {line}")).collect();
                lines.join("\n")
            }
            Block::List(items) => {
                let items: Vec<_> = items.iter().map(|item| format!("- {item}")).collect();
                items.join("\n")
            }
            Block::Table(rows) => {
                let rows = rows
                    .iter()
                    .map(|cells| format!("| {} |", cells.join(" | ")));
                rows.collect::<Vec<_>>().join("\n")
            }
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_examples_lists_and_tables() {
        let text =
            "One\ntwo.\n\n    a  b\n\n    c\n\n- x\n  y\n- z\n\n| a | b |\n|---|---|\n| c | d |";
        let owned = |texts: &[&str]| texts.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            blocks(text),
            [
                Block::Paragraph("One two.".to_owned()),
                Block::Verbatim(owned(&["a  b", "", "c"])),
                Block::List(owned(&["x y", "z"])),
                Block::Table(vec![owned(&["a", "b"]), owned(&["c", "d"])]),
            ]
        );
    }

    #[test]
    fn returns_and_errors_are_parts_of_their_own() {
        let parts = parts("Do it.\n\nReturns 0,\nor more.\nErrors also: EBADF;\nEFAULT.");
        assert_eq!(parts.description, [Block::Paragraph("Do it.".to_owned())]);
        assert_eq!(parts.returns.as_deref(), Some("Returns 0, or more."));
        assert_eq!(parts.errors.as_deref(), Some("EBADF; EFAULT."));
    }

    #[test]
    fn examples_of_a_banner_are_left_out() {
        let (rest, _) = banner("One.\n\nExample: two.\n\n    x();\n\n    y();\n\nThree.");
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        assert_eq!(rest, [paragraph("One."), paragraph("Three.")]);
    }

    #[test]
    fn common_errors_are_found_within_a_paragraph() {
        let (rest, errors) = banner("They wait. Errors common to all: EBADF.\n\nMore.");
        assert_eq!(rest.len(), 2);
        assert_eq!(errors.as_deref(), Some("Errors common to all: EBADF."));
    }
}
