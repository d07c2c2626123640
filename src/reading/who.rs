//! In charge of: who owes what a draft says, and to whom.
//!
//! A promise is owed by the writer, or by a colleague it names as the doer; a request by the one it names or addresses, else by the people in To on
//! the other side.
//!
//! Promises: never the bot; never somebody who was not on the mail or the thread.
//! Leaves to: `agreement` the sides.

use super::{clauses::Sentence, drafts::Draft, features::CELL_MARKS, people::Mention, scene::Scene, units::UnitKind};
use crate::{
    language::{Cue, TokenKind},
    model::{Act, Claim, Party, Side},
};

/// Debtor and creditor of what `draft` says; `None` where there is nobody on the other side.
pub(super) fn parties(scene: &Scene<'_>, draft: &Draft) -> Option<(Party, Party)> {
    let sentence = scene.sentences.get(draft.sentence)?;
    let speaker = scene.speaker(sentence)?;
    let side = &scene.roster.people.get(speaker)?.side;
    let named = named(scene, sentence, draft);
    let on_side = |index: usize, wanted: bool| {
        scene.roster.people.get(index).is_some_and(|person| (person.side == *side) == wanted)
    };
    let owner = owner(scene, sentence).filter(|owner| !owner.company || on_side(owner.person, false));
    let (debtor, creditor) = if draft.act == Act::Ask {
        let asked = named.iter().copied().find(|&person| person != speaker && on_side(person, false));
        let colleague = || named.iter().copied().find(|&person| person != speaker);
        let owner = owner.map(|owner| owner.person).filter(|&person| person != speaker);
        let debtor = owner.or(asked).or_else(|| addressed(scene, speaker, side)).or_else(colleague)?;
        (debtor, speaker)
    } else {
        let colleague = named.iter().copied().find(|&person| person != speaker && on_side(person, true));
        let owner = owner.map(|owner| owner.person).filter(|&person| on_side(person, true));
        let doer = owner.or(colleague.filter(|_| leads(scene, sentence, draft, side))).unwrap_or(speaker);
        (doer, addressed(scene, speaker, side)?)
    };
    let party = |index: usize| scene.roster.people.get(index).map(|person| person.party.clone());
    Some((party(debtor)?, party(creditor)?))
}

/// Whose line it is.
#[derive(Clone, Copy)]
struct Owner {
    person: usize,
    /// Named by the company.
    company: bool,
    /// Called ("Tom, ..."), not listed ("Tom: ...").
    called: bool,
}

/// What a promise or a request is when its line names its owner: "Tom: texts", "logo | Bank | Friday" are asked of the other side and promised
/// by one's own, however they are worded.
pub(super) fn act_by_owner(scene: &Scene<'_>, draft: &Draft) -> Act {
    let Some(sentence) = scene.sentences.get(draft.sentence) else { return draft.act };
    let side = |person: usize| scene.roster.people.get(person).map(|person| &person.side);
    let speaker = scene.speaker(sentence).and_then(side);
    match (draft.act, owner(scene, sentence)) {
        (Act::Promise | Act::Ask, Some(owner)) if !owner.called => {
            if side(owner.person) == speaker {
                Act::Promise
            } else {
                Act::Ask
            }
        }
        (Act::Promise | Act::Ask, None) => {
            match pronoun(sentence).or_else(|| scene.heading(sentence).and_then(headed)) {
                Some(Cue::You) => Act::Ask,
                Some(_) => Act::Promise,
                None => draft.act,
            }
        }
        (act, _) => act,
    }
}

/// Whose lines a heading brings that is a pronoun and no more: "From you:", "С нас:", "Biz:".
fn headed(heading: &Sentence<'_>) -> Option<Cue> {
    const PREPOSITION: usize = 4;
    let persons = || heading.hits.iter().filter(|hit| matches!(hit.cue, Cue::I | Cue::We | Cue::You));
    let others =
        heading.words.iter().enumerate().filter(|(at, word)| {
            word.kind != TokenKind::Mark && !persons().any(|hit| hit.first <= *at && *at < hit.past)
        });
    let lengths: Vec<usize> = others.map(|(at, _)| heading.word(at).chars().count()).collect();
    let bare = match lengths.as_slice() {
        [] => true,
        [one] => *one <= PREPOSITION,
        _ => false,
    };
    one_side(persons().map(|hit| hit.cue)).filter(|_| bare)
}

/// The one pronoun that stands in a cell of its own: "rough mix: me, by Friday", "Akt I – du".
fn pronoun(sentence: &Sentence<'_>) -> Option<Cue> {
    const FIRM: &[&str] = &[":", "|", "–", "—", "-", "(", ")", "/"];
    let bound =
        |at: Option<usize>| at.is_none_or(|at| at >= sentence.words.len() || CELL_MARKS.contains(&sentence.word(at)));
    let firm = |at: Option<usize>| at.is_some_and(|at| FIRM.contains(&sentence.word(at)));
    let cells = sentence.hits.iter().filter(|hit| {
        let (before, behind) = (hit.first.checked_sub(1), Some(hit.past));
        matches!(hit.cue, Cue::I | Cue::We | Cue::You)
            && bound(before)
            && bound(behind)
            && (firm(before) || firm(behind))
    });
    one_side(cells.map(|hit| hit.cue))
}

/// The first of these pronouns, where none of the others means the other side.
fn one_side(mut cues: impl Iterator<Item = Cue>) -> Option<Cue> {
    let first = cues.next()?;
    cues.all(|cue| (cue == Cue::You) == (first == Cue::You)).then_some(first)
}

