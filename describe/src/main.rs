//! `oxsock-describe DIRECTORY`: writes what is installed beside the header into a directory:
//! `oxsock-api.json` with its schema and `oxsock-ffi.h`, for this platform, and the manual pages, in
//! `man3` and `man7`.

use oxsock_describe::api::Api;
use oxsock_describe::description::{describe, Extent};
use oxsock_describe::{ffi, man};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let Some(directory) = env::args_os().nth(1) else {
        eprintln!("usage: oxsock-describe DIRECTORY");
        return ExitCode::FAILURE;
    };
    match write(Path::new(&directory)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("oxsock-describe: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(directory: &Path) -> Result<(), String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().ok_or("the package is not in oxsock's")?;
    let api = Api::read(root)?;
    let examples = here.join("examples");
    let mut files = man::pages(&api, &examples).map_err(|error| error.to_string())?;
    for (path, text) in [
        ("oxsock-api.json", describe(&api, Extent::Whole).pretty()),
        ("oxsock-ffi.h", ffi::header(&api)),
    ] {
        files.push(man::File {
            path: path.to_owned(),
            text,
        });
    }
    for file in files {
        let path = directory.join(&file.path);
        let parent = path.parent().unwrap_or(directory);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, &file.text));
        written.map_err(|error| format!("{}: {error}", path.display()))?;
    }
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
