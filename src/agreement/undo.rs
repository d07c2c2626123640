//! In charge of: taking back the writer's last change. It is an event like any other: nothing is ever deleted.
//!
//! Promises: only the writer's own change, only where nobody has changed the agreement since; what a first mail recorded is called off by it.

use super::requests::Ear;
use crate::model::{Agreement, AgreementNumber, Change, Event, MessageId, Request, State, Why};

/// Takes back what the writer changed last: all of one mail, or what it changed of the agreements named.
pub(super) fn take_back(ear: &mut Ear<'_>, request: &Request) {
    let events = ear.context.dossier.events.clone();
    let meant = |event: &&Event| request.about.is_empty() || request.about.contains(&event.agreement);
    let own = |event: &&Event| is_own(event, ear);
    let Some(last) = events.iter().filter(own).rfind(meant) else {
        return ear.refuse(Why::NothingToUndo, None);
    };
    let mail: &MessageId = &last.source.quote.mail;
    let mut numbers: Vec<AgreementNumber> = Vec::new();
    for event in events.iter().filter(own).filter(meant).filter(|event| event.source.quote.mail == *mail) {
        if !numbers.contains(&event.agreement) {
            numbers.push(event.agreement);
        }
    }
    for number in numbers {
        match before(&events, number, ear, mail) {
            Ok(change) => ear.happen(number, change, &request.quote),
            Err(why) => {
                let agreement = ear.thread.agreement(number).cloned();
                ear.refuse(why, agreement.as_ref());
            }
        }
    }
}

/// Whether the writer has made a change, or settled what it was.
fn is_own(event: &Event, ear: &Ear<'_>) -> bool {
    let me = &ear.context.writer.address;
    event.source.by.address == *me || event.source.settled.as_ref().is_some_and(|settled| settled.address == *me)
}

/// The change that takes back what the writer's `mail` did to one agreement.
fn before(events: &[Event], number: AgreementNumber, ear: &Ear<'_>, mail: &MessageId) -> Result<Change, Why> {
    let of_it: Vec<&Event> = events.iter().filter(|event| event.agreement == number).collect();
    let own = |event: &&&Event| is_own(event, ear) && event.source.quote.mail == *mail;
    let done = of_it.iter().rev().take_while(|event| own(event)).count();
    let kept = of_it.len().saturating_sub(done);
    if done == 0 {
        return Err(Why::Answered);
    }
    if of_it.last().is_some_and(|event| matches!(event.change, Change::Undone { .. })) {
        return Err(Why::NothingToUndo);
    }
    let mut rest = of_it.into_iter().take(kept);
    let Some(mut agreement) = rest.next().and_then(Agreement::begin) else {
        return match ear.thread.agreement(number).map(|agreement| agreement.state) {
            Some(State::Cancelled) | None => Err(Why::NothingToUndo),
            Some(_) => Ok(Change::Cancelled),
        };
    };
    rest.for_each(|event| agreement.apply(event));
    Ok(Change::Undone { before: Box::new(agreement) })
}
