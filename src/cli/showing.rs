//! In charge of: how an agreement is shown: as JSON to programs, as cells of a table to people.
//!
//! Promises: `extract` and the commands that read the ledger show it alike.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::Serialize;

use crate::{
    language::Packs,
    model::{Address, Agreement, Change, Correction, Due, Effect, MessageId, Moment, Setting, State, Thread},
    reading::effect,
};

/// An agreement as programs read it: a JSON object a line.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    debtor: &'a Address,
    debtor_name: Option<&'a str>,
    creditor: &'a Address,
    what: &'a str,
    /// `2026-06-12`, or `2026-06-12T17:00:00+02:00` where a clock time was said.
    due: Option<String>,
    due_text: Option<&'a str>,
    status: &'static str,
    consequence: Option<&'a str>,
    /// What the consequence does, where its words say it.
    effect: Option<Effect>,
    quote: &'a str,
    message_id: &'a MessageId,
    rule: &'a str,
    confidence: f32,
    language: &'a str,
    thread: &'a str,
}

impl<'a> Line<'a> {
    /// The line of one agreement of `thread`.
    #[must_use]
    pub fn of(thread: &'a Thread, agreement: &'a Agreement) -> Self {
        Self {
            debtor: &agreement.debtor.address,
            debtor_name: agreement.debtor.name.as_deref(),
            creditor: &agreement.creditor.address,
            what: &agreement.action,
            due: agreement.due.as_ref().map(due_for_programs),
            due_text: agreement.due.as_ref().map(|due| due.said.as_str()),
            status: agreement.state.as_str(),
            consequence: agreement.consequence.as_ref().map(|otherwise| otherwise.words.as_str()),
            effect: effect_of(agreement),
            quote: &agreement.origin.quote.text,
            message_id: &agreement.origin.quote.mail,
            rule: &agreement.rule,
            confidence: agreement.confidence.get(),
            language: &agreement.language,
            thread: thread.messages.first().map_or("", MessageId::as_str),
        }
    }
}

/// What the words of its consequence do.
fn effect_of(agreement: &Agreement) -> Option<Effect> {
    let words = &agreement.consequence.as_ref()?.words;
    let pack = Packs::embedded().ok()?.get(&agreement.language)?;
    let zone = agreement.due.as_ref().map_or(TimeZone::UTC, |due| due.zone.clone());
    effect(words, &agreement.origin.at.to_zoned(zone), pack)
}

/// A due day, or with a clock time the instant on the clock it was said on (RFC 3339).
fn due_for_programs(due: &Due) -> String {
    match due.moment {
        Moment::Day(date) => date.to_string(),
        Moment::Clock(at) => match due.zone.to_ambiguous_zoned(at).compatible() {
            Ok(at) => at.strftime("%FT%T%:z").to_string(),
            Err(_) => at.to_string(),
        },
    }
}

/// An agreement's cells for people: number, state, due, debtor, creditor, what, otherwise.
#[must_use]
pub fn agreement_row(agreement: &Agreement) -> [String; 7] {
    [
        agreement.number.to_string(),
        agreement.state.as_str().to_owned(),
        agreement.due.as_ref().map(due_for_people).unwrap_or_default(),
        agreement.debtor.called().to_owned(),
        agreement.creditor.called().to_owned(),
        agreement.action.clone(),
        agreement.consequence.as_ref().map(|otherwise| otherwise.words.clone()).unwrap_or_default(),
    ]
}

/// `Fri 2026-06-12 17:00`.
#[must_use]
pub fn due_for_people(due: &Due) -> String {
    match due.moment {
        Moment::Day(date) => date.strftime("%a %F").to_string(),
        Moment::Clock(at) => at.strftime("%a %F %H:%M").to_string(),
    }
}

