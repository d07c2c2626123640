//! In charge of: the letters' files of one language: filling their fields, folding their lines.
//!
//! A file looks like the letter it makes. `{{ field }}` stands for a fact, `{% if %}` for a sentence that is not always there; sentences
//! are whole, and a number chooses among whole sentences: `{{ plural(n, one="{n} agreement", other="{n} agreements") }}`. A letter that
//! begins a conversation opens with a line `Subject: ...` and an empty line.
//!
//! Promises: an unknown field, a plural that the language does not have or a missing one is an error that names file and line; no line
//! is longer than [`COLUMNS`].

use std::sync::Arc;

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Kwargs};

use super::{CannotWrite, chart::RULE, marks, tongue::Tongue};
use crate::{language::Pack, model::HouseStyle};

/// The longest line of a letter, in characters.
pub const COLUMNS: usize = 76;

/// The file with which every letter ends.
const FOOT: &str = "foot";

/// One language's letters, ready to be filled.
pub(super) struct Sheets<'p> {
    pub tongue: Arc<Tongue>,
    code: &'p str,
    files: Environment<'p>,
}

/// A letter's words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Where the letter has a subject of its own.
    pub subject: Option<String>,
    /// Each paragraph on one line, as the files have it, with the marks for the page.
    pub body: String,
    /// Folded.
    pub text: String,
}

impl<'p> Sheets<'p> {
    /// The letters of `pack`, the house's own ones in their place, dates written as where the clock is that of `zone`.
    pub(super) fn of(pack: &'p Pack, style: &'p HouseStyle, zone: Option<&str>) -> Result<Self, CannotWrite> {
        let code = pack.code();
        let bad =
            |file: &str, why: String| CannotWrite::Sheet { language: code.to_owned(), file: file.to_owned(), why };
        let tongue = Arc::new(Tongue::of(pack.facts.locale_in(zone)).map_err(|why| bad("pack.toml", why))?);
        let mut files = Environment::new();
        files.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        files.set_syntax(syntax.map_err(|error| bad("", explain(&error)))?);
        let chosen = Arc::clone(&tongue);
        files.add_function("plural", move |count: i64, choices: Kwargs| plural(&chosen, count, &choices));
        let counted = Arc::clone(&tongue);
        files.add_filter("number", move |count: i64| counted.number(count));
        files.add_filter("stop", stop);
        marks::add_filters(&mut files);
        let own = style.templates.letters.get(code);
        for (name, source) in &pack.letters {
            let source = own.and_then(|own| own.get(name)).unwrap_or(source);
            files.add_template(name, source).map_err(|error| bad(name, explain(&error)))?;
        }
        Ok(Self { tongue, code, files })
    }

    /// Whether there is a letter of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.get_template(name).is_ok()
    }

    /// The letter `name`, filled with `facts`, folded.
    pub(super) fn letter(&self, name: &str, facts: &Value) -> Result<Words, CannotWrite> {
        let filled = self.fill(name, facts)?;
        // Only the file decides whether its letter has a subject of its own, never what was filled in.
        let own = self.files.get_template(name).is_ok_and(|file| file.source().starts_with("Subject:"));
        let subject = filled.strip_prefix("Subject:").filter(|_| own).and_then(|rest| rest.split_once('\n'));
        let (subject, body) = match subject {
            Some((subject, body)) => (Some(marks::bare(&one_line(subject))), body),
            None => (None, filled.as_str()),
        };
        Ok(Words { subject, text: fold(&marks::bare(body)), body: body.to_owned() })
    }

    /// One letter of several `parts`, each filled with its own facts, without their feet; at its end the foot of the last.
    pub(super) fn letters(&self, parts: &[(&str, Value)]) -> Result<Words, CannotWrite> {
        if let [(name, facts)] = parts {
            return self.letter(name, facts);
        }
        let (_, last) = parts.last().ok_or(CannotWrite::NothingToSay)?;
        let bad = |error: Error| CannotWrite::Sheet {
            language: self.code.to_owned(),
            file: FOOT.to_owned(),
            why: explain(&error),
        };
        let mut footless = self.files.clone();
        footless.add_template(FOOT, "").map_err(bad)?;
        let parted = Self { tongue: Arc::clone(&self.tongue), code: self.code, files: footless };
        let mut body = String::new();
        for (name, facts) in parts {
            body += parted.fill(name, facts)?.trim();
            body += "\n\n\n";
        }
        body += &self.fill(FOOT, last)?;
        Ok(Words { subject: None, text: fold(&marks::bare(&body)), body })
    }

    /// A phrase that goes into letters: what the file `name` makes of `facts`, on one line.
    pub(super) fn phrase(&self, name: &str, facts: &Value) -> Result<String, CannotWrite> {
        Ok(marks::bare(&one_line(&self.fill(name, facts)?)))
    }

    /// What the file `name` makes of `facts`, line by line, not folded.
    pub(super) fn lines(&self, name: &str, facts: &Value) -> Result<String, CannotWrite> {
        let filled = marks::bare(&self.fill(name, facts)?);
        Ok(filled
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("\n"))
    }

    fn fill(&self, name: &str, facts: &Value) -> Result<String, CannotWrite> {
        let file = self.files.get_template(name);
        file.and_then(|file| file.render(facts)).map_err(|error| CannotWrite::Sheet {
            language: self.code.to_owned(),
            file: error.name().unwrap_or(name).to_owned(),
            why: explain(&error),
        })
    }
}

