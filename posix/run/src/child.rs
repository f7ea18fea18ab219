//! Running the program. Meanwhile its records are taken out, and signals are passed on to it.

use crate::arguments::Arguments;
use crate::end::End;
use crate::inherited;
use crate::journal::{Asked, Reader};
use crate::layout::{Record, VARIABLE};
use std::ffi::{OsStr, OsString};
use std::mem::MaybeUninit;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, io};

/// How a run ended.
pub struct Ended {
    /// How the program ended.
    pub end: End,
    /// How many records were lost.
    pub lost: u32,
    /// The signal that asked oxsock-run to end during the run, if one did.
    pub told: Option<i32>,
}

/// Execute the program in place of this one. Returns only with what went wrong.
pub fn become_it(command: &[OsString], object: &Path) -> String {
    let error = prepared(command, object).exec();
    format!("{}: {error}", command[0].to_string_lossy())
}

fn prepared(command: &[OsString], object: &Path) -> Command {
    let mut preload = object.as_os_str().to_owned();
    if let Some(others) = env::var_os("LD_PRELOAD").filter(|others| !others.is_empty()) {
        preload.push(":");
        preload.push(others);
    }
    // AddressSanitizer refuses to start if another object is loaded before its own.
    let mut sanitizer = env::var_os("ASAN_OPTIONS").unwrap_or_default();
    if !sanitizer.is_empty() {
        sanitizer.push(":");
    }
    sanitizer.push("verify_asan_link_order=0");
    let mut prepared = Command::new(&command[0]);
    prepared
        .args(&command[1..])
        .env("LD_PRELOAD", preload)
        .env("ASAN_OPTIONS", sanitizer)
        .env_remove("OXSOCK_FAULTS"); // these rules are in the journal
    inherited::pass_on(&mut prepared);
    prepared
}

/// Run the program under these rules. Call `each` with each record, and with None whenever there is
/// none for the moment.
pub fn run(
    arguments: &Arguments,
    rules: &[String],
    object: &Path,
    each: &mut dyn FnMut(Option<&Record>),
) -> Result<Ended, String> {
    let mut reader = Reader::make(&Asked {
        rules,
        all: arguments.log.is_some() || arguments.json.is_some(),
        deadline: arguments.deadline,
    })?;
    let signals = Signals::block();
    let mut command = prepared(&arguments.command, object);
    command.env(
        OsStr::new(VARIABLE.to_str().unwrap_or_default()),
        reader.path(),
    );
    let program = arguments.command[0].to_string_lossy();
    let others = children(); // of the program that this one replaced by exec, if any
    let child = command
        .spawn()
        .map_err(|error| format!("{program}: {error}"))?;
    let pid = child.id() as libc::pid_t;
    let mut kill_at = arguments.timeout.map(|timeout| Instant::now() + timeout);
    let (mut timed_out, mut told) = (false, None);
    let end = loop {
        let busy = reader.take(&mut |record| each(Some(record)));
        if !busy {
            each(None);
        }
        if let Some(received) = signals.wait(if busy { 0 } else { 5 }) {
            if received.asks_to_end() {
                told = Some(received.signal);
            }
            if received.is_to_be_passed_on {
                // SAFETY: a signal to a child that has not been waited for.
                unsafe { libc::kill(pid, received.signal) };
            }
        }
        if let Some(end) = End::of(pid).map_err(|error| format!("{program}: {error}"))? {
            break end;
        }
        if kill_at.is_some_and(|at| Instant::now() >= at) {
            (kill_at, timed_out) = (None, true);
            inherit_orphans(true);
            // SAFETY: as above.
            unsafe { libc::kill(pid, libc::SIGKILL) };
        }
    };
    if timed_out {
        kill_orphans(&others);
        inherit_orphans(false);
    }
    let lost = reader.finish(&mut |record| each(Some(record)));
    let end = if timed_out { End::TimedOut } else { end };
    Ok(Ended { end, lost, told })
}

/// Set whether this process inherits the program's descendants when their parents end.
fn inherit_orphans(do_so: bool) {
    // SAFETY: takes numbers only.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, libc::c_ulong::from(do_so)) };
}

/// Kill the descendants of the killed program. Each becomes a child of this process when its parent
/// has ended.
fn kill_orphans(others: &[libc::pid_t]) {
    loop {
        let mut orphans = children();
        orphans.retain(|child| !others.contains(child));
        if orphans.is_empty() {
            return;
        }
        for orphan in orphans {
            // SAFETY: a child that has not been waited for; the status is not wanted.
            unsafe {
                libc::kill(orphan, libc::SIGKILL);
                libc::waitpid(orphan, std::ptr::null_mut(), 0);
            }
        }
    }
}

fn children() -> Vec<libc::pid_t> {
    let list = fs::read_to_string("/proc/thread-self/children").unwrap_or_default();
    list.split_whitespace().flat_map(str::parse).collect()
}

/// A signal that oxsock-run received.
struct Received {
    signal: i32,
    /// Whether another process sent it. Signals of the terminal reach the program without help.
    is_to_be_passed_on: bool,
}

impl Received {
    fn asks_to_end(&self) -> bool {
        [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM].contains(&self.signal)
    }
}

/// The signals that are blocked and waited for: SIGCHLD, and all that others send. Not those of job
/// control, nor those that this process causes itself.
struct Signals {
    waited: libc::sigset_t,
    before: libc::sigset_t,
}

const OWN: [i32; 13] = [
    libc::SIGABRT,
    libc::SIGBUS,
    libc::SIGCONT,
    libc::SIGFPE,
    libc::SIGILL,
    libc::SIGPIPE,
    libc::SIGSEGV,
    libc::SIGSYS,
    libc::SIGTRAP,
    libc::SIGTSTP,
    libc::SIGTTIN,
    libc::SIGTTOU,
    libc::SIGXCPU,
];

impl Signals {
    fn block() -> Self {
        let mut waited = MaybeUninit::uninit();
        let mut before = MaybeUninit::uninit();
        // SAFETY: sigfillset fills the set, and sigprocmask the one before.
        unsafe {
            libc::sigfillset(waited.as_mut_ptr());
            for signal in OWN {
                libc::sigdelset(waited.as_mut_ptr(), signal);
            }
            libc::sigprocmask(libc::SIG_BLOCK, waited.as_ptr(), before.as_mut_ptr());
            Self {
                waited: waited.assume_init(),
                before: before.assume_init(),
            }
        }
    }

    /// Wait for a signal from others, for at most this time.
    fn wait(&self, millis: i64) -> Option<Received> {
        let span = libc::timespec {
            tv_sec: 0,
            tv_nsec: Duration::from_millis(millis as u64).as_nanos() as i64,
        };
        let mut about = MaybeUninit::<libc::siginfo_t>::zeroed();
        // SAFETY: there is room for what is told, which all zero is a valid value of.
        let (signal, about, itself) = unsafe {
            let signal = libc::sigtimedwait(&self.waited, about.as_mut_ptr(), &span);
            (signal, about.assume_init(), libc::getpid())
        };
        // SAFETY: a signal that was sent has a sender.
        let is_sent = about.si_code <= 0 && unsafe { about.si_pid() } != itself;
        (signal > 0 && signal != libc::SIGCHLD).then_some(Received {
            signal,
            is_to_be_passed_on: is_sent,
        })
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        // SAFETY: a set that the system gave.
        unsafe { libc::sigprocmask(libc::SIG_SETMASK, &self.before, std::ptr::null_mut()) };
    }
}

/// The error of the last system call.
pub fn last_error() -> io::Error {
    io::Error::last_os_error()
}
