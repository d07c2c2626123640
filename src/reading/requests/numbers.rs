//! In charge of: finding in a line which numbers of agreements it names, and which words go with which number.
//!
//! Promises: a number counts only where an agreement of the thread has it, and never inside a time or a quantity ("2 July", "with 2
//! logos"). Leaves to: `said` what is said of them.

use super::{
    super::scene::Scene,
    line::{Line, Span},
};
use crate::{
    language::{Cue, Hit, Phrase, TokenKind},
    model::{AgreementNumber, Grain, Thread},
};

/// Numbers and the words that go with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub numbers: Vec<AgreementNumber>,
    /// The words said of them.
    pub said: Span,
    /// Those words and the numbers themselves.
    pub all: Span,
}

struct Found {
    first: usize,
    past: usize,
    numbers: Vec<AgreementNumber>,
}

/// The groups of a line, in order; empty where it names no number.
pub(super) fn groups(line: &Line<'_>, scene: &Scene<'_>, thread: &Thread) -> Vec<Group> {
    groups_of(line, scene, &|number| thread.agreement(number).is_some())
}

/// The same of numbers that no agreement has.
pub(super) fn strange_groups(line: &Line<'_>, scene: &Scene<'_>, thread: &Thread) -> Vec<Group> {
    groups_of(line, scene, &|number| thread.agreement(number).is_none())
}

fn groups_of(line: &Line<'_>, scene: &Scene<'_>, known: &dyn Fn(AgreementNumber) -> bool) -> Vec<Group> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < line.words.len() {
        let number = line.words.get(at).and_then(|word| word.number).filter(|number| known(*number));
        match number.filter(|_| !is_inside(line, at) && may_begin(line, at) && !in_time(line, scene, at)) {
            Some(number) => {
                let group = extend(line, scene, at, number, known);
                at = group.past;
                found.push(group);
            }
            None => at += 1,
        }
    }
    share_out(line, &found)
}

/// Whether a number is part of a longer figure: "2.5", "10:2".
fn is_inside(line: &Line<'_>, at: usize) -> bool {
    let word = |at: usize| line.words.get(at);
    let before = at > 1
        && word(at).is_some_and(|word| word.glued)
        && word(at - 1).is_some_and(|mark| mark.kind == TokenKind::Mark && mark.glued)
        && word(at - 2).is_some_and(|word| word.kind == TokenKind::Number)
        && line.text(at - 1) != "+"
        && line.text(at - 1) != "&"
        && line.text(at - 1) != ","
        && line.text(at - 1) != "/";
    let after = word(at + 1).is_some_and(|mark| mark.glued && matches!(line.text(at + 1), "." | ":" | "%" | "€" | "$"))
        && word(at + 2).is_some_and(|word| word.glued && word.kind == TokenKind::Number);
    before || after
}

/// Whether an agreement may be named at `at`: at the beginning of what is said, or right behind a word that brings a number.
fn may_begin(line: &Line<'_>, at: usize) -> bool {
    let brought = |at: usize| line.phrases.iter().any(|hit| brings(line, hit) && hit.past == at);
    let mark = |at: usize| matches!(line.text(at), "#" | "№" | "(" | "\"" | "." | "*");
    let mut before = at;
    while let Some(one) = before.checked_sub(1) {
        if mark(one) && !line.separates(one) || (line.text(one) == "." && one > 0 && brought(one)) {
            before = one;
            continue;
        }
        if line.separates(one) || brought(before) {
            return true;
        }
        let said = line.phrases.iter().any(|hit| hit.first <= one && one < hit.past);
        if !(line.is_light(one) || said) {
            return false;
        }
        before = one;
    }
    true
}

