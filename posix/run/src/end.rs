//! How a program ended.

use crate::child::last_error;
use std::fmt;
use std::io;
use std::process::ExitCode;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It exited with this code.
    Exited(u8),
    /// It was killed by this signal.
    Killed(i32),
    /// It was killed because its time limit had passed.
    TimedOut,
}

impl End {
    /// How a child ended; None if it still runs.
    pub fn of(pid: libc::pid_t) -> io::Result<Option<Self>> {
        let mut status = 0;
        // SAFETY: there is room for the status.
        match unsafe { libc::waitpid(pid, &mut status, libc::WNOHANG) } {
            0 => Ok(None),
            -1 => Err(last_error()),
            _ if libc::WIFSIGNALED(status) => Ok(Some(Self::Killed(libc::WTERMSIG(status)))),
            _ => Ok(Some(Self::Exited(libc::WEXITSTATUS(status) as u8))),
        }
    }

    /// End this process in the same way.
    pub fn repeat(self) -> ExitCode {
        match self {
            Self::Exited(code) => ExitCode::from(code),
            Self::TimedOut => ExitCode::from(124), // as timeout(1) does
            Self::Killed(signal) => {
                let none = libc::rlimit {
                    rlim_cur: 0,
                    rlim_max: 0,
                };
                // SAFETY: numbers, and a structure of them; the core file is the program's.
                unsafe {
                    libc::setrlimit(libc::RLIMIT_CORE, &none);
                    libc::signal(signal, libc::SIG_DFL);
                    libc::raise(signal);
                }
                ExitCode::from(128u8.wrapping_add(signal as u8))
            }
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit {code}"),
            Self::Killed(signal) => write!(f, "signal {signal}"),
            Self::TimedOut => f.write_str("timed out"),
        }
    }
}
