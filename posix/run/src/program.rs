//! Finding the program, and whether the object can be preloaded into it: it has to be linked
//! dynamically to the same C library, and make its calls through that.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The object to preload, beside this program or where it is installed.
pub fn object() -> Result<PathBuf, String> {
    const NAME: &str = "liboxsock-posix.so";
    let own = env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
    let directory = own.parent().unwrap_or(Path::new("/"));
    let places = [
        directory.join(NAME),
        directory.join("../lib/oxsock").join(NAME),
    ];
    let found = places.iter().find(|place| place.is_file());
    let found = found.ok_or_else(|| format!("{NAME} is neither beside me nor in ../lib/oxsock"))?;
    if found
        .as_os_str()
        .as_bytes()
        .iter()
        .any(|b| b" :".contains(b))
    {
        let path = found.display();
        return Err(format!(
            "{path}: the dynamic linker takes no path with blanks or colons"
        ));
    }
    Ok(found.clone())
}

/// The file that execvp runs for this name.
pub fn find(name: &OsStr) -> Option<PathBuf> {
    if name.as_bytes().contains(&b'/') {
        let path = PathBuf::from(name);
        return path.exists().then_some(path);
    }
    let path = env::var_os("PATH").unwrap_or_else(|| OsString::from("/bin:/usr/bin"));
    env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| {
            let about = fs::metadata(file);
            about.is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
        })
}

/// Check that the object can be preloaded into a program. The error says why not.
pub fn check(path: &Path) -> Result<(), String> {
    let mut path = path.to_owned();
    const MOST_INTERPRETERS: usize = 5; // the kernel's limit
    for _ in 0..MOST_INTERPRETERS {
        let shown = path.display().to_string();
        if let Some(reason) = cannot_be_run(&path) {
            return Err(format!("{shown} cannot be served: {reason}"));
        }
        let bytes = fs::read(&path).map_err(|error| format!("{shown}: {error}"))?;
        if let Some(interpreter) = interpreter_of_script(&bytes) {
            path = interpreter;
            continue;
        }
        let reason = gains_rights(&path).or_else(|| cannot_be_preloaded(&bytes));
        return match reason {
            Some(reason) => Err(format!("{shown} cannot be served: {reason}")),
            None => Ok(()),
        };
    }
    Err(format!("{}: too many interpreters", path.display()))
}

/// The interpreter that `#!/usr/bin/env python3` and the like name. Any other text is run by the
/// shell, as execvp(3) does.
fn interpreter_of_script(bytes: &[u8]) -> Option<PathBuf> {
    if !bytes.starts_with(b"#!") && !bytes.contains(&0) {
        return Some(PathBuf::from("/bin/sh"));
    }
    let line = bytes.strip_prefix(b"#!")?;
    let line = line.split(|&byte| byte == b'\n').next()?;
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let interpreter = PathBuf::from(OsStr::from_bytes(words.next()?));
    if interpreter.file_name() == Some(OsStr::new("env")) {
        let name = words.find(|word| !word.starts_with(b"-"))?;
        return find(OsStr::from_bytes(name)).or(Some(interpreter));
    }
    Some(interpreter)
}

fn cannot_be_run(path: &Path) -> Option<&'static str> {
    let about = fs::metadata(path).ok()?;
    if !about.is_file() {
        return Some("it is not a regular file");
    }
    (about.mode() & 0o111 == 0).then_some("it is not executable")
}

/// Why a program runs with more rights than its caller, if it does: the loader then ignores
/// LD_PRELOAD.
fn gains_rights(path: &Path) -> Option<String> {
    let about = fs::metadata(path).ok()?;
    // SAFETY: take nothing and cannot fail.
    let (uid, gid) = unsafe { (libc::getuid(), libc::getgid()) };
    if about.mode() & libc::S_ISUID != 0 && about.uid() != uid {
        return Some("it is set-uid".to_owned());
    }
    if about.mode() & libc::S_ISGID != 0 && about.gid() != gid {
        return Some("it is set-gid".to_owned());
    }
    (uid != 0 && has_capabilities(path)).then(|| "it has capabilities of its own".to_owned())
}

