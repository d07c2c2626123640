//! In charge of: how a clause turns on what stands open: whether its date is the one agreed or another, and whether the words before it have just
//! put that in doubt ("Monday is out. Wednesday, 4 pm.").
//!
//! Promises: the same signs in every language, whatever the words.
//! Leaves to: `features` all else that is telling.

use std::cmp::Ordering;

use super::{
    clauses::{Clause, Sentence},
    features::is_mine,
    gist::Gist,
    scene::{Open, Scene},
    weights::Case,
};
use crate::{
    language::{Cue, CueSet, TokenKind},
    model::{Moment, State},
};

/// How many sentences before a clause are looked at.
const BACK: usize = 3;

/// From this share of words on a sentence speaks of an agreement.
const SPEAKS: f32 = 0.4;

/// What a sentence raises of what is open for one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Raised {
    /// Which agreements it speaks of: their places among what is open.
    pub spoken: Vec<usize>,
    /// It speaks of an agreement of the speaker's side, or of its date.
    pub mine: bool,
    /// The same of the other side's.
    pub theirs: bool,
    /// It denies or refuses something.
    pub refused: bool,
}

/// What `sentence` raises of `open`.
pub(super) fn raised(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Raised {
    let text = scene.units.units.get(sentence.unit).and_then(|unit| scene.mail.text.get(unit.start..unit.end));
    let gist = Gist::of(text.unwrap_or_default(), &scene.packs, &scene.roster);
    let mut found = Raised { refused: refuses(sentence.cues()), ..Raised::default() };
    for (at, open) in scene.open.iter().enumerate() {
        let dated = open.due.is_some_and(|due| sentence.times.iter().any(|time| time.moment.date() == due.date()));
        let spoken = dated || gist.share_in(&open.gist).max(open.gist.share_in(&gist)) >= SPEAKS;
        if spoken {
            found.spoken.push(at);
        }
        if spoken && is_mine(scene, sentence, open) {
            found.mine = true;
        } else if spoken {
            found.theirs = true;
        }
    }
    found
}

fn refuses(cues: CueSet) -> bool {
    cues.has(Cue::Negation) || cues.has(Cue::Decline)
}

/// Adds what is telling of the turn that `clause` takes.
pub(super) fn of_clause(scene: &Scene<'_>, number: usize, clause: &Clause, time: &str, case: &mut Case) {
    let Some(sentence) = scene.sentences.get(number) else { return };
    if scene.open.is_empty() {
        return;
    }
    let mine = dates(scene, sentence, clause, true);
    let theirs = dates(scene, sentence, clause, false);
    let bare = if is_bare(sentence, clause) { "bare" } else { "worded" };
    let before = before(scene, number, sentence);
    let not = if refuses(clause.cues) { "not" } else { "" };
    let short = if scene.sentences.len() <= 3 { "short" } else { "long" };
    case.add("x mine:", &format!("{mine} {bare} {not}"));
    case.add("x theirs:", &format!("{theirs} {bare} {not}"));
    case.add("x both:", &format!("{mine} {theirs} {time}{}", sentence.ending));
    case.add("x before:", &format!("{before} {time}"));
    case.add("x before:", &format!("{before} {mine} {bare}"));
    case.add("x before:", &format!("{before} {theirs} {bare}"));
    case.add("x short:", &format!("{short} {mine} {theirs} {bare}"));
    if let Some(shift) = shift(sentence, clause) {
        // The weights know these by "lapse": another name would have to be learned anew.
        case.add("x lapse:", shift);
        case.add("x lapse:", &format!("{shift} {time} {not}{}", sentence.ending));
        case.add("x lapse:", &format!("{shift} {} {short}", states(scene, sentence)));
    }
    case.add("x states:", &format!("{} {time} {bare}", states(scene, sentence)));
    if scene.open.iter().any(|open| open.proposed_by.is_some()) {
        case.add("x wished:", &format!("{} {mine} {theirs}", wished(scene, sentence, clause)));
    }
}

/// How a date that is said stands to one that is agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The same day, at another hour.
    OtherHour,
    /// The same.
    Same,
    /// A day before it.
    Earlier,
    /// A day after it.
    Later,
}

impl Turn {
    pub fn of(said: Moment, agreed: Moment) -> Self {
        let other_hour = said.time().zip(agreed.time()).is_some_and(|(said, agreed)| said != agreed);
        match said.date().cmp(&agreed.date()) {
            Ordering::Equal if other_hour => Self::OtherHour,
            Ordering::Equal => Self::Same,
            Ordering::Less => Self::Earlier,
            Ordering::Greater => Self::Later,
        }
    }

