//! In charge of: dates of a thread that cannot be kept together, and when the team is told of them.
//!
//! Promises: told on the morning after they came to be so, once; again only where a date or what it hangs on has changed since.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use super::digest::last_morning;
use crate::model::{AgreementNumber, Change, Correction, Dossier, Member, Office, Thread};

/// Dates that cannot be kept together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// Each of these hangs on the next, and the last on the first.
    Ring(Vec<AgreementNumber>),
    /// This one has an earlier date than what it hangs on leaves for it.
    Early {
        /// Which.
        agreement: AgreementNumber,
        /// What it hangs on.
        on: AgreementNumber,
        /// The day that would be counted.
        counted: Date,
    },
}

impl Misfit {
    /// The agreements whose dates these are.
    fn numbers(&self) -> Vec<AgreementNumber> {
        match self {
            Self::Ring(numbers) => numbers.clone(),
            Self::Early { agreement, on, .. } => vec![*agreement, *on],
        }
    }

    /// Since when it is so: the last time that one of the dates, or what it hangs on, was said.
    fn since(&self, dossier: &Dossier) -> Option<Timestamp> {
        let numbers = self.numbers();
        let dated = |change: &Change| {
            matches!(
                change,
                Change::Recorded { .. }
                    | Change::Moved { .. }
                    | Change::MadeDependent { .. }
                    | Change::Corrected { correction: Correction::Due(_), .. }
                    | Change::Reopened
                    | Change::Undone { .. }
            )
        };
        let events = dossier.events.iter().filter(|event| numbers.contains(&event.agreement) && dated(&event.change));
        events.map(|event| event.source.at).max()
    }
}

/// What has come to be so on the member's threads since the last working morning, and since when.
#[must_use]
pub fn new_misfits<'d>(
    member: &Member,
    dossiers: &'d [Dossier],
    office: &Office,
    now: Timestamp,
) -> Vec<(&'d Dossier, Misfit, Timestamp)> {
    let last = last_morning(member, office, now);
    let new = |at: &Timestamp| last.is_none_or(|last| last < *at) && *at <= now;
    let theirs = dossiers.iter().filter(|dossier| dossier.thread.live && dossier.is_with(&member.party.address));
    let of = |dossier: &'d Dossier| {
        let found = misfits(&dossier.thread, office).into_iter();
        found.filter_map(move |misfit| {
            let since = misfit.since(dossier)?;
            Some((dossier, misfit, since))
        })
    };
    theirs.flat_map(of).filter(|(.., since)| new(since)).collect()
}

/// The dates of a thread that cannot be kept together.
#[must_use]
pub fn misfits(thread: &Thread, office: &Office) -> Vec<Misfit> {
    let open = |number| thread.agreement(number).filter(|agreement| agreement.state.is_open());
    let mut found: Vec<Misfit> = Vec::new();
    let mut in_rings: BTreeSet<AgreementNumber> = BTreeSet::new();
    for agreement in thread.agreements.iter().filter(|agreement| agreement.state.is_open()) {
        let ring = thread.ring(agreement.number);
        if let Some(path) = ring.filter(|path| !path.iter().any(|number| in_rings.contains(number))) {
            in_rings.extend(path.iter().copied());
            found.push(Misfit::Ring(path));
        }
    }
    for agreement in thread.agreements.iter().filter(|agreement| agreement.state.is_open()) {
        let Some(dependency) = &agreement.depends else { continue };
        let (Some(due), Some(on)) = (&agreement.due, open(dependency.on)) else { continue };
        let Some(anchor) = &on.due else { continue };
        let Some(counted) = dependency.stretch.from(anchor.moment.date(), &office.working) else { continue };
        if due.moment.date() < counted && !in_rings.contains(&agreement.number) {
            found.push(Misfit::Early { agreement: agreement.number, on: on.number, counted });
        }
    }
    found
}
