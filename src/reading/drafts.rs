//! In charge of: gathering clauses that do the same thing into drafts of statements, each with its time and its consequence.
//!
//! Promises: several things owed by one time in one sentence are one draft; a second time begins a second one; a consequence goes to the
//! draft it is said of: in its own sentence first, then the nearest before it, then the next.
//! Leaves to: `who` whose it is, `about` which agreement it speaks of.

use super::{
    clauses::{Clause, Sentence},
    features::LABELS,
    gist::Gist,
    scene::Scene,
    time::{Role, TimeExpression},
    who,
};
use crate::{
    language::{Cue, TokenKind},
    model::Act,
};

/// How many clauses that do nothing may stand inside a draft.
const GAP: usize = 2;

/// The most statements a mail is read for.
const MOST_DRAFTS: usize = 500;

/// A gist lighter than this names no thing.
pub(super) const THIN: f32 = 0.3;

/// What the weights say of a clause.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    /// What it does, if anything.
    pub act: Option<Act>,
    /// How likely that is; where it does nothing, how likely the likeliest act would have been.
    pub chance: f32,
}

/// A statement in the making.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub act: Act,
    /// Which sentence of the scene.
    pub sentence: usize,
    /// Its clauses: first, and one past the last.
    pub clauses: (usize, usize),
    /// Its bytes in the body.
    pub start: usize,
    pub end: usize,
    /// Its deadline: sentence and index of the time.
    pub due: Option<(usize, usize)>,
    pub consequence: Option<String>,
    pub gist: Gist,
    pub chance: f32,
}

/// The drafts of a scene. `verdict` is asked for each sentence and clause.
pub(super) fn gather(scene: &Scene<'_>, verdict: &dyn Fn(usize, usize) -> Verdict) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut consequences: Vec<(usize, usize, usize)> = Vec::new();
    for (number, sentence) in scene.sentences.iter().enumerate() {
        let first = drafts.len();
        for at in 0..sentence.clauses.len() {
            let Verdict { act, chance } = verdict(number, at);
            match act {
                Some(Act::Otherwise) => consequences.push((number, at, drafts.len())),
                Some(act) if drafts.len() < MOST_DRAFTS => add(scene, &mut drafts, (number, at), act, chance),
                _ => {}
            }
        }
        let taken = drafts.len();
        for draft in drafts.get_mut(first..taken).unwrap_or_default() {
            finish(scene, draft);
        }
    }
    for draft in &mut drafts {
        draft.act = who::act_by_owner(scene, draft);
    }
    for (number, at, before) in joined(&consequences) {
        attach(scene, &mut drafts, number, at, before);
    }
    drafts
}

/// Adds a clause: to the draft before it if that goes on, else as a new one.
fn add(scene: &Scene<'_>, drafts: &mut Vec<Draft>, (number, at): (usize, usize), act: Act, chance: f32) {
    let Some(sentence) = scene.sentences.get(number) else { return };
    let Some(clause) = sentence.clauses.get(at) else { return };
    let timed = |from: usize, to: usize| {
        let clauses = sentence.clauses.get(from..to).unwrap_or_default();
        clauses.iter().flat_map(|clause| &clause.times).any(|&time| sentence.times.get(time).is_some_and(may_bind))
    };
    if let Some(last) = drafts.last_mut() {
        // A clause or two that say nothing by themselves may stand between: "the reports, duly signed, be returned by Friday".
        let adjoins = last.sentence == number && last.act == act && at - last.clauses.1 <= GAP;
        if adjoins && !(timed(last.clauses.0, last.clauses.1) && timed(at, at + 1)) {
            last.clauses.1 = at + 1;
            last.end = clause.end;
            last.chance = last.chance.max(chance);
            return;
        }
    }
    let (start, end) = (clause.start, clause.end);
    let gist = Gist::default();
    drafts.push(Draft {
        act,
        sentence: number,
        clauses: (at, at + 1),
        start,
        end,
        due: None,
        consequence: None,
        gist,
        chance,
    });
}

