//! In charge of: which mail a notice answers, and with that who may get it.

use crate::model::{Address, Agreement, Dossier, Head, Office};

/// The mail that is answered.
#[derive(Debug)]
pub(super) struct Answered<'a> {
    pub head: &'a Head,
    /// The bot got that mail in secret (in Bcc, or forwarded): only this team member, who sent it, may hear of it. What a member answers to a
    /// letter of the bot's own is no secret, whoever else is on that answer; nor is what was added to a talk before it was told.
    pub member: Option<Address>,
}

/// Where people of a talk are to hear of it first, the mail in which it was written down. Else the latest mail that speaks of these agreements and can be answered; if the debtor is not on it, the latest mail of the thread
/// that the debtor is on; if there is none that can be answered among those that speak of them, the latest that can be.
pub(super) fn choose<'a>(
    dossier: &'a Dossier,
    agreements: &[&Agreement],
    debtor: Option<&Address>,
    office: &Office,
) -> Option<Answered<'a>> {
    if let Some(head) = note(dossier, agreements) {
        return Some(Answered { head, member: None });
    }
    let answerable = || dossier.heads.iter().rev().filter_map(|head| answerable(head, dossier, office));
    let speaks =
        |answered: &Answered<'_>| agreements.iter().any(|agreement| agreement.latest.quote.mail == answered.head.id);
    let reaches = |answered: &Answered<'_>| {
        let named = dossier.thread.settings.named_in(&answered.head.id);
        debtor.is_none_or(|debtor| answered.head.everybody().into_iter().chain(named).any(|one| one.address == *debtor))
    };
    // What was said in secret stays so, whatever else was written in the open.
    let spoken = || answerable().filter(speaks);
    spoken()
        .find(|answered| answered.member.is_some())
        .or_else(|| spoken().find(|answered| reaches(answered)))
        .or_else(|| answerable().filter(|answered| answered.member.is_none()).find(reaches))
        .or_else(|| spoken().next())
        .or_else(|| answerable().next())
}

/// The mail in which a talk was written down, where its people are to hear first of these agreements with them.
fn note<'a>(dossier: &'a Dossier, agreements: &[&Agreement]) -> Option<&'a Head> {
    let recap = dossier.thread.settings.recap.as_ref().filter(|_| dossier.is_to_introduce())?;
    let tells = agreements.iter().any(|agreement| dossier.is_of_the_talk(agreement));
    tells.then(|| dossier.head(&recap.mail)).flatten()
}

/// Whether a mail was written by a person to others, the bot among them for all to see.
pub(super) fn is_open(head: &Head, dossier: &Dossier, office: &Office) -> bool {
    answerable(head, dossier, office).is_some_and(|answered| answered.member.is_none())
}

fn answerable<'a>(head: &'a Head, dossier: &Dossier, office: &Office) -> Option<Answered<'a>> {
    let settings = &dossier.thread.settings;
    let seen = head.to.iter().chain(&head.cc).any(|party| office.is_bot(&party.address));
    let writer = &head.from.as_ref()?.address;
    let alone = head.everybody().iter().all(|party| office.is_bot(&party.address) || party.address == *writer);
    // Once the letter about a talk has left, what its writer adds in answer to the own note is for the bot alone.
    let has_left = dossier.first_confirmed().is_some_and(|told| told < head.date.timestamp());
    let belongs_to_the_talk = |above| !settings.named_in(above).is_empty() && !has_left;
    let answers_us = head.ancestors.last().is_some_and(|above| office.wrote(above) || belongs_to_the_talk(above));
    let tells_of_a_talk = office.is_team(writer) && !settings.named_in(&head.id).is_empty();
    if head.automatic.is_some() || office.is_bot(writer) {
        None
    } else if seen && (tells_of_a_talk || !alone) {
        // A talk written down is answered to those it was with; what its writer says in answer to a letter, or before that to the note, is told on the same mail.
        Some(Answered { head, member: None })
    } else {
        (office.is_team(writer) && !(seen && answers_us)).then(|| Answered { head, member: Some(writer.clone()) })
    }
}
