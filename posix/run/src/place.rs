//! Where journals are: each in a directory of its own. Those of runs that were killed are removed.

use std::ffi::{CString, OsStr};
use std::fs::{self, File};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::{env, io};

const PREFIX: &str = "oxsock-";

/// The journal's name in its directory. The oxsock-run that made it holds a lock on it as long as
/// it has that name.
pub const JOURNAL: &str = "journal";

/// Make a directory that other users' programs can search but not list: they open the journal by
/// its path.
pub fn make() -> io::Result<PathBuf> {
    let shared = Path::new("/dev/shm");
    let parent = if shared.is_dir() {
        shared.to_owned()
    } else {
        env::temp_dir()
    };
    remove_left(&parent);
    let template = parent.join(format!("{PREFIX}XXXXXX"));
    let template = CString::new(template.into_os_string().into_vec())?;
    let mut template = template.into_bytes_with_nul();
    // SAFETY: a C string, which is changed in place.
    if unsafe { libc::mkdtemp(template.as_mut_ptr().cast()) }.is_null() {
        return Err(io::Error::last_os_error());
    }
    template.pop();
    let path = PathBuf::from(OsStr::from_bytes(&template));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o711))?;
    Ok(path)
}

/// Lock a journal. The lock lasts until the file is closed, which the end of the process does in
/// any case.
pub fn lock(journal: &File) -> io::Result<()> {
    // SAFETY: takes numbers only.
    match unsafe { libc::flock(journal.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Remove this user's journals that nobody has locked any more.
fn remove_left(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if is_of_this_user(&path) && is_left(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

fn is_of_this_user(directory: &Path) -> bool {
    // SAFETY: takes nothing and cannot fail.
    let user = unsafe { libc::geteuid() };
    let name = directory.file_name().map_or(&[][..], OsStr::as_bytes);
    name.starts_with(PREFIX.as_bytes())
        && fs::symlink_metadata(directory).is_ok_and(|about| about.is_dir() && about.uid() == user)
}

fn is_left(directory: &Path) -> bool {
    File::open(directory.join(JOURNAL)).is_ok_and(|journal| lock(&journal).is_ok())
}
