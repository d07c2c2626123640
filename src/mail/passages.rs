//! In charge of: cutting a body into passages: own words, attributions, quotes, forwards, signatures, footers.
//!
//! Promises: every byte of the text is in exactly one passage, in order; linear in the text.
//! Leaves to: `quotes` and `signature` the decisions.

use jiff::Zoned;

use super::{
    body::Text,
    lines::{Line, lines},
    quotes, signature,
};
use crate::{
    language::Packs,
    model::{Party, Passage, PassageKind},
};

/// What a line is, in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Own,
    Attribution,
    Quote(u8),
    /// Of the forwarded mail with this number.
    Forward(usize),
    Signature,
    Footer,
}

/// A mail forwarded in the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Forwarded {
    pub(super) from: Option<Party>,
    pub(super) date: Option<Zoned>,
}

/// What is known about the mail that a body belongs to.
pub(super) struct About<'m> {
    pub(super) packs: &'m Packs,
    pub(super) writer: Option<&'m Party>,
    pub(super) subject: &'m str,
    pub(super) date: &'m Zoned,
}

/// Cuts `text` into passages.
pub(super) fn cut(text: &Text, about: &About<'_>) -> Vec<Passage> {
    let lines = lines(text);
    let mut kinds = vec![Kind::Own; lines.len()];
    let mut forwards = Vec::new();
    quotes::tell(&lines, &mut kinds, &mut forwards, about);
    signature::tell(&lines, &mut kinds, &forwards, about);
    settle_blanks(&lines, &mut kinds);
    gather(&lines, &kinds, &forwards)
}

/// An empty line belongs to what stands above it.
fn settle_blanks(lines: &[Line<'_>], kinds: &mut [Kind]) {
    let first = lines.iter().position(|line| !line.is_blank()).and_then(|at| kinds.get(at)).copied();
    let mut above = first.unwrap_or(Kind::Own);
    for (line, kind) in lines.iter().zip(kinds) {
        if line.is_blank() {
            *kind = above;
        }
        above = *kind;
    }
}

fn gather(lines: &[Line<'_>], kinds: &[Kind], forwards: &[Forwarded]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut before: Option<Kind> = None;
    for (line, &kind) in lines.iter().zip(kinds) {
        match passages.last_mut() {
            Some(last) if before == Some(kind) => last.end = line.end,
            _ => passages.push(Passage { start: line.start, end: line.end, kind: told(kind, forwards) }),
        }
        before = Some(kind);
    }
    passages
}

fn told(kind: Kind, forwards: &[Forwarded]) -> PassageKind {
    match kind {
        Kind::Own => PassageKind::Own,
        Kind::Attribution => PassageKind::Attribution,
        Kind::Quote(depth) => PassageKind::Quote { depth },
        Kind::Forward(number) => {
            let Forwarded { from, date } = forwards.get(number).cloned().unwrap_or_default();
            PassageKind::Forward { from, date }
        }
        Kind::Signature => PassageKind::Signature,
        Kind::Footer => PassageKind::Footer,
    }
}
