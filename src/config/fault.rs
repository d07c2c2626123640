//! In charge of: what is wrong with a configuration: where, what is allowed, and how to mend it.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

/// A configuration that is refused: everything that is wrong with it, as far as could be told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadConfig {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, in the order of the file; at least one.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file; `None` where the file itself is the matter.
    pub place: Option<Place>,
    /// What is wrong, naming the key.
    pub what: String,
    /// What is allowed and how to mend it, a line each.
    pub mend: Vec<String>,
}

/// A place in the file, for people: counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
    /// The text of the line.
    pub text: String,
    /// How many characters of the line are meant.
    pub width: usize,
}

impl Place {
    /// The place of the bytes `span` of `text`.
    #[must_use]
    pub fn of(text: &str, span: &Range<usize>) -> Self {
        let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (before, after) = text.split_at_checked(start).unwrap_or(("", text));
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let lead = before.get(line_start..).unwrap_or_default();
        let rest = after.lines().next().unwrap_or_default();
        let meant = rest.get(..span.end.saturating_sub(start).min(rest.len())).unwrap_or(rest);
        Self {
            line: before.matches('\n').count() + 1,
            column: lead.chars().count() + 1,
            text: without_secret(&format!("{lead}{rest}")),
            width: meant.trim_end().chars().count().max(1),
        }
    }
}

/// The line, cut behind the `=` where a key might hold a secret: whoever writes a password into the file must not find it in the log.
fn without_secret(line: &str) -> String {
    let elsewhere = ["_file", "_command", "_credential"];
    let telling = ["password", "passwd", "passphrase", "secret", "token", "credential"];
    match line.split_once('=') {
        Some((key, _)) if telling.iter().any(|word| key.to_lowercase().contains(word)) => {
            let told = elsewhere.iter().any(|ending| key.trim_end().ends_with(ending));
            if told && !line.contains('{') { line.to_owned() } else { format!("{key}= …") }
        }
        Some((key, value)) if value.contains('{') => format!("{key}= {{ … }}"),
        _ => line.to_owned(),
    }
}

impl BadConfig {
    /// A file that cannot even be read.
    #[must_use]
    pub fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let fault = Fault {
            place: None,
            what: format!("cannot be read: {error}"),
            mend: vec!["name another file with --config, or start from config.example.toml".to_owned()],
        };
        Self { path: path.to_owned(), faults: vec![fault] }
    }
}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                write!(f, "\n\n")?;
            }
            match &fault.place {
                None => write!(f, "{path}: {}", fault.what)?,
                Some(place) => {
                    let margin = " ".repeat(place.line.to_string().len());
                    // A tab before the caret stays a tab, so that the caret stands where the word stands.
                    let lead: String = (place.text.chars().take(place.column - 1))
                        .map(|letter| if letter == '\t' { '\t' } else { ' ' })
                        .collect();
                    let caret = "^".repeat(place.width);
                    writeln!(f, "{path}:{}:{}: {}", place.line, place.column, fault.what)?;
                    writeln!(f, "{margin} |\n{} | {}\n{margin} | {lead}{caret}", place.line, place.text)?;
                    write!(f, "{margin} |")?;
                }
            }
            for line in &fault.mend {
                write!(f, "\n  {line}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for BadConfig {}

/// Something wrong with the bytes `span` of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub span: Range<usize>,
    pub what: String,
    pub mend: Vec<String>,
}

impl Problem {
    pub(super) fn new(span: Range<usize>, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { span, what: what.into(), mend: vec![mend.into()] }
    }

    /// What serde and toml say, in our words. `inside` is the path of the table or key it happened in.
    pub(super) fn of(error: &toml::de::Error, inside: &str) -> Self {
        let span = error.span().unwrap_or(0..0);
        let message = error.message();
        let place = if inside.is_empty() { String::new() } else { format!(" in {inside}") };
        let (said, listed) = match message.split_once(", expected ") {
            Some((said, listed)) => (said, in_backticks(listed)),
            None => (message, Vec::new()),
        };
        if let Some(key) = said.strip_prefix("unknown field ") {
            let key = key.trim_matches('`');
            return Self { span, what: format!("unknown key `{key}`{place}"), mend: allowed_keys(key, &listed) };
        }
        if let Some(word) = said.strip_prefix("unknown variant ") {
            let word = word.trim_matches('`');
            let mut mend: Vec<String> = nearest(word, &listed).map(did_you_mean).into_iter().collect();
            mend.push(format!("allowed: {}", quoted(&listed)));
            return Self { span, what: format!("`{word}` is not known{place}"), mend };
        }
        if let Some(key) = message.strip_prefix("missing field ") {
            let mend =
                vec![format!("add a line `{} = …`; config.example.toml says what it is for", key.trim_matches('`'))];
            return Self { span, what: format!("{key} is missing{place}"), mend };
        }
        let mut lines = plain(message).into_iter();
        let what = format!("{}{place}", lines.next().unwrap_or_default());
        Self { span, what, mend: lines.collect() }
    }

    pub(super) fn into_fault(self, text: &str) -> Fault {
        Fault { place: Some(Place::of(text, &self.span)), what: self.what, mend: self.mend }
    }
}

/// What is allowed instead of an unknown key, the nearest first.
pub(super) fn allowed_keys(key: &str, allowed: &[&str]) -> Vec<String> {
    let secret = ["password", "secret", "client_secret", "token"].contains(&key);
    let with_file = format!("{key}_file");
    let mut mend = Vec::new();
    if secret && allowed.contains(&with_file.as_str()) {
        mend.push(format!(
            "a secret has no place in this file: use `{key}_file`, `{key}_command` or `{key}_credential`"
        ));
    } else {
        mend.extend(nearest(key, allowed).map(did_you_mean));
    }
    mend.push(format!("allowed here: {}", quoted(allowed)));
    mend
}

/// The words that stand in backticks in a message of serde's ("expected one of `a`, `b`").
fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The candidate that `word` is most likely a slip of, if there is any.
pub(super) fn nearest<'w>(word: &str, candidates: &[&'w str]) -> Option<&'w str> {
    let lower = word.to_lowercase();
    let likeness = |candidate: &str| strsim::jaro_winkler(&lower, &candidate.to_lowercase());
    let best = candidates.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(best) > 0.8).then_some(*best)
}

/// A message of serde's about types, without the words of programmers; ours pass as they are.
fn plain(message: &str) -> Vec<String> {
    let message = message
        .replace("invalid type: ", "this is ")
        .replace("invalid value: ", "this is ")
        .replace("invalid length", "a list of the wrong length:")
        .replace("a sequence", "a list [ … ]")
        .replace("sequence", "a list [ … ]")
        .replace("boolean `", "`")
        .replace("a boolean", "true or false")
        .replace("integer `", "the number `")
        .replace("string \"", "the text \"")
        .replace("expected a string", "expected a text in quotes");
    let message = [("u8", "255"), ("u16", "65535"), ("u32", "4294967295"), ("u64", "9223372036854775807")].iter().fold(
        message,
        |message, (name, most)| match message.strip_suffix(&format!("expected {name}")) {
            Some(start) => format!("{start}expected a whole number from 0 to {most}"),
            None => message,
        },
    );
    message.lines().map(str::to_owned).collect()
}
