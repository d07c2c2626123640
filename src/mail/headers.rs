//! In charge of: blocks of header fields as programs print them above a quoted or forwarded mail ("From: … Sent: … To: … Subject: …").
//!
//! Promises: a block names at least a writer and two more fields in a row; a list that merely has such words in it is none.
//! Leaves to: the packs the names of the fields; `quotes` what follows from a block.

use jiff::Zoned;

use super::{
    lines::{Line, fold_mark},
    passages::About,
    printed_date,
};
use crate::{
    language::Printed,
    model::{Address, Party},
};

/// A block of printed header fields.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The line after it.
    pub(super) end: usize,
    /// Whom it names as the writer.
    pub(super) from: Option<Party>,
    /// When it says that was.
    pub(super) date: Option<Zoned>,
}

/// Lines that a block may have in all.
const LIMIT: usize = 24;

/// The block that begins at line `at`.
pub(super) fn block(lines: &[Line<'_>], at: usize, about: &About<'_>) -> Option<Block> {
    let depth = lines.get(at)?.depth;
    let mut seen: Vec<(Printed, String)> = Vec::new();
    let mut end = at;
    field(lines.get(at)?, about)?;
    for (number, line) in lines.iter().enumerate().skip(at).take(LIMIT) {
        if line.is_blank() {
            continue;
        }
        let blanks = number - end;
        if line.depth != depth || (blanks > 1 && !seen.is_empty()) {
            break;
        }
        match field(line, about) {
            Some((kind, _)) if kind != Printed::Other && seen.iter().any(|(field, _)| *field == kind) => break,
            Some(found) => seen.push(found),
            None if blanks == 0 && continues(line, seen.last()) => {}
            None => break,
        }
        end = number + 1;
    }
    let has = |wanted| seen.iter().any(|(field, _)| *field == wanted);
    let value = |wanted| seen.iter().find(|(field, _)| *field == wanted).map(|(_, value)| value.as_str());
    let kinds =
        [Printed::From, Printed::Date, Printed::To, Printed::Subject].into_iter().filter(|&field| has(field)).count();
    let dated = value(Printed::Date).is_some_and(|date| date.chars().any(char::is_numeric));
    let named = seen.iter().any(|(_, value)| value.contains('@')) || has(Printed::Subject);
    if !has(Printed::From) || kinds < 3 || !named || !(dated || has(Printed::Subject)) {
        return None;
    }
    Some(Block {
        end,
        from: value(Printed::From).and_then(party),
        date: value(Printed::Date).and_then(|date| printed_date::read(date, about)),
    })
}

/// The field that a line prints, and its value as written.
fn field(line: &Line<'_>, about: &About<'_>) -> Option<(Printed, String)> {
    let (name, value) = line.words.split_once([':', '：'])?;
    if name.len() > 60 {
        return None;
    }
    let field = about.packs.habits().field(&fold_mark(name))?;
    Some((field, value.trim_matches(['*', ' ']).to_owned()))
}

/// Whether a line goes on with the field above: a list of people that was folded.
fn continues(line: &Line<'_>, above: Option<&(Printed, String)>) -> bool {
    match above {
        Some((Printed::To | Printed::Other, _)) => line.words.contains(['@', ';', '<']),
        Some((Printed::From, value)) => !value.contains('@') && line.words.contains('@') && line.words.len() < 120,
        Some((Printed::Subject, value)) => value.len() > 60 && line.words.len() < 60,
        _ => false,
    }
}

/// `Name <a@b.example>`, `Name [mailto:a@b.example]`, `a@b.example`.
fn party(written: &str) -> Option<Party> {
    let is_edge =
        |letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '[' | ']' | '(' | ')' | '"' | ';' | ',');
    let word = written.split(is_edge).find(|word| word.contains('@'))?;
    let address = Address::parse(word.trim_start_matches("mailto:")).ok()?;
    let name = written.split(['<', '[', '(']).next().unwrap_or_default().trim_matches(['"', '\'', ' ', '*']);
    let name = (!name.is_empty() && !name.contains('@')).then(|| name.to_owned());
    Some(Party { name, address })
}
