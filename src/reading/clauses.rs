//! In charge of: cutting a unit into clauses, each with its tokens, cues, names and times: what the learned weights look at.
//!
//! Promises: a time expression, a name or a cue is never cut in two; a clause that says nothing by itself ("the photos,") stays with its
//! neighbour. Every clause knows its bytes in the body.
//! Leaves to: `features` what of it is telling.

use jiff::{Zoned, civil::Date};

use super::{
    people::{Mention, Roster},
    time::{self, Length, TimeExpression},
    units::{Unit, UnitKind, Units},
};
use crate::{
    language::{Cue, CueHit, CueSet, Folded, Pack, Token, TokenKind, fold, tokens},
    model::WorkingTime,
};

/// A unit made ready to be read.
#[derive(Debug)]
pub(super) struct Sentence<'p> {
    /// The unit of [`Units::units`].
    pub unit: usize,
    /// Its language.
    pub pack: &'p Pack,
    /// Its folded text.
    pub folded: Folded,
    /// First byte of the unit in the body.
    pub start: usize,
    /// What was found in it: tokens by folded bytes, cues and names by tokens.
    pub words: Vec<Word>,
    pub hits: Vec<CueHit>,
    pub mentions: Vec<Mention>,
    /// Times by bytes of the body.
    pub times: Vec<TimeExpression>,
    /// How much time it names, by bytes of the body.
    pub lengths: Vec<Length>,
    /// Its clauses, in order: at least one.
    pub clauses: Vec<Clause>,
    /// How it ends: `?`, `!`, `:`, `.` or nothing.
    pub ending: char,
}

/// A token by its place alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub start: usize,
    pub end: usize,
    pub kind: TokenKind,
}

/// A clause of a sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause {
    /// First token.
    pub first: usize,
    /// One past the last.
    pub past: usize,
    /// First byte in the body.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its cues.
    pub cues: CueSet,
    /// Its times: indices into [`Sentence::times`].
    pub times: Vec<usize>,
    /// Who is named: indices into [`Sentence::mentions`].
    pub mentions: Vec<usize>,
}

impl Sentence<'_> {
    /// The folded text of tokens `first..past`.
    pub fn words_text(&self, first: usize, past: usize) -> &str {
        let (Some(one), Some(last)) = (self.words.get(first), past.checked_sub(1).and_then(|at| self.words.get(at)))
        else {
            return "";
        };
        self.folded.text.get(one.start..last.end).unwrap_or_default()
    }

    /// The folded text of a token.
    pub fn word(&self, at: usize) -> &str {
        self.words_text(at, at + 1)
    }

    /// The byte in the body where token `at` begins.
    pub fn body_start(&self, at: usize) -> usize {
        self.words.get(at).map_or(self.start, |word| self.start + self.folded.origin(word.start))
    }

    /// The byte in the body where `word` begins.
    fn byte_of(&self, word: &Word) -> usize {
        self.start + self.folded.origin(word.start)
    }

    /// The byte in the body where token `at` ends.
    pub fn body_end(&self, at: usize) -> usize {
        self.words.get(at).map_or(self.start, |word| self.start + self.folded.origin(word.end))
    }

    /// Whether token `at` stands inside a time.
    pub fn is_timed(&self, at: usize) -> bool {
        let begin = self.body_start(at);
        let next = self.times.partition_point(|time| time.start <= begin);
        next.checked_sub(1).and_then(|last| self.times.get(last)).is_some_and(|time| begin < time.end)
    }

    /// Whether token `at` stands inside a name.
    pub fn is_named(&self, at: usize) -> bool {
        let next = self.mentions.partition_point(|mention| mention.first <= at);
        next.checked_sub(1).and_then(|last| self.mentions.get(last)).is_some_and(|mention| at < mention.past)
    }

    /// The tokens of `clause` that are no marks.
    pub fn words_of(&self, clause: &Clause) -> impl Iterator<Item = usize> {
        let spoken = |at: &usize| self.words.get(*at).is_some_and(|word| word.kind != TokenKind::Mark);
        (clause.first..clause.past).filter(spoken)
    }

    /// Whether nothing stands in `clause` but names: a call at the beginning, a name under the end.
    pub fn says_but_names(&self, clause: &Clause) -> bool {
        self.words_of(clause).all(|at| self.is_named(at))
    }

    /// Whether it may be a name that nobody on the thread is known by ("Том" under a mail of Tom's), were it the last line: a word or two without
    /// a mark, a cue or a time.
    pub fn may_be_a_name(&self) -> bool {
        self.ending == ' ' && self.words.len() <= 2 && self.times.is_empty() && self.cues().iter().next().is_none()
    }

    /// All cues of the sentence.
    pub fn cues(&self) -> CueSet {
        self.clauses.iter().fold(CueSet::default(), |all, clause| all.or(clause.cues))
    }
}

