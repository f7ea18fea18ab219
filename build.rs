//! Writes the C header into OUT_DIR and names the shared object's ABI.
//!
//! The header is `src/capi/preamble.h`, then a section for each file of `src/capi`: the file's
//! `//!` text as its banner, and what cbindgen makes of the rest. `include/oxsock.h` is the
//! checked-in copy; `tests/header.rs` compares the two.

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

/// The sections of the header, in its order.
const SECTIONS: [&str; 13] = [
    "lifecycle",
    "bytes",
    "control",
    "waiting",
    "time",
    "descriptors",
    "errors",
    "addresses",
    "everyday",
    "transfers",
    "options",
    "extras",
    "faults",
];

/// Structures that other sections use as well, and the section that defines them.
const STRUCTURES: [(&str, &str); 1] = [("ox_address", "addresses")];

/// Changes when a program linked to an older library can no longer run with the new one.
const SONAME: &str = "liboxsock.so.0";

const CLOSING: &str = "\
#ifdef __cplusplus
}
#endif

#endif /* OXSOCK_H */
";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");
    println!("cargo:rustc-env=OXSOCK_TARGET={}", env::var("TARGET")?); // for the tests' compiler
    for input in ["build.rs", "cbindgen.toml", "src/capi"] {
        println!("cargo:rerun-if-changed={input}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("oxsock.h");
    fs::write(out, header()?)?;
    Ok(())
}

fn header() -> Result<String, Box<dyn Error>> {
    let capi = Path::new("src/capi");
    let mut header = fs::read_to_string(capi.join("preamble.h"))?;
    for name in SECTIONS {
        let source = capi.join(name).with_extension("rs");
        header += "\n";
        header += &banner(&fs::read_to_string(&source)?);
        header += "\n";
        header += &declarations(name, &source)?;
    }
    Ok(header + "\n" + CLOSING)
}

/// The `//!` lines of a source file as a C comment, the first of them its title.
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
fn declarations(section: &str, source: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = Vec::new();
    let mut config = cbindgen::Config::from_file("cbindgen.toml")?;
    for (structure, home) in STRUCTURES {
        if home != section {
            let tag = format!("struct {structure}");
            config.export.rename.insert(structure.to_owned(), tag);
        }
    }
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(source)
        .generate()?
        .write(&mut text);
    Ok(tidy(&String::from_utf8(text)?))
}

/// Mends what cbindgen cannot be told: names that are reserved in Rust but not in C, negative
/// constants without parentheses, and three lines for a comment that fits on one.
fn tidy(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim_start().lines() {
        let mut line = line.replace("int type_,", "int type,");
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
