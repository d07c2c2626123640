//! In charge of: "Anna left, I took over": a mail of somebody who stands in a colleague's place from now on.
//!
//! Promises: nothing from a question, a quote or a signature; the one who has left is a colleague of the writer's own side who owes, or is owed,
//! something open; where the writer has been on the thread before, both halves must be said: that somebody has left, and who has taken over.
//! Leaves to: `daemon` that the team is asked; `agreement` what follows.

use super::{requests::line::Line, scene::Scene};
use crate::{
    language::{Cue, Packs, Phrase},
    model::{About, Act, AgreementNumber, Confidence, Mail, Office, Party, Quote, Statement, Thread},
};

/// What `mail` says of such a change; its agreements are all that stand open with who has left.
#[must_use]
pub fn succession(mail: &Mail, thread: &Thread, office: &Office, packs: &Packs) -> Option<Statement> {
    let writer = mail.from.as_ref().filter(|_| mail.automatic.is_none())?;
    let before = colleagues(thread, writer, office);
    if before.is_empty() {
        return None;
    }
    let scene = Scene::of(mail, thread, office, packs)?;
    let told: Vec<Told<'_>> = scene
        .sentences
        .iter()
        .filter_map(|sentence| {
            let unit = scene.units.units.get(sentence.unit)?;
            Told::of(Line::of(&scene, unit, sentence.pack)?, &scene, &before)
        })
        .collect();
    let says = |wanted: &dyn Fn(&Told<'_>) -> bool| told.iter().any(wanted);
    let (left, over) = (says(&|one| one.left), says(&|one| one.over || one.cued));
    let new = !thread.participants.iter().any(|party| party.address == writer.address);
    let gone = told.iter().find_map(|one| one.named);
    let sure = left && over || new && gone.is_some() && says(&|one| one.over);
    let only = || before.first().filter(|_| before.len() == 1).map(|(party, _)| *party);
    let gone = gone.or_else(only).filter(|_| sure)?;
    let numbers = before.into_iter().find(|(party, _)| party.address == gone.address)?.1;
    let (first, last) = (told.first()?, told.last()?);
    let (start, end) = (first.line.unit.start, last.line.unit.end);
    let text = mail.text.get(start..end)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Statement {
        act: Act::Replace,
        about: About::These(numbers),
        claim: None,
        due: None,
        depends: None,
        consequence: None,
        quote: Quote { mail: mail.id.clone(), text, start, end },
        language: first.line.pack.code().to_owned(),
        rule: "succession".to_owned(),
        confidence: Confidence::new(1.0),
    })
}

/// The colleagues of `writer` who stand in something open, each with its numbers.
fn colleagues<'t>(thread: &'t Thread, writer: &Party, office: &Office) -> Vec<(&'t Party, Vec<AgreementNumber>)> {
    let mut found: Vec<(&Party, Vec<AgreementNumber>)> = Vec::new();
    for agreement in thread.agreements.iter().filter(|agreement| agreement.state.is_open()) {
        let Some(party) = agreement.stands_with(&writer.address, office) else { continue };
        if party.address == writer.address {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known.address == party.address) {
            Some((_, numbers)) => numbers.push(agreement.number),
            None => found.push((party, vec![agreement.number])),
        }
    }
    found
}

/// A sentence that says something of it.
struct Told<'s> {
    line: Line<'s>,
    /// Somebody has left.
    left: bool,
    /// The writer stands in somebody's place, for good.
    over: bool,
    /// The writer takes something over.
    cued: bool,
    /// The colleague whom it names.
    named: Option<&'s Party>,
}

impl<'s> Told<'s> {
    fn of(line: Line<'s>, scene: &Scene<'_>, before: &[(&'s Party, Vec<AgreementNumber>)]) -> Option<Self> {
        let whole = line.whole();
        let left = line.has(&whole, Phrase::Left);
        let over = line.has(&whole, Phrase::Successor);
        let cued = line.has_cue(&whole, Cue::TakeOver);
        if !(left || over || cued) || line.raw.trim_end().ends_with('?') {
            return None;
        }
        let named = line.mentions.iter().filter(|mention| !mention.company).find_map(|mention| {
            let person = scene.roster.people.get(mention.person)?;
            before.iter().map(|(party, _)| *party).find(|party| party.address == person.party.address)
        });
        Some(Self { line, left, over, cued, named })
    }
}
