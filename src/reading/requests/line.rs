//! In charge of: a unit of the own words with everything that one language finds in it: phrases, cues, names, times.
//!
//! Promises: of patterns that lie within each other the longest counts: "is not done" is not "done".

use jiff::Zoned;

use super::super::{
    people::{Mention, Roster},
    scene::Scene,
    time::{self, TimeExpression},
    units::{Unit, UnitKind},
};
use crate::{
    language::{Cue, CueHit, Folded, Hit, Pack, Phrase, Token, TokenKind, fold, tokens},
    model::{AgreementNumber, Due, Quote},
};

/// A unit, ready to be asked what it wants.
#[derive(Debug)]
pub(in crate::reading) struct Line<'s> {
    pub pack: &'s Pack,
    pub unit: &'s Unit,
    /// As written, on one line; byte `n` of it is byte `start + n` of the body.
    pub raw: String,
    pub folded: Folded,
    pub words: Vec<Word>,
    pub phrases: Vec<Hit<Phrase>>,
    pub cues: Vec<CueHit>,
    pub mentions: Vec<Mention>,
    /// By bytes of `raw`.
    pub times: Vec<TimeExpression>,
    /// On whose clock its times are counted.
    pub at: Zoned,
}

/// A token by its place.
#[derive(Debug, Clone, Copy)]
pub(in crate::reading) struct Word {
    pub start: usize,
    pub end: usize,
    pub kind: TokenKind,
    pub glued: bool,
    pub number: Option<AgreementNumber>,
}

/// Tokens from the first to before the last.
pub(in crate::reading) type Span = std::ops::Range<usize>;

/// Cues that are covered wherever they stand in an answer: they add nothing of their own.
const LIGHT: &[Cue] = &[Cue::I, Cue::We, Cue::You, Cue::And, Cue::Except, Cue::Greeting, Cue::Courtesy, Cue::Lead];

impl<'s> Line<'s> {
    pub(in crate::reading) fn of(scene: &'s Scene<'_>, unit: &'s Unit, pack: &'s Pack) -> Option<Self> {
        let at = scene.units.voices.get(unit.voice).filter(|voice| !voice.forwarded)?.at.clone();
        let raw = scene.mail.text.get(unit.start..unit.end)?.replace('\n', " ");
        let folded = fold(&raw);
        let found = tokens(&folded.text);
        let mut phrases = pack.phrases.find(&found);
        phrases.retain(|hit| hit.cue != Phrase::Talk);
        let phrases = longest(phrases);
        let cues: Vec<CueHit> = pack
            .cues
            .find(&found)
            .into_iter()
            .filter(|hit| !phrases.iter().any(|phrase| telling(phrase.cue) && holds(phrase, hit)))
            .collect();
        let mentions = scene.roster.mentions(&found);
        let words = found.iter().map(word).collect();
        let times = times(&raw, &at, pack, scene);
        Some(Self { pack, unit, words, phrases, cues, mentions, times, at, raw, folded })
    }

    pub(in crate::reading) fn whole(&self) -> Span {
        0..self.words.len()
    }

    /// The number that the unit bears as an item of a list.
    pub(in crate::reading) fn item(&self) -> Option<AgreementNumber> {
        match self.unit.kind {
            UnitKind::Item { number } => number.map(AgreementNumber),
            _ => None,
        }
    }

    pub(in crate::reading) fn text(&self, at: usize) -> &str {
        self.words.get(at).and_then(|word| self.folded.text.get(word.start..word.end)).unwrap_or_default()
    }

    /// Bytes of `raw` that a span takes.
    pub(in crate::reading) fn bytes(&self, span: &Span) -> (usize, usize) {
        let start = self.words.get(span.start).map_or(self.raw.len(), |word| self.folded.origin(word.start));
        let last = span.end.checked_sub(1).and_then(|at| self.words.get(at));
        let end = last.map_or(start, |word| self.folded.end_of(word.end)).max(start);
        (start, end)
    }

    /// The words of a span as written.
    pub(in crate::reading) fn written(&self, span: &Span) -> &str {
        let (start, end) = self.bytes(span);
        self.raw.get(start..end).unwrap_or_default()
    }

    pub(in crate::reading) fn quote(&self, scene: &Scene<'_>, span: &Span) -> Quote {
        let (start, end) = self.bytes(span);
        let text = self.written(span).split_whitespace().collect::<Vec<_>>().join(" ");
        Quote { mail: scene.mail.id.clone(), text, start: self.unit.start + start, end: self.unit.start + end }
    }

    /// The first phrase of a class within a span.
    pub(in crate::reading) fn phrase(&self, span: &Span, class: Phrase) -> Option<&Hit<Phrase>> {
        self.phrases.iter().find(|hit| hit.cue == class && span.start <= hit.first && hit.past <= span.end)
    }

    pub(in crate::reading) fn has(&self, span: &Span, class: Phrase) -> bool {
        self.phrase(span, class).is_some()
    }

    pub(in crate::reading) fn has_cue(&self, span: &Span, class: Cue) -> bool {
        self.cues.iter().any(|hit| hit.cue == class && span.start <= hit.first && hit.past <= span.end)
    }

