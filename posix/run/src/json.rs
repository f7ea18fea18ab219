//! A record as a line of JSON.

use crate::layout::Record;
use crate::show;
use std::fmt;

/// A record as one JSON object.
pub struct Line<'a>(pub &'a Record);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = self.0;
        write!(f, "{{\"time\":{},\"took\":{}", record.time, record.took)?;
        write!(f, ",\"program\":{}", Text(&show::program(record)))?;
        write!(f, ",\"pid\":{},\"tid\":{}", record.pid, record.tid)?;
        write!(f, ",\"call\":\"{}\"", show::function(record))?;
        if record.fd >= 0 {
            write!(f, ",\"fd\":{}", record.fd)?;
        }
        if record.asked >= 0 {
            write!(f, ",\"asked\":{}", record.asked)?;
        }
        if record.flags != 0 {
            write!(f, ",\"flags\":{}", record.flags)?;
        }
        for (name, end) in [("local", show::local(record)), ("peer", show::peer(record))] {
            if let Some(end) = end {
                write!(f, ",\"{name}\":{}", Text(&end))?;
            }
        }
        match show::error(record) {
            Some(error) => write!(f, ",\"error\":{}", Text(&error))?,
            None => write!(f, ",\"result\":{}", record.result)?,
        }
        if record.delayed_by != 0 {
            write!(
                f,
                ",\"delay\":{},\"delayed_by\":{}",
                record.delay, record.delayed_by
            )?;
        }
        if record.rule != 0 {
            write!(f, ",\"rule\":{}", record.rule)?;
        }
        f.write_str("}")
    }
}

/// A text as a JSON string.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if u32::from(c) < 0x20 => write!(f, "\\u{:04x}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}