/// The words for `count`, `{n}` in them replaced by it.
fn plural(tongue: &Tongue, count: i64, choices: &Kwargs) -> Result<String, Error> {
    let known = tongue.plurals();
    let wrong = |why: String| Error::new(ErrorKind::InvalidOperation, why);
    for name in choices.args() {
        if !known.contains(&name) {
            return Err(wrong(format!("the language has no plural `{name}`; it has {}", known.join(", "))));
        }
    }
    for name in &known {
        if !choices.has(name) {
            return Err(wrong(format!("`plural` lacks `{name}`; the language has {}", known.join(", "))));
        }
    }
    let words: String = choices.get(tongue.plural(count))?;
    choices.assert_all_used().or_else(|_| known.iter().try_for_each(|name| choices.get::<String>(name).map(drop)))?;
    Ok(words.replace("{n}", &tongue.number(count)))
}

/// `text` with a stop at its end; the stop of an abbreviation ("2026 г.") is one.
fn stop(text: String) -> String {
    if text.ends_with('.') { text } else { text + "." }
}

/// What is wrong, with its line.
pub(super) fn explain(error: &Error) -> String {
    let line = error.line().map_or_else(String::new, |line| format!("line {line}: "));
    format!(
        "{line}{}",
        error.detail().map_or_else(|| error.kind().to_string(), |why| format!("{}: {why}", error.kind()))
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Folds `text` to [`COLUMNS`]: a folded line goes on under the text of its first, past a number or a dash; empty lines are never two.
/// Words joined by a no-break space stay on one line, and stand with a plain space between them.
fn fold(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        // The line that begins a signature (RFC 3676, section 4.3) ends in a space.
        if line.trim_end() == "--" {
            lines.push("-- ".to_owned());
            continue;
        }
        let line = line.trim_end();
        // A drawing is as wide as it is.
        if line.contains(RULE) {
            lines.push(line.to_owned());
            continue;
        }
        if line.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            continue;
        }
        let body = line.trim_start_matches(' ');
        let indent = " ".repeat(line.len() - body.len());
        let hanging = format!("{indent}{}", " ".repeat(marker(body)));
        let options = textwrap::Options::new(COLUMNS)
            .initial_indent(&indent)
            .subsequent_indent(&hanging)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
        lines.extend(textwrap::wrap(body, options).into_iter().map(std::borrow::Cow::into_owned));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let start = lines.iter().take_while(|line| line.is_empty()).count();
    lines.get(start..).unwrap_or_default().join("\n").replace(['\u{a0}', '\u{202f}'], " ") + "\n"
}

/// The lines of a folded text as they were before, but that they are broken where a page likes: a line that only began because the next words
/// had no room is part of the one before.
pub(super) fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut column, mut width) = (0, 0);
    for line in text.lines() {
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len();
        let (first, rest) = body.split_once(' ').unwrap_or((body, ""));
        let fits = |words: &str| width + 1 + textwrap::core::display_width(words) <= COLUMNS;
        // A number that had room went on with its word, held to it by a no-break space.
        let held = fits(first) && !first.contains(char::is_alphabetic);
        let words = rest.split(' ').next().filter(|_| held).map_or(first.to_owned(), |next| format!("{first} {next}"));
        let begins = body.is_empty() || width == 0 || indent != column || marker(body) > 0 || fits(&words);
        width = textwrap::core::display_width(line);
        match lines.last_mut().filter(|_| !begins) {
            Some(last) if held => *last = format!("{last} {first}\u{a0}{rest}"),
            Some(last) => *last = format!("{last} {body}"),
            None => {
                column = indent + marker(body);
                lines.push(line.to_owned());
            }
        }
    }
    lines
}

/// How many characters of a line are its number, dash or label: `2. `, `- `, `Until:   `.
fn marker(body: &str) -> usize {
    let word = body.split(' ').next().unwrap_or_default();
    let numbered = word.ends_with('.') && word.chars().rev().skip(1).all(char::is_numeric) && word.chars().count() > 1;
    let after = |length: usize| length + body.chars().skip(length).take_while(|letter| *letter == ' ').count();
    if numbered || word == "-" {
        after(word.chars().count())
    } else {
        let label = body.chars().take(24).position(|letter| letter == ':').map(|colon| colon + 1);
        label.map_or(0, |length| if after(length) > length + 1 { after(length) } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, unfold};

    #[test]
    fn lines_are_folded_under_their_text() {
        let long = "word ".repeat(20);
        let folded = fold(&format!("\n\n2. {long}\n   Due:   {long}\n\n\n--\n{long}\n\n"));
        let (first, rest) = ("word ".repeat(14), "word ".repeat(6));
        let under = format!("2. {}\n   {}\n", first.trim_end(), rest.trim_end());
        let (first, rest) = ("word ".repeat(13), "word ".repeat(7));
        let label = format!("   Due:   {}\n          {}\n\n", first.trim_end(), rest.trim_end());
        let (first, rest) = ("word ".repeat(15), "word ".repeat(5));
        assert_eq!(folded, format!("{under}{label}-- \n{}\n{}\n", first.trim_end(), rest.trim_end()));
        let long = long.trim_end();
        assert_eq!(
            unfold(&folded),
            [&format!("2. {long}"), &format!("   Due:   {long}"), "", "-- ", long].map(str::to_owned)
        );
        let numbered = fold(&format!("{} \"1\u{a0}stimmt nicht\".\nA signature\n", "word ".repeat(14).trim_end()));
        assert_eq!((unfold(&numbered).len(), fold(&unfold(&numbered).join("\n"))), (2, numbered));
        assert_eq!(unfold("A line.\nAnother.\n\nA third."), ["A line.", "Another.", "", "A third."]);
    }
}