fn has_capabilities(path: &Path) -> bool {
    let Ok(path) = std::ffi::CString::new(path.as_os_str().as_bytes()) else {
        return false;
    };
    let name = c"security.capability";
    // SAFETY: C strings; with a size of 0 nothing is written.
    unsafe { libc::getxattr(path.as_ptr(), name.as_ptr(), std::ptr::null_mut(), 0) > 0 }
}

fn cannot_be_preloaded(bytes: &[u8]) -> Option<String> {
    let Some(elf) = Elf::read(bytes) else {
        return Some("it is no program of this kind of machine".to_owned());
    };
    if elf
        .sections()
        .any(|name| matches!(name, b".go.buildinfo" | b".note.go.buildid"))
    {
        return Some("it is a Go program, which makes its system calls itself".to_owned());
    }
    match elf.interpreter() {
        None => Some("it is statically linked".to_owned()),
        Some(linker) if !is_ours(linker) => {
            let linker = String::from_utf8_lossy(linker);
            Some(format!("it has another C library ({linker})"))
        }
        Some(_) => None,
    }
}

fn is_ours(linker: &[u8]) -> bool {
    let name = linker
        .rsplit(|&byte| byte == b'/')
        .next()
        .unwrap_or_default();
    name.starts_with(b"ld-linux") || name.starts_with(b"ld64.so") || name == b"ld.so.1"
}

/// A 64-bit ELF file for this processor.
struct Elf<'a> {
    bytes: &'a [u8],
}

impl<'a> Elf<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let elf = Self { bytes };
        let is_elf = bytes.starts_with(b"\x7fELF\x02") && bytes.get(5) == Some(&ORDER);
        let own = fs::read("/proc/self/exe").ok()?;
        let is_ours = elf.half(18) == Elf { bytes: &own }.half(18); // e_machine
        (is_elf && is_ours).then_some(elf)
    }

    fn number<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let at = usize::try_from(at).ok()?;
        self.bytes.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn half(&self, at: u64) -> Option<u64> {
        self.number(at)
            .map(|bytes| u16::from_ne_bytes(bytes).into())
    }

    fn word(&self, at: u64) -> Option<u64> {
        self.number(at)
            .map(|bytes| u32::from_ne_bytes(bytes).into())
    }

    fn long(&self, at: u64) -> Option<u64> {
        self.number(at).map(u64::from_ne_bytes)
    }

    /// The bytes of a section or segment.
    fn part(&self, at: u64, length: u64) -> Option<&'a [u8]> {
        let (at, length) = (usize::try_from(at).ok()?, usize::try_from(length).ok()?);
        self.bytes.get(at..at.checked_add(length)?)
    }

    /// The offsets of the entries of the section or program header table.
    fn table(&self, first: u64, size: u64, count: u64) -> impl Iterator<Item = u64> {
        let (first, size) = (self.long(first), self.half(size).unwrap_or(0));
        let count = self.half(count).unwrap_or(0);
        let at = move |i| first?.checked_add(i * size);
        (0..count).map_while(at)
    }

    /// The dynamic linker that it names.
    fn interpreter(&self) -> Option<&'a [u8]> {
        const PT_INTERP: u64 = 3;
        let mut segments = self.table(32, 54, 56);
        let segment = segments.find(|&at| self.word(at) == Some(PT_INTERP))?;
        let path = self.part(self.long(segment + 8)?, self.long(segment + 32)?)?;
        Some(path.strip_suffix(b"\0").unwrap_or(path))
    }

    /// The names of its sections.
    fn sections(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        let names = self.half(62).and_then(|i| {
            let header = self.table(40, 58, 60).nth(i as usize)?;
            self.part(self.long(header + 24)?, self.long(header + 32)?)
        });
        self.table(40, 58, 60).filter_map(move |header| {
            let name = names?.get(self.word(header)? as usize..)?;
            name.split(|&byte| byte == 0).next()
        })
    }
}

/// EI_DATA of this machine.
const ORDER: u8 = if cfg!(target_endian = "little") { 1 } else { 2 };
