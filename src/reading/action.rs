//! In charge of: the action of a draft: verb and object in the mail's own words, short enough for a line of a letter.
//!
//! Promises: the deadline's words, greetings, names called and words that say nothing of the action are cut at the ends; never longer than
//! [`MOST`] letters, cut at a word.

use super::{clauses::Sentence, drafts::Draft, scene::Scene};
use crate::language::{Cue, TokenKind};

/// The most letters of an action.
pub(super) const MOST: usize = 90;

/// The action of `draft`.
pub(super) fn of(scene: &Scene<'_>, draft: &Draft) -> String {
    let Some(sentence) = scene.sentences.get(draft.sentence) else { return String::new() };
    let clauses = sentence.clauses.get(draft.clauses.0..draft.clauses.1).unwrap_or_default();
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else { return String::new() };
    let kept: Vec<usize> = (first.first..last.past).filter(|&at| !in_due(sentence, draft, at)).collect();
    let kept = trim(sentence, &kept);
    let text = joined(scene, sentence, kept);
    if text.chars().count() <= MOST {
        return text;
    }
    // Too long: begin where the doing is said, and cut at a word.
    let telling = |at: usize| {
        sentence
            .hits
            .iter()
            .any(|hit| hit.first == at && matches!(hit.cue, Cue::Promise | Cue::Ask | Cue::Need | Cue::Owed))
    };
    let from = kept.iter().position(|&at| telling(at)).unwrap_or(0);
    let tail = joined(scene, sentence, kept.get(from..).unwrap_or(kept));
    if tail.chars().count() >= MOST / 2 { shorten(&tail) } else { shorten(&text) }
}

/// Whether token `at` belongs to the draft's deadline.
fn in_due(sentence: &Sentence<'_>, draft: &Draft, at: usize) -> bool {
    let Some((_, time)) = draft.due.filter(|(number, _)| *number == draft.sentence) else { return false };
    let begin = sentence.body_start(at);
    sentence.times.get(time).is_some_and(|time| time.start <= begin && begin < time.end)
}

/// Cuts marks, joining words and idle words at both ends.
fn trim<'k>(sentence: &Sentence<'_>, kept: &'k [usize]) -> &'k [usize] {
    let mut kept = kept;
    while let Some((&at, rest)) = kept.split_first() {
        let idle = idle(sentence, at, rest);
        let mark = sentence.words.get(at).is_none_or(|word| {
            word.kind == TokenKind::Mark && !matches!(sentence.word(at), "\"" | "(" | "#" | "€" | "$")
        });
        let called = sentence
            .mentions
            .iter()
            .any(|mention| mention.first == at && matches!(sentence.word(mention.past), "," | ":" | "!"));
        if mark || called {
            kept = rest;
        } else if let Some(behind) = idle {
            kept = behind;
        } else {
            break;
        }
    }
    while let Some((&at, rest)) = kept.split_last() {
        if sentence
            .words
            .get(at)
            .is_none_or(|word| word.kind == TokenKind::Mark && !matches!(sentence.word(at), "\"" | ")" | "%" | "€"))
        {
            kept = rest;
        } else {
            break;
        }
    }
    kept
}

/// What stands behind the words that say nothing of the action and begin at token `at`: all of them ("por favor"), or else the first.
/// Nothing where too little would be left.
fn idle<'k>(sentence: &Sentence<'_>, at: usize, rest: &'k [usize]) -> Option<&'k [usize]> {
    let begin = |cue: Cue| sentence.hits.iter().filter(move |hit| hit.first == at && hit.cue == cue);
    let past = begin(Cue::Lead).chain(begin(Cue::Greeting)).map(|hit| hit.past).max();
    let behind = |past: usize| {
        let cut = rest.iter().take_while(|&&token| token < past).count();
        rest.get(cut..).filter(|left| left.len() > 2)
    };
    let joins = begin(Cue::And).next().map(|_| at + 1);
    past.and_then(behind).or_else(|| past.or(joins).and_then(|_| behind(at + 1)))
}

/// The words of `kept` as written, spaces as written but folded.
fn joined(scene: &Scene<'_>, sentence: &Sentence<'_>, kept: &[usize]) -> String {
    let mut text = String::new();
    let mut before: Option<usize> = None;
    for &at in kept {
        let (start, end) = (sentence.body_start(at), sentence.body_end(at));
        if before.is_some_and(|last| last < start) && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(scene.mail.text.get(start..end).unwrap_or_default());
        before = Some(end);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts at a word so that at most [`MOST`] letters are left, the sign of omission among them.
fn shorten(text: &str) -> String {
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split(' ') {
        if short.chars().count() + 1 + word.chars().count() > MOST - 1 {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        short = text.chars().take(MOST - 1).collect();
    }
    short.push('…');
    short
}