/// In what a unit is read.
pub(super) struct Setting<'s, 'p> {
    /// The unit's language.
    pub pack: &'p Pack,
    /// All languages of the mail.
    pub spoken: &'s [&'p Pack],
    /// What its times are counted from.
    pub at: &'s Zoned,
    /// The name of the team's zone, for its custom of dates.
    pub zone: &'s str,
    /// By which working days are counted.
    pub working: &'s WorkingTime,
    /// The day spoken of just before.
    pub before: Option<Date>,
}

/// Makes unit `index` ready.
pub(super) fn prepare<'p>(
    text: &str,
    units: &Units,
    index: usize,
    roster: &Roster,
    setting: &Setting<'_, 'p>,
) -> Sentence<'p> {
    let Setting { pack, spoken, at, zone, working, before } = *setting;
    let unit = units.units.get(index);
    let (start, end) = unit.map_or((0, 0), |unit: &Unit| (unit.start, unit.end));
    let raw = text.get(start..end).unwrap_or_default().replace('\n', " ");
    let folded = fold(&raw);
    let found: Vec<Token<'_>> = tokens(&folded.text);
    let hits = pack.cues.find(&found);
    let mentions = roster.mentions(&found);
    // The sentence's own language first; people mix in "week 45" and "Deadline" of the others they speak.
    let others = spoken.iter().copied().filter(|other| !std::ptr::eq(*other, pack));
    let packs: Vec<&Pack> = std::iter::once(pack).chain(others).collect();
    let times = time::find_after(before, &raw, at, &packs, zone);
    let words = found.iter().map(|token| Word { start: token.start, end: token.end, kind: token.kind }).collect();
    let ending =
        raw.trim_end().chars().next_back().filter(|c| matches!(c, '?' | '!' | ':' | '.' | '…' | '।')).unwrap_or(' ');
    drop(found);
    let lengths = time::lengths(&raw, &packs);
    let clauses = Vec::new();
    let mut sentence =
        Sentence { unit: index, pack, folded, start, words, hits, mentions, times, lengths, clauses, ending };
    for expression in &mut sentence.times {
        expression.start += start;
        expression.end += start;
        expression.count_as(working);
    }
    for length in &mut sentence.lengths {
        length.start += start;
        length.end += start;
    }
    let whole = unit.is_some_and(|unit| unit.kind == UnitKind::Row);
    sentence.clauses = if whole { vec![describe(&sentence, 0, sentence.words.len())] } else { cut(&sentence) };
    sentence
}

/// Cuts at marks and joining words, then gives back what cannot stand alone.
fn cut(sentence: &Sentence<'_>) -> Vec<Clause> {
    let inside = insides(sentence);
    let mut cuts = vec![0];
    for at in 1..sentence.words.len() {
        if !inside.get(at).copied().unwrap_or(false) && cuts_at(sentence, at) {
            cuts.push(at);
        }
    }
    cuts.push(sentence.words.len());
    let mut found: Vec<Clause> = Vec::new();
    for pair in cuts.windows(2) {
        let &[first, past] = pair else { continue };
        let clause = describe(sentence, first, past);
        let thin = clause.past - clause.first < 2 || !says_something(&clause) || is_bare_time(sentence, &clause);
        match found.last_mut() {
            Some(last) if thin || !says_something(last) => last.take_in(clause),
            _ => found.push(clause),
        }
    }
    found
}

impl Clause {
    /// Goes on to the end of the clause behind it.
    fn take_in(&mut self, next: Self) {
        (self.past, self.end) = (next.past, next.end);
        self.cues = self.cues.or(next.cues);
        self.times.extend(next.times);
        self.mentions.extend(next.mentions);
    }
}

