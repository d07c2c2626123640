//! In charge of: deadlines counted from another agreement: tying them to it as they are said, and letting them follow when that one moves.
//!
//! Promises: what was given a date of its own since follows no more; what is done or called off keeps its date; a chain is followed to its
//! end; what waits for itself, in a ring, follows nothing: its date stands until people move it.
//! Leaves to: `reading` which agreement a deadline counts from.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{
    Agreement, AgreementNumber, Anchor, Change, Dependency, Due, Event, Grain, Mail, Moment, Source, State, Statement,
    Thread, WorkingTime,
};

/// The day from which others count: that on which it was done, else that on which it is due.
fn day(agreement: &Agreement) -> Option<Date> {
    if agreement.state == State::Fulfilled {
        let zone = agreement.due.as_ref().map(|due| due.zone.clone());
        return Some(agreement.latest.at.to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC)).date());
    }
    agreement.due.as_ref().map(|due| due.moment.date())
}

/// Ties what `statements` count from another agreement to it. `made` says which agreement came of the words at which byte.
pub(super) fn tie(
    thread: &Thread,
    statements: &[Statement],
    made: &BTreeMap<usize, AgreementNumber>,
    source: &dyn Fn(&Statement) -> Source,
) -> Vec<Event> {
    let one = |statement: &Statement| {
        let depends = statement.depends.as_ref()?;
        let agreement = *made.get(&statement.quote.start)?;
        let on = match depends.on {
            Anchor::Known(number) => number,
            Anchor::Said(start) => *made.get(&start)?,
        };
        let dependency = Dependency { on, stretch: depends.stretch, said: depends.said.clone() };
        let known = thread.agreement(agreement)?;
        (on != agreement && known.depends.as_ref() != Some(&dependency)).then(|| Event {
            agreement,
            change: Change::MadeDependent { dependency },
            source: source(statement),
        })
    };
    statements.iter().filter_map(one).collect()
}

/// The moves of what counts from agreements that `mail` has moved or ended: `before` is the thread without it, `thread` the thread with it.
pub(super) fn follow(before: &Thread, thread: &mut Thread, mail: &Mail, working: &WorkingTime) -> Vec<Event> {
    let mut events = Vec::new();
    let mut before = before.clone();
    for _ in 0..thread.agreements.len() {
        let moved: Vec<Event> =
            thread.agreements.iter().filter_map(|one| moved(one, (&before, thread), mail, working)).collect();
        if moved.is_empty() {
            break;
        }
        before = thread.clone();
        thread.apply(&moved);
        events.extend(moved);
    }
    events
}

fn moved(
    agreement: &Agreement,
    (before, thread): (&Thread, &Thread),
    mail: &Mail,
    working: &WorkingTime,
) -> Option<Event> {
    let dependency = agreement.depends.as_ref().filter(|_| agreement.state.is_open())?;
    if thread.ring(agreement.number).is_some() {
        return None;
    }
    let (was, anchor) = (before.agreement(dependency.on), thread.agreement(dependency.on)?);
    let counted = |anchor: &Agreement| day(anchor).and_then(|day| dependency.stretch.from(day, working));
    let (old, new) = (was.and_then(counted), counted(anchor)?);
    let stands = agreement.due.as_ref().map(|due| due.moment.date());
    if old == Some(new) || stands == Some(new) || stands != old {
        return None;
    }
    let zone = agreement.due.as_ref().or(anchor.due.as_ref()).map(|due| due.zone.clone());
    let due = Due {
        said: dependency.said.clone(),
        moment: Moment::Day(new),
        zone: zone.unwrap_or_else(|| mail.date.time_zone().clone()),
        grain: Grain::Day,
        assumed: Vec::new(),
    };
    Some(Event { agreement: agreement.number, change: Change::Moved { due }, source: anchor.latest.clone() })
}
