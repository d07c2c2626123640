//! In charge of: for each agreement of a thread, what may have to be said of it and when.

use jiff::{Timestamp, civil::Date};

use super::{confirmed_version, hours::Hours, known_since};
use crate::model::{Address, Agreement, Dossier, Lead, Notice, NoticeKind, Policy, State};

/// One agreement and one thing to say of it.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub kind: NoticeKind,
    pub agreement: &'a Agreement,
    /// When it may be said, not before. In the past only for what has to be said at once.
    pub at: Timestamp,
    /// What tells it from everything else ever said of the thread by this kind of notice.
    pub mark: String,
}

impl Item<'_> {
    /// Whether one letter says both.
    pub(super) fn goes_with(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.kind == NoticeKind::Confirmation
                || self.agreement.debtor.address == other.agreement.debtor.address)
    }
}

/// Everything that may have to be said, now or later, as things stand now.
pub(super) fn coming<'a>(dossier: &'a Dossier, hours: &Hours<'_>, policy: &Policy, now: Timestamp) -> Vec<Item<'a>> {
    if !dossier.thread.live || dossier.thread.settings.is_silent() {
        return Vec::new();
    }
    let mut items = confirmations(dossier, policy, now);
    for agreement in dossier.thread.agreements.iter().filter(|agreement| agreement.state.is_open()) {
        if agreement.dispute.is_none() && known_since(dossier, agreement).is_some() {
            let history = History { dossier, agreement, hours: *hours, now };
            items.extend(history.reminder(policy));
            items.extend(history.unanswered(policy));
            items.extend(history.overdue(policy));
        }
    }
    items
}

/// All that people were not yet told, at one time: the thread has come to rest, or will not.
fn confirmations<'a>(dossier: &'a Dossier, policy: &Policy, now: Timestamp) -> Vec<Item<'a>> {
    let untold = |agreement: &&Agreement| {
        let confirmed = confirmed_version(dossier, agreement.number);
        // What was written and called off or done within the quiet time concerns nobody any more.
        agreement.version > confirmed && (confirmed > 0 || !is_over(agreement))
    };
    let untold: Vec<&Agreement> = dossier.thread.agreements.iter().filter(untold).collect();
    let (Some(first), Some(last)) =
        (untold.iter().map(|one| one.latest.at).min(), untold.iter().map(|one| one.latest.at).max())
    else {
        return Vec::new();
    };
    // A mail from a clock far ahead of ours is not waited for.
    let rested = if last > now.saturating_add(policy.quiet).unwrap_or(now) { now } else { later(last, policy.quiet) };
    let at = rested.min(later(first, policy.quiet.saturating_mul(4)).max(now));
    let confirmed = dossier.told.iter().filter(|told| told.kind == NoticeKind::Confirmation).map(|told| told.at).max();
    // What a team member has written down of a talk is shown to that one at once, and goes out at once on that one's word.
    let at = if dossier.opens_with_a_talk() { last.min(now) } else { at };
    // What was confirmed just now is not confirmed again at every turn of the talk.
    let at = confirmed.map_or(at, |confirmed| at.max(later(confirmed, policy.pause)));
    let item = |agreement| Item { kind: NoticeKind::Confirmation, agreement, at, mark: mark(agreement) };
    untold.into_iter().map(item).collect()
}

fn is_over(agreement: &Agreement) -> bool {
    use crate::model::State::{Cancelled, Fulfilled};
    matches!(agreement.state, Cancelled | Fulfilled)
}

