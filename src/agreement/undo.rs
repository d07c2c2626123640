//! In charge of: taking back the writer's last change. It is an event like any other: nothing is ever deleted.
//!
//! Promises: only the writer's own change, only where nobody has changed the agreement since; what a first mail recorded is called off by it.

use super::requests::Ear;
use crate::model::{Agreement, AgreementNumber, Change, Event, MessageId, Party, Request, Ruling, Setting, State, Why};

/// Takes back what the writer changed last: all of one mail, or what it changed of the agreements named.
pub(super) fn take_back(ear: &mut Ear<'_>, request: &Request) {
    let events = ear.context.dossier.events.clone();
    let meant = |event: &&Event| request.about.is_empty() || request.about.contains(&event.agreement);
    let me = ear.context.writer;
    let own = |event: &&Event| is_own(event, me);
    let last = events.iter().filter(own).rfind(meant);
    if request.about.is_empty()
        && let Some(ruling) = last_ruling(ear).filter(|ruling| last.is_none_or(|one| one.source.at <= ruling.source.at))
    {
        match reverse(ear, ruling) {
            Some(setting) => ear.rule(request, setting),
            None => ear.refuse(Why::NothingToUndo, None),
        }
        if last.is_none_or(|one| one.source.quote.mail != ruling.source.quote.mail) {
            return;
        }
    }
    let Some(last) = last else {
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

/// What the writer has settled last about letters or the thread.
fn last_ruling<'a>(ear: &Ear<'a>) -> Option<&'a Ruling> {
    let rulings: &'a [Ruling] = ear.context.rulings;
    let own = |ruling: &&Ruling| ruling.source.by.address == ear.context.writer.address;
    let turns = |ruling: &&Ruling| {
        use Setting::{Client, GoneOn, Held, Stage, Started, Stopped};
        matches!(ruling.setting, Held | GoneOn | Stopped | Started | Client { .. } | Stage { .. })
    };
    rulings.iter().filter(own).rfind(turns)
}

/// What takes a ruling back; `None` where it is not in force any more, or nothing stood before it.
fn reverse(ear: &Ear<'_>, ruling: &Ruling) -> Option<Setting> {
    let held = ear.thread.settings.held;
    let before = ear.context.rulings.iter().take_while(|one| *one != ruling).map(|one| &one.setting);
    match &ruling.setting {
        Setting::Held => held.then_some(Setting::GoneOn),
        Setting::GoneOn => (!held).then_some(Setting::Held),
        Setting::Stopped => Some(Setting::Started),
        Setting::Started => Some(Setting::Stopped),
        Setting::Client { .. } => before.filter(|one| matches!(one, Setting::Client { .. })).last().cloned(),
        Setting::Stage { .. } => before.filter(|one| matches!(one, Setting::Stage { .. })).last().cloned(),
        _ => None,
    }
}

/// Whether the writer has made a change, or settled what it was.
fn is_own(event: &Event, writer: &Party) -> bool {
    let by = |party: &Party| party.address == writer.address;
    by(&event.source.by) || event.source.settled.as_ref().is_some_and(by)
}

/// The change that takes back what the writer's `mail` did to one agreement.
fn before(events: &[Event], number: AgreementNumber, ear: &Ear<'_>, mail: &MessageId) -> Result<Change, Why> {
    let of_it: Vec<&Event> = events.iter().filter(|event| event.agreement == number).collect();
    let own = |event: &&&Event| is_own(event, ear.context.writer) && event.source.quote.mail == *mail;
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