/// Whether it is open and its due time is past at `now`.
#[must_use]
pub fn is_overdue(agreement: &Agreement, end_of_day: civil::Time, now: Timestamp) -> bool {
    agreement.state.is_open() && agreement.due.as_ref().is_some_and(|due| due.instant(end_of_day) < now)
}

/// What happened, in the words of the timeline ("moved to Fri 2026-06-12").
#[must_use]
pub fn change_in_words(change: &Change) -> String {
    match change {
        Change::Recorded { state: State::Agreed, .. } => "agreed".to_owned(),
        Change::Recorded { .. } => "asked for".to_owned(),
        Change::Accepted => "accepted".to_owned(),
        Change::AgreedBySilence { letter, until } => {
            format!("agreed by silence: no answer by the end of {until} to the letter <{letter}>, which said so")
        }
        Change::Declined => "declined".to_owned(),
        Change::Moved { due } => format!("moved to {}", due_for_people(due)),
        Change::MoveProposed { due } => format!("proposed to be moved to {}", due_for_people(due)),
        Change::MoveRefused => "not moved: the new date was refused".to_owned(),
        Change::Delivered { items } => format!("handed over: {}, said", items.join(", ")),
        Change::Fulfilled => "fulfilled".to_owned(),
        Change::Cancelled => "called off".to_owned(),
        Change::TakenOver { debtor } => format!("taken over, now owed by {}, said", debtor.called()),
        Change::Replaced { gone, by } => {
            format!("{} in the place of {}, who has left, said", by.called(), gone.called())
        }
        Change::MadeDependent { dependency } => format!("counted from {}: “{}”, said", dependency.on, dependency.said),
        Change::ConsequenceStated { words } => format!("otherwise “{words}”, said"),
        Change::Corrected { correction, state } => {
            let what = match correction {
                Correction::Due(due) => format!("until {}", due_for_people(due)),
                Correction::Debtor(debtor) => format!("owed by {}", debtor.called()),
                Correction::Action(action) => format!("“{action}”"),
                Correction::Consequence(words) => format!("otherwise “{words}”"),
            };
            format!("put right: {what} ({})", state.as_str())
        }
        Change::Disputed { .. } => "disputed".to_owned(),
        Change::PartlyFulfilled { .. } => "partly fulfilled".to_owned(),
        Change::Reopened => "open again".to_owned(),
        Change::Undone { .. } => "last change taken back".to_owned(),
    }
}

/// What was settled about letters or the thread, in the words of the timeline.
#[must_use]
pub fn setting_in_words(setting: &Setting) -> String {
    match setting {
        Setting::Rated { rating } => format!("said how it went: {} of 5", rating.number),
        Setting::Recapped { recap } if recap.people.is_empty() => format!("wrote down the talk of {}", recap.day),
        Setting::Recapped { recap } => {
            let people: Vec<&str> = recap.people.iter().map(crate::model::Party::called).collect();
            format!("wrote down the talk of {} with {}", recap.day, people.join(", "))
        }
        Setting::Introduced => "let the letter about that talk go out".to_owned(),
        Setting::NotReached => "gave up that letter: it reached nobody, and waits for a word again".to_owned(),
        Setting::Stopped => "wants no letters any more".to_owned(),
        Setting::Started => "wants letters again".to_owned(),
        Setting::Held => "held the letters on this thread".to_owned(),
        Setting::GoneOn => "let letters go out on this thread again".to_owned(),
        Setting::Client { name } => format!("named the client: {name}"),
        Setting::Stage { name, .. } => format!("named the stage: {name}"),
        Setting::Terms { terms } => {
            let words: Vec<&str> = terms.iter().map(|term| term.words.as_str()).collect();
            format!("stated the terms: {}", words.join("; "))
        }
        Setting::LookBackWanted { .. } => "wants both sides to look back".to_owned(),
        Setting::LookedBack { .. } => "has looked back (sealed)".to_owned(),
        Setting::Forgotten => "had the mails of this thread forgotten".to_owned(),
    }
}
