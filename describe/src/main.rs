//! `oxsock-describe`: refreshes the generated files of the source tree: `api/oxsock-api.json`,
//! `include/oxsock-ffi.h`, `src/description/pieces.rs` and `src/capi/layout.rs`.
//!
//! `oxsock-describe DIRECTORY LIBRARY` writes the files that are installed beside the header into a
//! directory: `oxsock-api.json`, its schema and `oxsock-ffi.h`, for the platform for which LIBRARY,
//! a shared object or static library of oxsock, was compiled; and the manual pages, in `man3` and
//! `man7`.

use oxsock_describe::api::Api;
use oxsock_describe::description::{describe, pieces, Extent};
use oxsock_describe::system::System;
use oxsock_describe::{check, ffi, man, rust};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let root = root.unwrap_or(Path::new("/"));
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let done = match arguments.as_slice() {
        [directory, library] => {
            write_for_installation(root, Path::new(directory), Path::new(library))
        }
        [] => refresh(root),
        _ => Err("give a directory and a library, or nothing".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("oxsock-describe: {error}");
            ExitCode::FAILURE
        }
    }
}

fn refresh(root: &Path) -> Result<(), String> {
    let api = Api::read(root)?;
    for complaint in check::complaints(&api) {
        eprintln!("src/capi/*.facts: {complaint}");
    }
    let system = System::here();
    let json = describe(&api, &system, Extent::Whole).pretty();
    write(root, "api/oxsock-api.json", &json)?;
    write(root, "include/oxsock-ffi.h", &ffi::header(&api, &system))?;
    write(root, "src/capi/layout.rs", &rust::layout(&api))?;
    write(root, "src/description/pieces.rs", &pieces(&api))
}

fn write_for_installation(root: &Path, directory: &Path, library: &Path) -> Result<(), String> {
    let api = Api::read(root)?;
    let library_text =
        fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    let system = System::of_library(&library_text)
        .map_err(|error| format!("{}: {error}", library.display()))?;
    let examples = root.join("describe/examples");
    for page in man::pages(&api, &examples).map_err(|error| error.to_string())? {
        write(directory, &page.path, &page.text)?;
    }
    let json = describe(&api, &system, Extent::Whole).pretty();
    write(directory, "oxsock-api.json", &json)?;
    write(directory, "oxsock-ffi.h", &ffi::header(&api, &system))?;
    for (from, to) in [
        ("api/oxsock-api.schema.json", "oxsock-api.schema.json"),
        ("docs/oxsock-endpoint.7", "man7/oxsock-endpoint.7"),
        ("docs/oxsock-faults.7", "man7/oxsock-faults.7"),
    ] {
        let copied = fs::copy(root.join(from), directory.join(to));
        copied.map_err(|error| format!("{from}: {error}"))?;
    }
    Ok(())
}

fn write(directory: &Path, path: &str, text: &str) -> Result<(), String> {
    let path = directory.join(path);
    let parent = path.parent().unwrap_or(directory);
    let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, text));
    written.map_err(|error| format!("{}: {error}", path.display()))
}
