//! The command line.

use crate::layout::{MOST_RULES, RULES_ROOM};
use crate::program_word::{Rule, RULE_ROOM};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::time::Duration;

/// What the command line asks for.
pub struct Arguments {
    /// The rules, one text for each.
    pub rules: Vec<String>,
    /// The file for the log for people.
    pub log: Option<PathBuf>,
    /// The file for the log as JSON.
    pub json: Option<PathBuf>,
    /// How long a blocking call may take.
    pub deadline: Option<Duration>,
    /// How long the program may run.
    pub timeout: Option<Duration>,
    /// The rule of --sweep, which strikes one call later in each run.
    pub sweep: Option<String>,
    /// The program and its arguments; it is not empty.
    pub command: Vec<OsString>,
}

pub const USAGE: &str = "\
Usage: oxsock-run [OPTION]... [--] PROGRAM [ARGUMENT]...

Run PROGRAM with its socket calls failing as the rules say.

  --faults RULES   rules, divided by semicolons; see oxsock-faults(7)
  --rules FILE     a file of rules, one a line; # begins a comment
  --log FILE       write the socket calls there, one a line; - is the standard error stream
  --json FILE      the same as a JSON object for each line
  --deadline TIME  end each call on a blocking socket after this time, with ETIMEDOUT
  --timeout TIME   kill PROGRAM after this time
  --sweep RULE     run PROGRAM again and again; the rule strikes one call later each time
  --help           show this
  --version        show the version

A TIME is a number with ms, s or m behind it, such as 500ms.
";

pub const VERSION: &str = concat!("oxsock-run ", env!("CARGO_PKG_VERSION"), "\n");

/// The result of reading the command line.
pub enum Asked {
    /// Run a program.
    Run(Arguments),
    /// Only print this.
    Tell(&'static str),
}

impl Arguments {
    /// Whether anything is asked for beyond running the program with the object preloaded.
    pub fn asks(&self) -> bool {
        !self.rules.is_empty()
            || self.log.is_some()
            || self.json.is_some()
            || self.deadline.is_some()
            || self.timeout.is_some()
    }
}

/// Read the words behind the program's name.
pub fn read(mut words: impl Iterator<Item = OsString>) -> Result<Asked, String> {
    let mut arguments = Arguments {
        rules: Vec::new(),
        log: None,
        json: None,
        deadline: None,
        timeout: None,
        sweep: None,
        command: Vec::new(),
    };
    // Rules in the environment apply too, and are numbered together with the others.
    if let Some(text) = std::env::var_os("OXSOCK_FAULTS") {
        add_rules(&mut arguments.rules, &text.to_string_lossy())?;
    }
    while let Some(word) = words.next() {
        let text = word.to_string_lossy().into_owned();
        if text == "--" {
            break;
        }
        if !text.starts_with("--") {
            arguments.command.push(word);
            break;
        }
        match text.as_str() {
            "--help" => return Ok(Asked::Tell(USAGE)),
            "--version" => return Ok(Asked::Tell(VERSION)),
            _ => {}
        }
        let equals = word.as_bytes().iter().position(|&byte| byte == b'=');
        let (name, value) = match equals.map(|at| word.as_bytes().split_at(at)) {
            Some((name, value)) => (
                String::from_utf8_lossy(name).into_owned(),
                Some(OsStr::from_bytes(&value[1..]).to_owned()),
            ),
            None => (text, words.next()),
        };
        let value = value.ok_or_else(|| without_value(&name))?;
        option(&mut arguments, &name, value)?;
    }
    arguments.command.extend(words);
    // There has to be room for one more: the rule of a sweep.
    let length: usize = arguments.rules.iter().map(|rule| rule.len() + 1).sum();
    if arguments.rules.len() >= MOST_RULES || length + RULE_ROOM > RULES_ROOM {
        return Err("there are too many rules".to_owned());
    }
    if arguments.command.is_empty() {
        return Err("no program is named; see oxsock-run --help".to_owned());
    }
    if arguments.sweep.is_some() && (arguments.log.is_some() || arguments.json.is_some()) {
        return Err("--sweep runs the program many times; log one run of them alone".to_owned());
    }
    Ok(Asked::Run(arguments))
}

fn option(arguments: &mut Arguments, name: &str, value: OsString) -> Result<(), String> {
    let text = value.to_string_lossy().into_owned();
    match name {
        "--faults" => add_rules(&mut arguments.rules, &text)?,
        "--rules" => {
            let lines = fs::read_to_string(&value).map_err(|error| format!("{text}: {error}"))?;
            for (i, line) in lines.lines().enumerate() {
                let line = line.split('#').next().unwrap_or_default();
                add_rules(&mut arguments.rules, line)
                    .map_err(|wrong| format!("{text}:{}: {wrong}", i + 1))?;
            }
        }
        "--log" => arguments.log = Some(value.into()),
        "--json" => arguments.json = Some(value.into()),
        "--deadline" => arguments.deadline = Some(read_time(&text)?),
        "--timeout" => arguments.timeout = Some(read_time(&text)?),
        "--sweep" => {
            check_rule(&text)?;
            if text.split_whitespace().any(is_when) {
                return Err(format!(
                    "{text}: a sweep says itself which of the calls it strikes"
                ));
            }
            arguments.sweep = Some(text);
        }
        _ => return Err(not_an_option(name)),
    }
    Ok(())
}

/// What is wrong with an option without a value.
fn without_value(name: &str) -> String {
    match USAGE.contains(&format!("  {name} ")) {
        true => format!("{name}: a value has to follow"),
        false => not_an_option(name),
    }
}

fn not_an_option(name: &str) -> String {
    format!("{name}: not an option; see oxsock-run --help")
}

fn is_when(word: &str) -> bool {
    ["nth=", "from=", "to=", "chance=", "seed="]
        .iter()
        .any(|start| word.starts_with(start))
        || word == "always"
}

fn add_rules(rules: &mut Vec<String>, text: &str) -> Result<(), String> {
    for rule in text.split([';', '\n']).map(str::trim) {
        if !rule.is_empty() {
            check_rule(rule)?;
            rules.push(rule.to_owned());
        }
    }
    Ok(())
}

fn check_rule(rule: &str) -> Result<(), String> {
    let Some(split) = Rule::split(rule.as_bytes()) else {
        return Err(format!(
            "{rule}: exe= does not name one program, or it is too long"
        ));
    };
    let call = split.text();
    let call = call
        .split(u8::is_ascii_whitespace)
        .find(|word| !word.is_empty());
    if matches!(call, Some(b"pipe" | b"event" | b"file")) {
        return Err(format!("{rule}: such calls of programs are not seen"));
    }
    match oxsock::fault::parse(&split.text()) {
        Ok(_) => Ok(()),
        Err(wrong) => Err(format!("{rule}: {}", wrong.text())),
    }
}

/// Read a time: `500ms`, `5s`, `2m`.
fn read_time(text: &str) -> Result<Duration, String> {
    let split = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(split);
    let factor = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        _ => 0,
    };
    let number: u64 = digits.parse().unwrap_or(0);
    let millis = number.checked_mul(factor).filter(|&millis| millis > 0);
    let millis = millis.filter(|&millis| millis <= 1_000_000_000_000);
    millis
        .map(Duration::from_millis)
        .ok_or_else(|| format!("{text}: not a time such as 500ms, 5s or 2m"))
}
