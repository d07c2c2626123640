//! In charge of: the calendar entries beside a confirmation: one for each dated agreement, by RFC 5545 and RFC 5546.
//!
//! Promises: an agreement has one UID for life, made from where it was first said; SEQUENCE rises with each change of it; what is called
//! off or declined is withdrawn by CANCEL; a clock time stands in UTC, so that every program shows the right moment, and blocks nobody's day.
//! Leaves to: `icalendar` folding and escaping.

use icalendar::{Calendar, Component, Event, EventStatus, Property};
use jiff::Timestamp;

use crate::{
    model::{Agreement, Digest, Dossier, Moment, Office, State},
    schedule,
};

/// A calendar file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub name: &'static str,
    /// `PUBLISH` or `CANCEL`.
    pub method: &'static str,
    pub body: String,
}

/// An agreement with its words for a calendar.
pub(super) struct Entry<'a> {
    pub agreement: &'a Agreement,
    pub summary: String,
    pub description: String,
}

/// The agreements that belong in a calendar: those with a date, open or withdrawn from calendars that may hold them.
pub(super) fn dated<'a>(dossier: &Dossier, agreements: &[&'a Agreement]) -> Vec<&'a Agreement> {
    let known = |agreement: &Agreement| schedule::confirmed_version(dossier, agreement.number) > 0;
    let wanted = |agreement: &&Agreement| {
        agreement.due.is_some() && (agreement.state.is_open() || (is_off(agreement) && known(agreement)))
    };
    agreements.iter().copied().filter(wanted).collect()
}

/// The files for these entries: one of what stands, one of what is called off.
pub(super) fn files(entries: &[Entry<'_>], office: &Office, written: Timestamp) -> Vec<File> {
    let (off, on): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) = entries.iter().partition(|entry| is_off(entry.agreement));
    [("agreements.ics", "PUBLISH", on), ("called-off.ics", "CANCEL", off)]
        .into_iter()
        .filter(|(_, _, entries)| !entries.is_empty())
        .map(|(name, method, entries)| {
            let mut calendar = Calendar::empty();
            for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//inwriting//inwriting//EN"), ("METHOD", method)] {
                calendar.append_property(Property::new(key, value));
            }
            for entry in entries {
                calendar.push(event(entry, office, written));
            }
            File { name, method, body: fold(&calendar.to_string()) }
        })
        .collect()
}

/// Lines of at most 75 octets, never cut within a letter (RFC 5545, section 3.1): the library counts letters that take two octets as one.
fn fold(calendar: &str) -> String {
    let mut folded = String::with_capacity(calendar.len() + calendar.len() / 40);
    for line in calendar.replace("\r\n ", "").lines() {
        let mut width = 0;
        for letter in line.chars() {
            if width + letter.len_utf8() > 75 {
                folded.push_str("\r\n ");
                width = 1;
            }
            folded.push(letter);
            width += letter.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

fn is_off(agreement: &Agreement) -> bool {
    matches!(agreement.state, State::Cancelled | State::Declined)
}

fn event(entry: &Entry<'_>, office: &Office, written: Timestamp) -> Event {
    let agreement = entry.agreement;
    let status = match agreement.state {
        State::Asked => EventStatus::Tentative,
        State::Agreed | State::Fulfilled => EventStatus::Confirmed,
        State::Declined | State::Cancelled => EventStatus::Cancelled,
    };
    let mut event = Event::new();
    event
        .uid(&uid(agreement, office))
        .sequence(agreement.version.saturating_sub(1))
        .add_property("DTSTAMP", utc(written))
        .append_property(start(agreement, office, written))
        .summary(&entry.summary)
        .description(&entry.description)
        .add_property("TRANSP", "TRANSPARENT")
        .append_property(organizer(office))
        .append_property(status);
    event.done()
}

/// The same for the agreement's whole life: from the mail and the place where it was first said.
fn uid(agreement: &Agreement, office: &Office) -> String {
    let seed = format!("{}\n{}\n{}", office.bot.address, agreement.origin.quote.mail, agreement.number);
    let digest = Digest::of(seed.as_bytes()).to_string();
    format!("{}@{}", digest.get(..32).unwrap_or_default(), office.bot.address.domain())
}

fn start(agreement: &Agreement, office: &Office, written: Timestamp) -> Property {
    match agreement.due.as_ref().map(|due| (due, due.moment)) {
        Some((_, Moment::Day(date))) => {
            Property::new("DTSTART", date.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
        }
        Some((due, Moment::Clock(_))) => Property::new("DTSTART", utc(due.instant(office.working.ends))),
        None => Property::new("DTSTART", utc(written)),
    }
}

fn organizer(office: &Office) -> Property {
    let name = office.bot.called().replace(['"', '\r', '\n'], " ");
    Property::new("ORGANIZER", format!("mailto:{}", office.bot.address)).add_parameter("CN", &name).done()
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