/// Whether a clause has anything by which it may be read alone.
fn says_something(clause: &Clause) -> bool {
    const TELLING: &[Cue] = &[
        Cue::Promise,
        Cue::Ask,
        Cue::Need,
        Cue::Accept,
        Cue::Decline,
        Cue::Move,
        Cue::Wish,
        Cue::Deliver,
        Cue::Cancel,
        Cue::TakeOver,
        Cue::Otherwise,
        Cue::Owed,
        Cue::Condition,
    ];
    !clause.times.is_empty() || TELLING.iter().any(|&cue| clause.cues.has(cue))
}

/// Whether a clause is a time and nothing else ("bis 3.7., 12 Uhr"): it belongs to what stands before it.
fn is_bare_time(sentence: &Sentence<'_>, clause: &Clause) -> bool {
    !clause.times.is_empty() && sentence.words_of(clause).all(|at| sentence.is_timed(at))
}

/// For each token, whether a cut before it would fall inside a time, a name or a cue of several words.
fn insides(sentence: &Sentence<'_>) -> Vec<bool> {
    let mut inside = vec![false; sentence.words.len()];
    let spans = sentence.mentions.iter().map(|mention| (mention.first, mention.past));
    for (first, past) in spans.chain(sentence.hits.iter().map(|hit| (hit.first, hit.past))) {
        inside.get_mut(first + 1..past).into_iter().flatten().for_each(|at| *at = true);
    }
    for time in &sentence.times {
        let from = sentence.words.partition_point(|word| sentence.byte_of(word) <= time.start);
        let past = sentence.words.partition_point(|word| sentence.byte_of(word) < time.end);
        inside.get_mut(from..past).into_iter().flatten().for_each(|at| *at = true);
    }
    inside
}

/// Whether a clause may begin at token `at`.
fn cuts_at(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = sentence.word(at - 1);
    let kind = sentence.words.get(at - 1).map(|word| word.kind);
    let between_digits = matches!(before, "," | ":" | "-" | "." | "/")
        && [at.wrapping_sub(2), at]
            .iter()
            .all(|&side| sentence.words.get(side).is_some_and(|word| word.kind == TokenKind::Number));
    let mark = kind == Some(TokenKind::Mark)
        && !between_digits
        && (matches!(before, "," | ";" | ":" | "–" | "—" | "(" | ")" | "|" | "…" | "?" | "!" | "।")
            || (before == "-" && spaced(sentence, at - 1))
            || (before == "." && spaced_after(sentence, at - 1)));
    mark || among(&sentence.hits, |hit| hit.first, at, at + 1)
        .iter()
        .any(|hit| matches!(hit.cue, Cue::And | Cue::Otherwise | Cue::Except))
}

/// Whether spaces stand on both sides of token `at`.
fn spaced(sentence: &Sentence<'_>, at: usize) -> bool {
    let gap = |one: Option<&Word>, two: Option<&Word>| one.zip(two).is_some_and(|(one, two)| one.end < two.start);
    at > 0 && gap(sentence.words.get(at - 1), sentence.words.get(at)) && spaced_after(sentence, at)
}

fn spaced_after(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.words.get(at).zip(sentence.words.get(at + 1)).is_some_and(|(one, two)| one.end < two.start)
}

/// A clause over tokens `first..past`.
fn describe(sentence: &Sentence<'_>, first: usize, past: usize) -> Clause {
    let (start, end) = (sentence.body_start(first), sentence.body_end(past.saturating_sub(1)));
    let mut cues = CueSet::default();
    for hit in among(&sentence.hits, |hit| hit.first, first, past) {
        cues.insert(hit.cue);
    }
    let places = |from: usize, count: usize| (from..from + count).collect();
    let timed = sentence.times.partition_point(|time| time.start < start);
    let named = sentence.mentions.partition_point(|mention| mention.first < first);
    Clause {
        first,
        past,
        start,
        end,
        cues,
        times: places(timed, among(&sentence.times, |time| time.start, start, end).len()),
        mentions: places(named, among(&sentence.mentions, |mention| mention.first, first, past).len()),
    }
}

/// Of what is in the order of `place`, what is placed from `from` to before `past`.
fn among<T>(all: &[T], place: impl Fn(&T) -> usize, from: usize, past: usize) -> &[T] {
    let begin = all.partition_point(|one| place(one) < from);
    let end = all.partition_point(|one| place(one) < past);
    all.get(begin..end).unwrap_or_default()
}
