//! Keeps compiled programs between runs, for tests that are run repeatedly with changed libraries,
//! as by `cargo mutants`.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The directory in OXSOCK_TEST_CACHE.
pub struct Cache(Option<PathBuf>);

impl Cache {
    /// Without the variable nothing is kept.
    pub fn from_environment() -> io::Result<Self> {
        let directory = env::var_os("OXSOCK_TEST_CACHE").map(PathBuf::from);
        directory.as_ref().map_or(Ok(()), fs::create_dir_all)?;
        Ok(Self(directory))
    }

    /// Have a command make a file from the inputs. Returns its path: `elsewhere` without a cache;
    /// in the cache, the file may be from an earlier run.
    pub fn make(
        &self,
        inputs: &[PathBuf],
        elsewhere: PathBuf,
        command: &mut Command,
    ) -> Result<PathBuf, String> {
        let kept = self.place(inputs, &elsewhere);
        let kept = kept.map_err(|error| error.to_string())?;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.exists()) {
            return Ok(kept.clone());
        }
        super::succeed(command.arg("-o").arg(&elsewhere))?;
        match kept {
            Some(kept) => put(&elsewhere, kept).map_err(|error| error.to_string()),
            None => Ok(elsewhere),
        }
    }

    /// The path in the cache. Its name is a hash of all inputs.
    fn place(&self, inputs: &[PathBuf], elsewhere: &Path) -> io::Result<Option<PathBuf>> {
        let (Some(directory), Some(name)) = (&self.0, elsewhere.file_name()) else {
            return Ok(None);
        };
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            fs::read(input)?.hash(&mut hasher);
        }
        let name = format!("{:016x}-{}", hasher.finish(), name.to_string_lossy());
        Ok(Some(directory.join(name)))
    }
}

/// Copy a file into the cache atomically, as other processes may do the same. Returns its path.
fn put(file: &Path, place: PathBuf) -> io::Result<PathBuf> {
    let half = place.with_extension(std::process::id().to_string());
    fs::copy(file, &half)?;
    fs::rename(half, &place)?;
    Ok(place)
}