/// Whether the number is part of a time. One that stands before a day of its own ("2 Monday") is not.
fn in_time(line: &Line<'_>, scene: &Scene<'_>, at: usize) -> bool {
    let (start, _) = line.bytes(&(at..at + 1));
    let Some(time) = line.times.iter().find(|time| time.start <= start && start < time.end) else { return false };
    if time.start < start {
        return true;
    }
    let rest = at + 1..line.words.len();
    let (after, _) = line.bytes(&rest);
    let alone = line.times_of(scene, &rest);
    let own = alone.first().is_some_and(|time| {
        time.start <= after + 1 && matches!(time.grain, Grain::Day | Grain::DayPart | Grain::Minute)
    });
    !own
}

/// Takes in what follows the first number: further ones, and endings of theirs ("2'yi", "2-й", "2 numara").
fn extend(
    line: &Line<'_>,
    scene: &Scene<'_>,
    first: usize,
    number: AgreementNumber,
    known: &dyn Fn(AgreementNumber) -> bool,
) -> Found {
    let mut numbers = vec![number];
    let mut past = after_endings(line, first + 1);
    loop {
        let mut next = past;
        while joins(line, next) {
            next += 1;
        }
        let more = line.words.get(next).and_then(|word| word.number).filter(|number| known(*number));
        match more.filter(|number| next > past && !numbers.contains(number) && !in_time(line, scene, next)) {
            // "1 yes, 2 no": the second number begins something of its own only where words stood between; here none did.
            Some(number) => {
                numbers.push(number);
                past = after_endings(line, next + 1);
            }
            None => return Found { first, past, numbers },
        }
    }
}

fn joins(line: &Line<'_>, at: usize) -> bool {
    let word = line.words.get(at).is_some_and(|word| word.kind == TokenKind::Word);
    let brought = line.phrases.iter().any(|hit| brings(line, hit) && hit.first <= at && at < hit.past);
    matches!(line.text(at), "," | "&" | "+" | "/" | "#" | "№") || line.in_cue(at, &[Cue::And]) || word && brought
}

fn after_endings(line: &Line<'_>, mut at: usize) -> usize {
    loop {
        let glued = line.words.get(at).is_some_and(|word| word.glued);
        let hyphen = glued
            && matches!(line.text(at), "'" | "-" | "‑" | ".")
            && line.words.get(at + 1).is_some_and(|word| word.glued);
        let ending = glued && line.words.get(at).is_some_and(|word| word.kind == TokenKind::Word);
        if hyphen || ending {
            at += 1;
            continue;
        }
        match line.phrases.iter().find(|hit| brings(line, hit) && hit.first == at) {
            Some(hit) if line.words.get(hit.past).is_none_or(|word| word.number.is_none()) => at = hit.past,
            _ => return at,
        }
    }
}

/// Whether a phrase only brings a number: "no" may also be a no.
fn brings(line: &Line<'_>, hit: &Hit<Phrase>) -> bool {
    hit.cue == Phrase::Number && !(hit.first..hit.past).any(|at| line.in_phrase(at, &[Phrase::Yes, Phrase::No]))
}

/// Gives each number its words: those behind it, or, where it stands at the end ("yes to 1, no to 2"), those before it.
fn share_out(line: &Line<'_>, found: &[Found]) -> Vec<Group> {
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return Vec::new() };
    let says = |span: Span| span.into_iter().any(|at| !line.is_light(at) && !line.in_phrase(at, &[Phrase::Number]));
    let trailing = says(0..first.first) && !says(last.past..line.words.len());
    let mut groups = Vec::with_capacity(found.len());
    let mut from = 0;
    for (place, group) in found.iter().enumerate() {
        let next = found.get(place + 1).map_or(line.words.len(), |next| next.first);
        let numbers = group.numbers.clone();
        groups.push(if trailing {
            let end = if place + 1 == found.len() { line.words.len() } else { group.past };
            Group { numbers, said: from..group.first, all: from..end }
        } else {
            Group { numbers, said: group.past..next, all: group.first..next }
        });
        from = group.past;
    }
    groups
}