/// By what the debtor is known, for how sure that is.
pub(super) fn how_known(scene: &Scene<'_>, draft: &Draft) -> &'static str {
    let Some(sentence) = scene.sentences.get(draft.sentence) else { return "nothing" };
    let others = scene
        .roster
        .people
        .iter()
        .filter(|person| scene.side(sentence) != Some(&person.side) && person.present)
        .count();
    match (owner(scene, sentence), draft.act) {
        (Some(owner), _) if owner.called => "called",
        (Some(owner), _) if owner.company => "line of a company",
        (Some(_), _) => "line of a person",
        (None, Act::Ask) if !named(scene, sentence, draft).is_empty() => "named",
        (None, Act::Ask) if others == 1 => "the only one",
        (None, Act::Ask) => "one of several",
        (None, _) if !named(scene, sentence, draft).is_empty() => "somebody named",
        (None, _) => "the writer",
    }
}

/// The one whose name heads a line before a colon, a bar or a dash, is called at its head, or stands in a cell of its own.
fn owner(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<Owner> {
    const BOUNDS: &[&str] = &[":", "|", "-", "–", "—", "/", ";", "(", ")"];
    let kind = scene.units.units.get(sentence.unit).map(|unit| &unit.kind);
    let listed = matches!(kind, Some(UnitKind::Item { .. } | UnitKind::Row));
    let found = |mention: &Mention, called: bool| Owner { person: mention.person, company: mention.company, called };
    if let Some(first) = head(sentence) {
        let next = sentence.word(first.past);
        if BOUNDS.contains(&next) && next != "(" {
            return Some(found(first, false));
        }
        if next == "," && !first.company {
            return Some(found(first, true));
        }
    }
    let mut cells = sentence.mentions.iter().filter(|mention| {
        let before = mention.first.checked_sub(1).map_or("", |at| sentence.word(at));
        let after = sentence.word(mention.past);
        BOUNDS.contains(&before) && (after.is_empty() || after == "," || BOUNDS.contains(&after))
    });
    let only = cells.next().filter(|_| listed)?;
    cells.all(|other| other.person == only.person).then(|| found(only, false))
}

/// The people named where the doer stands: at the head of the sentence, its heading, or in the draft's own clauses.
fn named(scene: &Scene<'_>, sentence: &Sentence<'_>, draft: &Draft) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let clauses = sentence.clauses.get(draft.clauses.0..draft.clauses.1).unwrap_or_default();
    found.extend(head(sentence).map(|mention| mention.person));
    for clause in clauses {
        found.extend(clause.mentions.iter().filter_map(|&at| sentence.mentions.get(at)).map(|mention| mention.person));
    }
    if let Some(heading) = scene.heading(sentence) {
        found.extend(heading.mentions.iter().map(|mention| mention.person));
    }
    found
}

/// A name at the very head of a sentence: "Tom: …", "Nuala, please …", "2 | Altynsai | …".
fn head<'s>(sentence: &'s Sentence<'_>) -> Option<&'s Mention> {
    sentence.mentions.iter().find(|mention| mention.first <= 1)
}

/// Whether a colleague named is the doer, not the receiver: the name stands at the head of the sentence or of a clause of the draft ("our
/// surveyor, Mr Brown, comes on Friday"), and no "I" or "we" before it.
fn leads(scene: &Scene<'_>, sentence: &Sentence<'_>, draft: &Draft, side: &Side) -> bool {
    const HEAD: usize = 5;
    let clauses = sentence.clauses.get(draft.clauses.0..draft.clauses.1).unwrap_or_default();
    let ours = |mention: &Mention| scene.roster.people.get(mention.person).is_some_and(|person| person.side == *side);
    let speaks = |from: usize, to: usize| {
        sentence.hits.iter().any(|hit| matches!(hit.cue, Cue::I | Cue::Promise) && hit.first >= from && hit.first < to)
    };
    let heads = |mention: &Mention, first: usize| {
        mention.first >= first && mention.first <= first + HEAD && !speaks(first, mention.first)
    };
    let near = |mention: &Mention| mention.first <= 1 || clauses.iter().any(|clause| heads(mention, clause.first));
    sentence.mentions.iter().any(|mention| !mention.company && ours(mention) && near(mention))
}

/// The first person in To on the other side; else the first present there; else the first other person in To.
fn addressed(scene: &Scene<'_>, speaker: usize, side: &Side) -> Option<usize> {
    let people = || scene.roster.people.iter().enumerate().filter(|(index, _)| *index != speaker);
    let in_to = |index: usize| {
        scene
            .roster
            .people
            .get(index)
            .is_some_and(|person| scene.mail.to.iter().any(|party| party.address == person.party.address))
    };
    let other = |person: &super::people::Person| person.side != *side;
    people()
        .find(|(index, person)| other(person) && in_to(*index))
        .or_else(|| people().find(|(index, _)| in_to(*index)))
        .or_else(|| people().find(|(_, person)| other(person) && person.present))
        .or_else(|| people().find(|(_, person)| other(person)))
        .map(|(index, _)| index)
}

/// The claim of a draft that may make a new agreement.
pub(super) fn claim(scene: &Scene<'_>, draft: &Draft) -> Option<Claim> {
    let (debtor, creditor) = parties(scene, draft)?;
    let action = super::action::of(scene, draft);
    (!action.is_empty()).then_some(Claim { debtor, creditor, action })
}