fn later(at: Timestamp, by: jiff::SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

fn mark(agreement: &Agreement) -> String {
    format!("{}v{}", agreement.number, agreement.version)
}

/// An open agreement and what was said of it.
struct History<'a, 'h> {
    dossier: &'a Dossier,
    agreement: &'a Agreement,
    hours: Hours<'h>,
    now: Timestamp,
}

impl<'a> History<'a, '_> {
    /// The next reminder of it, if there is one still to come.
    fn reminder(&self, policy: &Policy) -> Option<Item<'a>> {
        let due = self.agreement.due.as_ref()?;
        let falls_due = self.hours.falls_due(due);
        let due_day = self.hours.day(falls_due);
        let wanted = |lead: &&Lead| !lead.clock_time_only || due.moment.time().is_some();
        let mut openings: Vec<Timestamp> = policy
            .reminders
            .iter()
            .filter(wanted)
            .filter_map(|lead| self.hours.opening(self.hours.working_days_before(due_day, lead.working_days)?))
            .filter(|opening| !self.told_since_the_day_of(*opening))
            .collect();
        openings.sort_unstable();
        // Of several that were missed, the last is the one to send.
        let missed = openings.iter().rev().find(|opening| **opening <= self.now);
        let opening = *missed.or(openings.first())?;
        let at = self.not_twice_a_day(NoticeKind::Reminder, opening)?;
        (at < falls_due).then(|| Item {
            kind: NoticeKind::Reminder,
            agreement: self.agreement,
            at,
            mark: format!("{}@{}", mark(self.agreement), self.hours.day(opening)),
        })
    }

    /// What was asked and not answered is asked once more, unless it falls due before.
    fn unanswered(&self, policy: &Policy) -> Option<Item<'a>> {
        if self.agreement.state != State::Asked || self.agreement.proposal.is_some() {
            return None;
        }
        let asked_again = |told: &Notice| told.kind == NoticeKind::Unanswered;
        let speaks = |told: &Notice| told.agreements.iter().any(|(number, _)| *number == self.agreement.number);
        if self.dossier.told.iter().any(|told| asked_again(told) && speaks(told)) {
            return None;
        }
        let told = self.told_of().map(|told| told.at).max()?;
        let day = self.hours.working_days_after(self.hours.day(told), policy.unanswered?)?;
        let at = self.not_twice_a_day(NoticeKind::Unanswered, self.hours.opening(day)?)?;
        let in_time = self.agreement.due.as_ref().is_none_or(|due| at < self.hours.falls_due(due));
        in_time.then(|| Item {
            kind: NoticeKind::Unanswered,
            agreement: self.agreement,
            at,
            mark: mark(self.agreement),
        })
    }

    /// The next overdue letter about it, if the ladder has one left.
    fn overdue(&self, policy: &Policy) -> Option<Item<'a>> {
        let falls_due = self.hours.falls_due(self.agreement.due.as_ref()?);
        let first = self.hours.open_from(later(falls_due, policy.grace))?;
        let is_overdue_letter = |told: &&Notice| {
            let speaks_of_it = told.agreements.iter().any(|(number, _)| *number == self.agreement.number);
            told.kind == NoticeKind::Overdue && speaks_of_it && told.at >= falls_due
        };
        let rung = self.dossier.told.iter().filter(is_overdue_letter).count();
        let planned = match rung.checked_sub(1) {
            None => first,
            Some(further) => {
                let days = *policy.ladder.get(further)?;
                self.hours.opening(self.hours.working_days_after(self.hours.day(first), days)?)?
            }
        };
        // Who was just told how things stand has the grace to act on it.
        let told = self.told_of().map(|told| later(told.at, policy.grace.max(policy.quiet))).max();
        let at = self.not_twice_a_day(NoticeKind::Overdue, planned.max(told.unwrap_or(planned)))?;
        let mark = format!("{}r{rung}", mark(self.agreement));
        Some(Item { kind: NoticeKind::Overdue, agreement: self.agreement, at, mark })
    }

    /// The first moment within working hours, not before `planned` nor before now, on a day on which the debtor got no letter of
    /// this kind on this thread.
    fn not_twice_a_day(&self, kind: NoticeKind, planned: Timestamp) -> Option<Timestamp> {
        let mut at = self.hours.open_from(planned.max(self.now))?;
        let days = self.days_told(kind);
        while days.contains(&self.hours.day(at)) {
            at = self.hours.open_after_day(self.hours.day(at))?;
        }
        Some(at)
    }

    /// The days on which the debtor was told something of this kind.
    fn days_told(&self, kind: NoticeKind) -> Vec<Date> {
        let debtor = &self.agreement.debtor.address;
        let told = self.dossier.told.iter().filter(|told| told.kind == kind && concerns(self.dossier, told, debtor));
        told.map(|told| self.hours.day(told.at)).collect()
    }

    /// The letters that told of it as it now stands.
    fn told_of(&self) -> impl Iterator<Item = &Notice> {
        let now_stands = (self.agreement.number, self.agreement.version);
        self.dossier.told.iter().filter(move |told| told.agreements.contains(&now_stands))
    }

    /// Whether one of them was written on the day of `opening` or later.
    fn told_since_the_day_of(&self, opening: Timestamp) -> bool {
        self.told_of().any(|told| self.hours.day(told.at) >= self.hours.day(opening))
    }
}

/// Whether a notice went to `debtor` as the one who owes something.
fn concerns(dossier: &Dossier, told: &Notice, debtor: &Address) -> bool {
    let owes = |number| dossier.thread.agreement(number).is_some_and(|agreement| agreement.debtor.address == *debtor);
    told.agreements.iter().any(|(number, _)| owes(*number))
}