/// A draft that names no thing takes the clause behind it in ("we should be obliged | if you let us have the estimates"), or the one before.
fn widen(scene: &Scene<'_>, sentence: &Sentence<'_>, draft: &mut Draft) {
    let gist = |clause: &Clause| {
        let text = scene.mail.text.get(clause.start..clause.end).unwrap_or_default();
        Gist::of(text, &scene.packs, &scene.roster)
    };
    let free = |clause: &&Clause| {
        !clause.cues.has(Cue::Otherwise)
            && !clause.times.iter().any(|&time| sentence.times.get(time).is_some_and(|time| time.past))
    };
    let wide = |clause: &&Clause| free(clause) && gist(clause).weight() >= THIN;
    if let Some(next) = sentence.clauses.get(draft.clauses.1).filter(wide) {
        draft.clauses.1 += 1;
        draft.end = next.end;
    } else if let Some(before) = draft.clauses.0.checked_sub(1).and_then(|at| sentence.clauses.get(at)).filter(wide) {
        draft.clauses.0 -= 1;
        draft.start = before.start;
    } else {
        return;
    }
    let text = scene.mail.text.get(draft.start..draft.end).unwrap_or_default();
    draft.gist = Gist::of(text, &scene.packs, &scene.roster);
}

/// Whether a time may be a deadline at all.
fn may_bind(time: &TimeExpression) -> bool {
    !time.past && !time.recurring
}

/// Finds the time and the gist of a draft whose clauses are complete.
fn finish(scene: &Scene<'_>, draft: &mut Draft) {
    let Some(sentence) = scene.sentences.get(draft.sentence) else { return };
    let text = scene.mail.text.get(draft.start..draft.end).unwrap_or_default();
    draft.gist = Gist::of(text, &scene.packs, &scene.roster);
    if draft.gist.weight() < THIN && matches!(draft.act, Act::Ask | Act::Promise) {
        widen(scene, sentence, draft);
    }
    let own = sentence.clauses.get(draft.clauses.0..draft.clauses.1).unwrap_or_default();
    let inside = own.iter().flat_map(|clause| clause.times.iter().copied());
    draft.due = best_time(sentence, inside).map(|time| (draft.sentence, time));
    if draft.due.is_some() || !wants_due(draft.act) {
        return;
    }
    // The deadline may stand in a clause of its own: "I'll send them. By Friday, if the van starts."
    let alone = sentence.times.len() == 1;
    let around = (0..sentence.times.len()).filter(|&time| {
        let role = sentence.times.get(time).map(|time| time.role);
        role.is_some_and(|role| alone || matches!(role, Role::By | Role::Before | Role::Within))
    });
    draft.due = best_time(sentence, around).map(|time| (draft.sentence, time));
    if draft.due.is_none()
        && let Some(heading) = scene.heading(sentence)
    {
        let place = scene.sentences.iter().position(|other| other.unit == heading.unit);
        let time = best_time(heading, 0..heading.times.len());
        draft.due = place.zip(time);
    }
}

/// Acts that may carry a date of their own.
fn wants_due(act: Act) -> bool {
    matches!(act, Act::Promise | Act::Ask | Act::Move | Act::Wish | Act::Accept)
}

/// The time that binds, of those given: one said as a deadline before a bare one, the first before the later.
fn best_time(sentence: &Sentence<'_>, times: impl Iterator<Item = usize>) -> Option<usize> {
    let rank = |time: &TimeExpression| match time.role {
        Role::By | Role::Before | Role::Within => 0,
        Role::On => 1,
        Role::None => 2,
        _ => 3,
    };
    times
        .filter_map(|at| sentence.times.get(at).map(|time| (at, time)))
        .filter(|(_, time)| may_bind(time))
        .min_by_key(|(at, time)| (rank(time), *at))
        .map(|(at, _)| at)
}