    /// Whether token `at` belongs to a phrase of one of these classes.
    pub(in crate::reading) fn in_phrase(&self, at: usize, classes: &[Phrase]) -> bool {
        self.phrases.iter().any(|hit| classes.contains(&hit.cue) && hit.first <= at && at < hit.past)
    }

    pub(in crate::reading) fn in_cue(&self, at: usize, classes: &[Cue]) -> bool {
        self.cues.iter().any(|hit| classes.contains(&hit.cue) && hit.first <= at && at < hit.past)
    }

    /// Whether token `at` adds nothing of its own.
    pub(in crate::reading) fn is_light(&self, at: usize) -> bool {
        !self.is_word(at) || self.in_phrase(at, &[Phrase::Filler]) || self.in_cue(at, LIGHT)
    }

    pub(in crate::reading) fn is_word(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| matches!(word.kind, TokenKind::Word | TokenKind::Number))
    }

    pub(in crate::reading) fn is_named(&self, at: usize) -> bool {
        self.mentions.iter().any(|mention| mention.first <= at && at < mention.past)
    }

    /// Whether token `at` stands in one of these times.
    pub(in crate::reading) fn in_time(&self, at: usize, times: &[TimeExpression]) -> bool {
        let (start, _) = self.bytes(&(at..at + 1));
        times.iter().any(|time| time.start <= start && start < time.end)
    }

    /// The times of a span, read as if it stood alone; by bytes of `raw`.
    pub(in crate::reading) fn times_of(&self, scene: &Scene<'_>, span: &Span) -> Vec<TimeExpression> {
        let (start, _) = self.bytes(span);
        let mut found = times(self.written(span), &self.at, self.pack, scene);
        for time in &mut found {
            time.start += start;
            time.end += start;
        }
        found
    }

    /// The deadline that a time means.
    pub(in crate::reading) fn due(&self, time: &TimeExpression) -> Due {
        let said = self.raw.get(time.start..time.end).unwrap_or_default();
        Due {
            said: said.split_whitespace().collect::<Vec<_>>().join(" "),
            moment: time.moment,
            zone: self.at.time_zone().clone(),
            grain: time.grain,
            assumed: time.assumed.clone(),
        }
    }

    /// Whether token `at` is a mark between clauses.
    pub(in crate::reading) fn separates(&self, at: usize) -> bool {
        let mark = self.words.get(at).is_some_and(|word| matches!(word.kind, TokenKind::Mark | TokenKind::Line));
        mark && matches!(
            self.text(at),
            "," | ";" | ":" | "." | "!" | "?" | "…" | "(" | ")" | "-" | "–" | "—" | "/" | "।" | "\n" | "•"
        )
    }

    /// The span cut at marks and joining words, empty pieces left out.
    pub(in crate::reading) fn segments(&self, span: &Span) -> Vec<Span> {
        let mut cut: Vec<Span> = Vec::new();
        let mut from = span.start;
        for at in span.clone() {
            let joins = self.cues.iter().any(|hit| matches!(hit.cue, Cue::And | Cue::Except) && hit.first == at);
            if self.separates(at) || joins {
                cut.push(from..at);
                from = if joins { at } else { at + 1 };
            }
        }
        cut.push(from..span.end);
        cut.retain(|piece| piece.clone().any(|at| self.is_word(at)));
        cut
    }
}

fn word(token: &Token<'_>) -> Word {
    Word {
        start: token.start,
        end: token.end,
        kind: token.kind,
        glued: token.glued,
        number: token.number().map(AgreementNumber),
    }
}

/// The times of a text, the line's own language first.
fn times(text: &str, at: &Zoned, pack: &Pack, scene: &Scene<'_>) -> Vec<TimeExpression> {
    let others = scene.packs.iter().copied().filter(|other| other.code() != pack.code());
    let packs: Vec<&Pack> = std::iter::once(pack).chain(others).collect();
    let mut found = time::find(text, at, &packs, "");
    found.iter_mut().for_each(|time| time.count_as(scene.working));
    found
}

/// Whether a class says something: fillers and words before numbers only stand around what does.
fn telling(class: Phrase) -> bool {
    !matches!(class, Phrase::Filler | Phrase::Number)
}

fn holds<A, B>(outer: &Hit<A>, inner: &Hit<B>) -> bool {
    outer.first <= inner.first && inner.past <= outer.past
}

/// Without those that lie within a longer one that says something.
fn longest(hits: Vec<Hit<Phrase>>) -> Vec<Hit<Phrase>> {
    let longer = |hit: &Hit<Phrase>| {
        hits.iter()
            .any(|other| telling(other.cue) && holds(other, hit) && other.past - other.first > hit.past - hit.first)
    };
    hits.iter().filter(|hit| !longer(hit)).copied().collect()
}

/// A person named in a span who is not the writer.
pub(in crate::reading) fn somebody<'r>(
    line: &Line<'_>,
    span: &Span,
    roster: &'r Roster,
    writer: Option<usize>,
) -> Option<&'r crate::model::Party> {
    let named = line.mentions.iter().filter(|mention| span.start <= mention.first && mention.past <= span.end);
    let mut others = named.filter(|mention| !mention.company && Some(mention.person) != writer);
    let other = others.next_back()?;
    roster.people.get(other.person).map(|person| &person.party)
}
