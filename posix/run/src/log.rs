//! The logs of --log and --json.

use crate::arguments::Arguments;
use crate::layout::Record;
use crate::{json, show};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

type Output = BufWriter<Box<dyn Write>>;

/// Where records are written, as lines.
pub struct Log {
    people: Option<Output>,
    programs: Option<Output>,
    failed: Option<io::Error>,
}

impl Log {
    /// Open the files that were asked for.
    pub fn open(arguments: &Arguments) -> Result<Self, String> {
        Ok(Self {
            people: arguments.log.as_deref().map(open).transpose()?,
            programs: arguments.json.as_deref().map(open).transpose()?,
            failed: None,
        })
    }

    /// Write a record.
    pub fn add(&mut self, record: &Record) {
        let mut done = Ok(());
        if let Some(file) = &mut self.people {
            done = writeln!(file, "{}", show::Line(record));
        }
        if let Some(file) = &mut self.programs {
            done = done.and(writeln!(file, "{}", json::Line(record)));
        }
        if let Err(error) = done {
            self.failed.get_or_insert(error);
        }
    }

    /// Write what is buffered.
    pub fn flush(&mut self) {
        let outputs = [&mut self.people, &mut self.programs];
        for file in outputs.into_iter().flatten() {
            if let Err(error) = file.flush() {
                self.failed.get_or_insert(error);
            }
        }
    }

    /// End the logs. Returns an error if anything could not be written.
    pub fn finish(mut self) -> Result<(), String> {
        self.flush();
        match self.failed {
            Some(error) => Err(format!("the log is not whole: {error}")),
            None => Ok(()),
        }
    }
}

fn open(path: &Path) -> Result<Output, String> {
    let file: Box<dyn Write> = if path == Path::new("-") {
        Box::new(io::stderr())
    } else {
        let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Box::new(file)
    };
    Ok(BufWriter::new(file))
}
