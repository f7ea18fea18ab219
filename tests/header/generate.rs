//! Generates the C header from `src/capi`.
//!
//! The header is `src/capi/preamble.h`, then a section for each file of `src/capi`: the file's
//! `//!` text as a banner, and cbindgen's output for the rest.

use crate::support::source;
use oxsock_describe::SECTIONS;
use std::error::Error;
use std::fs;
use std::path::Path;

/// Structures that other sections use as well, and the section that defines them.
const STRUCTURES: [(&str, &str); 1] = [("ox_address", "addresses")];

const CLOSING: &str = "\
#ifdef __cplusplus
}
#endif

#endif /* OXSOCK_H */
";

/// The text of the header.
pub fn header() -> Result<String, Box<dyn Error>> {
    let capi = source("src/capi");
    let mut header = fs::read_to_string(capi.join("preamble.h"))?;
    for name in SECTIONS {
        let file = capi.join(name).with_extension("rs");
        header += "\n";
        header += &banner(&fs::read_to_string(&file)?);
        header += "\n";
        header += &declarations(name, &file)?;
    }
    Ok(header + "\n" + CLOSING)
}

/// The `//!` lines of a source file as a C comment. The first line is the title.
fn banner(source: &str) -> String {
    let rule = "-".repeat(94);
    let mut lines = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|text| format!(" *{text}\n"));
    let title = lines.next().unwrap_or_default();
    let text: String = lines.collect();
    format!("/* {rule}\n{title} * {rule}\n{text} */\n")
}

/// The constants, structures and functions of one section, in C.
fn declarations(section: &str, file: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = Vec::new();
    let mut config = cbindgen::Config::from_file(source("cbindgen.toml"))?;
    for (structure, home) in STRUCTURES {
        if home != section {
            let tag = format!("struct {structure}");
            config.export.rename.insert(structure.to_owned(), tag);
        }
    }
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(file)
        .generate()?
        .write(&mut text);
    Ok(tidy(&String::from_utf8(text)?))
}

/// Correct what cbindgen has no setting for: negative constants without parentheses, and comments
/// of one line that take three.
fn tidy(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim_start().lines() {
        let mut line = line.to_owned();
        if line.starts_with("#define") {
            if let Some((name, digits)) = line.split_once(" -") {
                line = format!("{name} (-{digits})");
            }
        }
        if let (" */", [.., opening, only]) = (line.as_str(), lines.as_mut_slice()) {
            if opening == "/**" {
                *opening = format!("/**{} */", only.trim_start_matches(" *"));
                lines.pop();
                continue;
            }
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}