    /// In the words of the features.
    pub fn word(self) -> &'static str {
        match self {
            Self::OtherHour => "other hour",
            Self::Same => "same",
            Self::Earlier => "earlier",
            Self::Later => "later",
        }
    }
}

/// How the clause's date stands to those agreed by one side.
fn dates(scene: &Scene<'_>, sentence: &Sentence<'_>, clause: &Clause, mine: bool) -> &'static str {
    let open: Vec<&Open> = scene.open.iter().filter(|open| is_mine(scene, sentence, open) == mine).collect();
    let dues: Vec<Moment> = open.iter().filter_map(|open| open.due).collect();
    let times = clause.times.iter().filter_map(|&time| sentence.times.get(time)).filter(|time| !time.past);
    let moments: Vec<Moment> = times.map(|time| time.moment).collect();
    let turns = |said: &Moment| dues.iter().map(|due| Turn::of(*said, *due)).collect::<Vec<_>>();
    let all: Vec<Turn> = moments.iter().flat_map(turns).collect();
    match moments.last().map(turns) {
        _ if open.is_empty() => "nothing",
        None => "untimed",
        _ if all.contains(&Turn::OtherHour) => Turn::OtherHour.word(),
        _ if all.contains(&Turn::Same) => Turn::Same.word(),
        Some(last) => match last.split_first() {
            None => "undated",
            Some((first, rest)) if rest.iter().all(|turn| turn == first) => first.word(),
            Some(_) => "between",
        },
    }
}

/// Whether the clause says how far something is put off or brought forward.
pub(super) fn shift(sentence: &Sentence<'_>, clause: &Clause) -> Option<&'static str> {
    let first = sentence.lengths.partition_point(|length| length.start < clause.start);
    let within = sentence.lengths.get(first).is_some_and(|length| length.end <= clause.end);
    within.then_some(match (clause.cues.has(Cue::Later), clause.cues.has(Cue::Sooner)) {
        (true, false) => "later",
        (false, true) => "sooner",
        (true, true) => "either",
        (false, false) => "some",
    })
}

/// Whether nothing stands in the clause but times, names and marks, and at most one more word.
fn is_bare(sentence: &Sentence<'_>, clause: &Clause) -> bool {
    let word = |at: &usize| sentence.words.get(*at).is_some_and(|word| word.kind == TokenKind::Word);
    let others =
        (clause.first..clause.past).filter(word).filter(|&at| !sentence.is_timed(at) && !sentence.is_named(at));
    others.count() <= 1
}

/// What the sentences just before have put in doubt.
fn before(scene: &Scene<'_>, number: usize, sentence: &Sentence<'_>) -> String {
    let voice = scene.units.units.get(sentence.unit).map(|unit| unit.voice);
    let near = (number.saturating_sub(BACK)..number).filter_map(|at| {
        let same = scene.sentences.get(at).and_then(|other| scene.units.units.get(other.unit)).map(|unit| unit.voice);
        (same == voice).then(|| scene.raised.get(at)).flatten()
    });
    let (mut mine, mut theirs, mut refused) = (false, false, false);
    for raised in near {
        mine |= raised.mine;
        theirs |= raised.theirs;
        refused |= raised.refused && (raised.mine || raised.theirs);
    }
    format!("{}{}{}", if mine { "m" } else { "" }, if theirs { "t" } else { "" }, if refused { "!" } else { "" })
}

/// Which states there are of what each side owes.
fn states(scene: &Scene<'_>, sentence: &Sentence<'_>) -> String {
    let mut seen = [false; 4];
    for open in &scene.open {
        let at = usize::from(!is_mine(scene, sentence, open)) * 2 + usize::from(open.state != State::Asked);
        if let Some(seen) = seen.get_mut(at) {
            *seen = true;
        }
    }
    seen.iter().map(|&seen| if seen { '1' } else { '0' }).collect()
}

/// Whether the date somebody wished for is the clause's, and who wished.
fn wished(scene: &Scene<'_>, sentence: &Sentence<'_>, clause: &Clause) -> &'static str {
    let side = scene.side(sentence);
    let day = |time: &usize| sentence.times.get(*time).map(|time| time.moment.date());
    let days: Vec<_> = clause.times.iter().filter_map(day).collect();
    let mut word = "mine";
    for open in &scene.open {
        let Some(wish) = &open.wish else { continue };
        if open.proposed_by.as_ref() == side {
            continue;
        }
        if days.contains(&wish.date()) {
            return "theirs, that day";
        }
        word = if days.is_empty() { "theirs" } else { "theirs, other day" };
    }
    word
}
