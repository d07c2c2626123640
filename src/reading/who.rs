//! In charge of: who owes what a draft says, and to whom.
//!
//! A promise is owed by the writer, or by a colleague it names as the doer; a request by the one it names or addresses, else by the people in To on
//! the other side.
//!
//! Promises: never the bot; never somebody who was not on the mail or the thread.
//! Leaves to: `agreement` the sides.

use super::{clauses::Sentence, drafts::Draft, people::Mention, scene::Scene};
use crate::model::{Act, Claim, Party, Side};

/// Debtor and creditor of what `draft` says; `None` where there is nobody on the other side.
pub(super) fn parties(scene: &Scene<'_>, draft: &Draft) -> Option<(Party, Party)> {
    let sentence = scene.sentences.get(draft.sentence)?;
    let speaker = scene.speaker(sentence)?;
    let side = &scene.roster.people.get(speaker)?.side;
    let named = named(scene, sentence, draft);
    let on_side = |index: usize, wanted: bool| {
        scene.roster.people.get(index).is_some_and(|person| (person.side == *side) == wanted)
    };
    let (debtor, creditor) = if draft.act == Act::Ask {
        let asked = named.iter().copied().find(|&person| person != speaker && on_side(person, false));
        let colleague = || named.iter().copied().find(|&person| person != speaker);
        let debtor = asked.or_else(|| addressed(scene, speaker, side)).or_else(colleague)?;
        (debtor, speaker)
    } else {
        let colleague = named.iter().copied().find(|&person| person != speaker && on_side(person, true));
        let doer = colleague.filter(|_| leads(scene, sentence, draft, side)).unwrap_or(speaker);
        (doer, addressed(scene, speaker, side)?)
    };
    let party = |index: usize| scene.roster.people.get(index).map(|person| person.party.clone());
    Some((party(debtor)?, party(creditor)?))
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

/// Whether a colleague named is the doer, not the receiver: the name leads the sentence or a clause of the draft.
fn leads(scene: &Scene<'_>, sentence: &Sentence<'_>, draft: &Draft, side: &Side) -> bool {
    let clauses = sentence.clauses.get(draft.clauses.0..draft.clauses.1).unwrap_or_default();
    let ours = |mention: &Mention| scene.roster.people.get(mention.person).is_some_and(|person| person.side == *side);
    let firsts = clauses.iter().map(|clause| clause.first);
    let near = |mention: &Mention| {
        mention.first <= 1 || firsts.clone().any(|first| mention.first >= first && mention.first <= first + 2)
    };
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