/// Consequence clauses that follow each other in one sentence are one: sentence, clauses, and how many drafts stand before.
fn joined(clauses: &[(usize, usize, usize)]) -> Vec<(usize, (usize, usize), usize)> {
    let mut found: Vec<(usize, (usize, usize), usize)> = Vec::new();
    for &(number, at, before) in clauses {
        match found.last_mut() {
            Some((last, (_, past), _)) if *last == number && *past == at => *past = at + 1,
            _ => found.push((number, (at, at + 1), before)),
        }
    }
    found
}

/// Gives a consequence to the draft it is said of.
fn attach(scene: &Scene<'_>, drafts: &mut [Draft], number: usize, clauses: (usize, usize), before: usize) {
    let Some(sentence) = scene.sentences.get(number) else { return };
    let (Some(first), Some(last)) = (sentence.clauses.get(clauses.0), sentence.clauses.get(clauses.1 - 1)) else {
        return;
    };
    let words = scene.mail.text.get(behind_otherwise(sentence, first)..last.end).unwrap_or_default();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_matches([',', ';', '-', '–', '—', ' ', '(', ')', ':']).to_owned();
    let carries = |draft: &Draft| matches!(draft.act, Act::Ask | Act::Promise | Act::Move);
    let same = |draft: &Draft| carries(draft) && draft.sentence == number;
    let earlier = drafts.get(..before).unwrap_or_default();
    let index = earlier
        .iter()
        .rposition(same)
        .or_else(|| drafts.iter().position(same))
        .or_else(|| earlier.iter().rposition(|draft| carries(draft) && number - draft.sentence <= 3))
        .or_else(|| {
            drafts.iter().position(|draft| carries(draft) && draft.sentence > number && draft.sentence - number <= 1)
        });
    if let Some(draft) = index.and_then(|index| drafts.get_mut(index)) {
        match &mut draft.consequence {
            Some(known) => {
                known.push(' ');
                known.push_str(&words);
            }
            none => *none = Some(words),
        }
    }
}

/// Where the consequence itself begins, behind the one word that brings it ("otherwise", "sonst", "иначе"): a letter says that word itself.
fn behind_otherwise(sentence: &Sentence<'_>, clause: &Clause) -> usize {
    let idle = |at: usize| sentence.words.get(at).is_some_and(|word| word.kind == TokenKind::Mark);
    let brings =
        |at: usize| sentence.hits.iter().any(|hit| hit.cue == Cue::Otherwise && hit.first == at && hit.past == at + 1);
    let joins = |at: usize| {
        sentence.hits.iter().any(|hit| matches!(hit.cue, Cue::And | Cue::Lead) && hit.first == at && hit.past == at + 1)
    };
    let first = (clause.first..clause.past).find(|&at| !idle(at)).unwrap_or(clause.first);
    let behind = (first + 1..clause.past).find(|&at| !idle(at));
    match behind {
        // "lose" alone is no such word: what brings a consequence also joins or leads, or stands before a clause of some length.
        Some(next) if brings(first) && (joins(first) || clause.past - next >= 2) => sentence.body_start(next),
        _ => clause.start,
    }
}

/// The draft's time.
pub(super) fn time_of<'s>(scene: &'s Scene<'_>, draft: &Draft) -> Option<&'s TimeExpression> {
    let (sentence, time) = draft.due?;
    scene.sentences.get(sentence)?.times.get(time)
}

/// The label the weights know an act by.
pub(super) fn label_of(act: Option<Act>) -> usize {
    LABELS.iter().position(|&label| label == act).unwrap_or(0)
}

/// Whether any clause of the draft has the cue.
pub(super) fn has_cue(scene: &Scene<'_>, draft: &Draft, cue: Cue) -> bool {
    let sentence = scene.sentences.get(draft.sentence);
    let clauses = sentence.and_then(|sentence| sentence.clauses.get(draft.clauses.0..draft.clauses.1));
    clauses.unwrap_or_default().iter().any(|clause| clause.cues.has(cue))
}
