//! In charge of: a body's lines, each with its place, its depth of quoting, and its words folded for comparison.
//!
//! Promises: every byte of the text belongs to exactly one line; `>From` at the start of a lone line is no quote (mbox escapes it so).
//! Leaves to: `quotes` and `signature` what a line is.

use std::borrow::Cow;

use super::body::{Hint, Text};
use crate::language::fold;

/// Longer lines are no marks of programs and are never folded.
pub(super) const MARK_LIMIT: usize = 400;

/// A line of a body.
#[derive(Debug, Clone)]
pub(super) struct Line<'t> {
    /// First byte in the text.
    pub(super) start: usize,
    /// One past its line end.
    pub(super) end: usize,
    /// How often quoted, by its `>`.
    pub(super) depth: u8,
    /// What stands behind the `>`, trimmed.
    pub(super) words: &'t str,
    /// What the HTML said of it.
    pub(super) hint: Hint,
}

impl Line<'_> {
    /// Nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.words.is_empty()
    }

    /// Its words folded, single spaces, without marks of emphasis around them; empty where it is too long for a mark.
    pub(super) fn folded(&self) -> String {
        if self.words.len() > MARK_LIMIT { String::new() } else { fold_mark(self.words) }
    }
}

/// `words` as marks are compared: folded, single spaces, no `*` and `_` around.
pub(super) fn fold_mark(words: &str) -> String {
    let bare: Cow<'_, str> = if words.contains('*') { words.replace('*', "").into() } else { words.into() };
    let folded = fold(bare.trim_matches(['_', ' ', '\t', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202c}'])).text;
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of `text`.
pub(super) fn lines(text: &Text) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (number, whole) in text.text.split_inclusive('\n').enumerate() {
        let (depth, words) = unquoted(whole.strip_suffix('\n').unwrap_or(whole));
        let end = start + whole.len();
        let hint = text.hints.get(number).copied().unwrap_or_default();
        lines.push(Line { start, end, depth, words, hint });
        start = end;
    }
    unescape(&mut lines, &text.text);
    lines
}

/// How often a line is quoted, and what is left of it. At most one space stands between two marks.
fn unquoted(line: &str) -> (u8, &str) {
    let mut rest = line.trim_start();
    let mut depth = 0u8;
    while let Some(after) = rest.strip_prefix('>') {
        depth = depth.saturating_add(1);
        rest = after.strip_prefix(' ').filter(|more| more.starts_with('>')).unwrap_or(after);
    }
    (depth, rest.trim())
}

fn unescape(lines: &mut [Line<'_>], text: &str) {
    let quoted: Vec<bool> = lines.iter().map(|line| line.depth > 0).collect();
    for (at, line) in lines.iter_mut().enumerate() {
        let alone = !(at > 0 && quoted.get(at - 1) == Some(&true)) && quoted.get(at + 1) != Some(&true);
        if alone && line.depth == 1 && text.get(line.start..line.end).is_some_and(|whole| whole.starts_with(">From ")) {
            line.depth = 0;
        }
    }
}
