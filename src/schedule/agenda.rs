//! In charge of: what a team member's morning list holds: each agreement of the member's threads under one heading.
//!
//! Promises: nothing of a thread that the member was never on; nothing that is neither open nor closed since the last working
//! morning; each agreement once, under the first heading that fits.

use jiff::{Timestamp, ToSpan, civil::Date};

use super::hours::Hours;
use crate::model::{Agreement, Dossier, Member, Office, Side, State, Thread};

/// A heading of the list, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Heading {
    /// Agreed, and its time has passed.
    Overdue,
    /// Falls due today.
    Today,
    /// Falls due within a week.
    Week,
    /// Somebody else was asked, or has to say yes or no to a new date.
    ForThem,
    /// The member's side was asked, or has to say yes or no to a new date.
    ForYou,
    /// Done, declined or called off since the last working morning.
    Closed,
}

/// A line of the list.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Under what it stands.
    pub heading: Heading,
    /// The thread.
    pub thread: &'a Thread,
    /// The agreement.
    pub agreement: &'a Agreement,
    /// Days since it fell due ([`Heading::Overdue`]) or was last spoken of (the others), on the member's clock.
    pub age: u32,
}

/// A member's list at a moment: by heading, then by client and thread, what falls due first ahead.
#[derive(Debug, Clone, Default)]
pub struct Agenda<'a> {
    /// Its lines.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Agenda<'a> {
    /// The list of `member` at `now`.
    #[must_use]
    pub fn of(member: &Member, dossiers: &'a [Dossier], office: &Office, now: Timestamp) -> Self {
        let view = View { member, office, now, hours: Hours::of(office).on(&member.zone) };
        let threads = dossiers.iter().map(|dossier| &dossier.thread).filter(|thread| {
            thread.live
                && !thread.settings.awaits_introduction()
                && thread.participants.iter().any(|party| party.address == member.party.address)
        });
        let entries = threads.flat_map(|thread| thread.agreements.iter().map(move |agreement| (thread, agreement)));
        let entries: Vec<Entry<'a>> = entries.filter_map(|(thread, agreement)| view.entry(thread, agreement)).collect();
        let due = |entry: &Entry<'_>| view.falls_due(entry.agreement);
        let place = |entry: &Entry<'_>| {
            let client = client_of(entry.thread, office);
            let together = entries.iter().filter(|other| other.heading == entry.heading);
            let same_client = together.filter(|other| client_of(other.thread, office) == client);
            let first = same_client.map(due).min();
            (entry.heading, first, client, entry.thread.id, due(entry), entry.agreement.number)
        };
        let mut placed: Vec<_> = entries.iter().map(|entry| (place(entry), *entry)).collect();
        placed.sort_by(|(one, _), (other, _)| one.cmp(other));
        let entries = placed.into_iter().map(|(_, entry)| entry).collect();
        Self { entries }
    }

    /// The lines under `heading`.
    pub fn under(&self, heading: Heading) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| entry.heading == heading)
    }

    /// How many lines need the member today: overdue, due today, waiting for the member's side.
    #[must_use]
    pub fn needing(&self) -> usize {
        let needs = |heading| matches!(heading, Heading::Overdue | Heading::Today | Heading::ForYou);
        self.entries.iter().filter(|entry| needs(entry.heading)).count()
    }
}

/// The client of a thread, as lists name it: as the team named it, else the domain, or the address of a person at a mail provider; empty where only the team is on it.
#[must_use]
pub fn client_of(thread: &Thread, office: &Office) -> String {
    let sides = thread.participants.iter().map(|party| office.side(&party.address));
    let client = |side| if let Side::Client(name) = side { Some(name) } else { None };
    thread.settings.client.clone().or_else(|| sides.into_iter().find_map(client)).unwrap_or_default()
}

struct View<'m> {
    member: &'m Member,
    office: &'m Office,
    now: Timestamp,
    hours: Hours<'m>,
}

impl View<'_> {
    fn falls_due(&self, agreement: &Agreement) -> Timestamp {
        agreement.due.as_ref().map_or(Timestamp::MAX, |due| self.hours.falls_due(due))
    }

    fn entry<'a>(&self, thread: &'a Thread, agreement: &'a Agreement) -> Option<Entry<'a>> {
        let today = self.hours.day(self.now);
        let falls_due = self.falls_due(agreement);
        let spoken = self.hours.day(agreement.latest.at);
        let overdue = agreement.state == State::Agreed && falls_due <= self.now;
        let heading = if !agreement.state.is_open() {
            let last = self.hours.working_days_before(today, 1)?.to_datetime(self.member.digest_at.unwrap_or_default());
            let last = self.member.zone.to_ambiguous_timestamp(last).compatible().ok()?;
            (last < agreement.latest.at && agreement.latest.at <= self.now).then_some(Heading::Closed)?
        } else if overdue {
            Heading::Overdue
        } else if self.hours.day(falls_due) == today && falls_due > self.now {
            Heading::Today
        } else if let Some(heading) = self.waiting(agreement) {
            heading
        } else {
            let week = today.checked_add(6.days()).ok()?;
            (self.hours.day(falls_due) <= week).then_some(Heading::Week)?
        };
        let since = if overdue { self.hours.day(falls_due) } else { spoken };
        Some(Entry { heading, thread, agreement, age: days_between(since, today) })
    }

    /// Whether somebody's word is missing, and whose.
    fn waiting(&self, agreement: &Agreement) -> Option<Heading> {
        let debtor = self.office.side(&agreement.debtor.address);
        let asked = match &agreement.proposal {
            Some(proposal) if self.office.side(&proposal.by) == debtor => self.office.side(&agreement.creditor.address),
            None if agreement.state == State::Agreed => return None,
            _ => debtor,
        };
        let own = asked == self.office.side(&self.member.party.address);
        Some(if own { Heading::ForYou } else { Heading::ForThem })
    }
}

fn days_between(since: Date, until: Date) -> u32 {
    since.until(until).map(|span| span.get_days()).ok().and_then(|days| u32::try_from(days).ok()).unwrap_or(0)
}
