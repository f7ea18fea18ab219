//! The source of manual pages: man(7), and tbl(1) for tables.

use crate::prose::Block;

/// A manual page that is being written.
pub struct Page {
    text: String,
    /// The words to set in italics: names of parameters that are not English words.
    pub parameters: Vec<String>,
}

/// The longest line of source.
const WIDTH: usize = 78;

impl Page {
    pub fn new(name: &str, section: u32, date: &str, version: &str) -> Self {
        let title = dashes(&name.to_uppercase());
        Self {
            // The first line makes man(1) run tbl(1). Names are not hyphenated.
            text: format!(
                "'\\\" t\n.\\\" Generated from the source of oxsock.\n\
                 .TH {title} {section} {date} \"oxsock {version}\" \"oxsock\"\n.nh\n"
            ),
            parameters: Vec::new(),
        }
    }

    pub fn finish(self) -> String {
        self.text
    }

    /// Add a line of source.
    pub fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    pub fn heading(&mut self, title: &str) {
        self.line(&format!(".SH {title}"));
    }

    pub fn subheading(&mut self, title: &str) {
        self.line(&format!(".SS {title}"));
    }

    /// Add blocks, the first directly below a heading.
    pub fn blocks(&mut self, blocks: &[Block]) {
        for (i, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph(text) => {
                    if i > 0 {
                        self.line(".PP");
                    }
                    self.prose(text);
                }
                Block::Verbatim(lines) => self.verbatim(lines, i > 0),
                Block::List(items) => self.list(items),
                Block::Table(rows) => self.table(rows),
            }
        }
    }

    /// Add text to be filled, with a new line of source for each sentence.
    pub fn prose(&mut self, text: &str) {
        let words: Vec<_> = text.split_whitespace().collect();
        let mut line = String::new();
        for word in words {
            let marked = self.mark(word);
            let sentence_ended = line.ends_with(['.', '?', '!']) || line.ends_with(".)");
            if !line.is_empty() && (sentence_ended || line.len() + 1 + marked.len() > WIDTH) {
                self.line(&protect(&line));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += &marked;
        }
        if !line.is_empty() {
            self.line(&protect(&line));
        }
    }

    /// Add lines that are not filled.
    pub fn verbatim(&mut self, lines: &[String], spaced: bool) {
        if spaced {
            self.line(".PP");
        }
        self.line(".RS 4");
        self.line(".EX");
        for line in lines {
            self.line(&protect(&dashes(&escape(line))));
        }
        self.line(".EE");
        self.line(".RE");
    }

    fn list(&mut self, items: &[String]) {
        for item in items {
            self.line(".IP \\(bu 2");
            self.prose(item);
        }
    }

    fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.first().map_or(1, Vec::len);
        self.line(".TS");
        self.line(&(vec!["lb"; columns].join(" ")));
        self.line(&(vec!["l"; columns].join(" ") + "."));
        for row in rows {
            let cells: Vec<_> = row.iter().map(|cell| escape(cell)).collect();
            self.line(&cells.join("\t"));
        }
        self.line(".TE");
    }

    /// Add a term and its description.
    pub fn tagged(&mut self, term: &str, text: &str) {
        self.line(".TP");
        self.line(term);
        self.prose(text);
    }

    /// Mark up a word of prose: functions, manual pages and constants in bold, parameters in
    /// italics.
    fn mark(&self, word: &str) -> String {
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut marked = String::new();
        let mut rest = word;
        while let Some(start) = rest.find(inside) {
            marked += &escape(&rest[..start]);
            rest = &rest[start..];
            // `oxsock-faults(7)`, `nsswitch.conf(5)`: the name can have hyphens and dots.
            let end = rest.find(|c| !inside(c) && c != '-' && c != '.');
            let (page, behind) = rest.split_at(end.unwrap_or(rest.len()));
            if let Some(section) = section(behind) {
                marked += &format!("\\fB{}\\fP({section})", dashes(page));
                rest = &behind[3..];
                continue;
            }
            let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            rest = behind;
            if name.starts_with("ox_") || is_constant(name) {
                marked += &format!("\\fB{name}\\fP");
            } else if self.parameters.iter().any(|it| it == name) {
                marked += &format!("\\fI{name}\\fP");
            } else {
                marked += name;
            }
        }
        marked + &escape(rest)
    }
}

/// The section of the manual, if the text begins with one in parentheses.
fn section(text: &str) -> Option<char> {
    let (section, _) = text.strip_prefix('(')?.split_once(')')?;
    section.parse().ok().filter(char::is_ascii_digit)
}

/// Whether a name is that of a C constant: `EBADF`, `OX_FOREVER`, `AF_INET6`.
fn is_constant(name: &str) -> bool {
    const WORDS: [&str; 2] = ["ENDPOINT", "EOF"];
    let all = name
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let is_errno = name.starts_with('E') && name.len() > 3 && !WORDS.contains(&name);
    all && (is_errno || name.contains('_') || name.starts_with("POLL")) && name.len() > 3
}

/// Escape backslashes.
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\e")
}

/// Write dashes so that they are printed as minus signs, as in commands, and not as hyphens.
pub fn dashes(text: &str) -> String {
    text.replace('-', "\\-")
        .replace('\'', "\\(aq")
        .replace('^', "\\(ha")
        .replace('~', "\\(ti")
}

/// Keep a line from being read as a request.
fn protect(line: &str) -> String {
    match line.starts_with(['.', '\'']) {
        true => format!("\\&{line}"),
        false => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> String {
        let mut page = Page {
            text: String::new(),
            parameters: vec!["len".to_owned()],
        };
        page.prose(text);
        page.finish()
    }

    #[test]
    fn names_are_set_in_their_fonts() {
        assert_eq!(
            prose("As recv(2), ox_send."),
            "As \\fBrecv\\fP(2), \\fBox_send\\fP.\n"
        );
        assert_eq!(
            prose("see oxsock-faults(7)"),
            "see \\fBoxsock\\-faults\\fP(7)\n"
        );
        assert_eq!(
            prose("nsswitch.conf(5), or errno=-EBADF"),
            "\\fBnsswitch.conf\\fP(5), or errno=-\\fBEBADF\\fP\n"
        );
        assert_eq!(prose("*len is -EBADF"), "*\\fIlen\\fP is -\\fBEBADF\\fP\n");
        assert_eq!(prose("on=ENDPOINT"), "on=ENDPOINT\n");
    }

    #[test]
    fn sentences_begin_on_new_lines_and_none_is_a_request() {
        assert_eq!(prose("One. Two."), "One.\nTwo.\n");
        assert_eq!(prose(".so file \\n"), "\\&.so file \\en\n");
    }

    #[test]
    fn tables_and_examples() {
        let mut page = Page {
            text: String::new(),
            parameters: Vec::new(),
        };
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        page.table(&[row(["a", "b"]), row(["c", "d"])]);
        page.verbatim(&["x - y".to_owned()], false);
        assert_eq!(
            page.finish(),
            ".TS\nlb lb\nl l.\na\tb\nc\td\n.TE\n.RS 4\n.EX\nx \\- y\n.EE\n.RE\n"
        );
    }
}
