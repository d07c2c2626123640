//! In charge of: what follows from the dates, in a letter: that time is short, that a call would do more than a further mail.
//!
//! Promises: that time is short is said once, in the letter that first tells of the dates that make it so; to the sides alike.
//! Leaves to: `outlook` what follows; the files the words.

use serde::Serialize;

use super::{
    CannotWrite,
    facts::{self, Otherwise, Teller, clean},
};
use crate::{
    model::{Agreement, AgreementNumber, Dossier, Member, Rating, State},
    outlook::{self, Why},
    schedule::{self, Agenda, Misfit},
};

/// A job that is short of time.
#[derive(Debug, Serialize)]
pub(super) struct Rushed {
    /// `near` or `step`.
    why: &'static str,
    /// Working days from the first mail to the last date, or working hours between two dates.
    count: i64,
    /// The last date.
    last: String,
    /// The numbers of the two dates that are near each other.
    from: String,
    to: String,
    /// Whose dates the result depends on: "Tom Ray (1)", "Mia Kern (2, 3)".
    people: Vec<String>,
}

/// What to say of it in a letter that tells of the thread's agreements: nothing where people were told before.
pub(super) fn rush(teller: &Teller<'_, '_>, dossier: &Dossier) -> Result<Option<Rushed>, CannotWrite> {
    let told: Vec<Agreement> = dossier
        .thread
        .agreements
        .iter()
        .filter_map(|agreement| facts::as_confirmed(dossier, agreement.number))
        .collect();
    let of = |agreements: &[Agreement]| outlook::rush(dossier, agreements, teller.office, teller.customs);
    let Some(rush) = of(&dossier.thread.agreements).filter(|_| of(&told).is_none()) else { return Ok(None) };
    let Some(last) = dossier.thread.agreement(rush.last).and_then(|last| last.due.as_ref()) else { return Ok(None) };
    let number = |number: u32| teller.sheets.tongue.number(i64::from(number));
    let (why, count, from, to) = match rush.why {
        Why::Near { working_days } => ("near", i64::try_from(working_days).unwrap_or(0), String::new(), String::new()),
        Why::Step { from, to, hours } => ("step", hours, number(from.0), number(to.0)),
    };
    let mut people: Vec<(String, Vec<String>)> = Vec::new();
    for agreement in rush.dates.iter().filter_map(|number| dossier.thread.agreement(*number)) {
        let name = clean(agreement.debtor.called(), 140);
        let own = number(agreement.number.0);
        match people.iter_mut().find(|(known, _)| *known == name) {
            Some((_, numbers)) => numbers.push(own),
            None => people.push((name, vec![own])),
        }
    }
    let people = people.into_iter().map(|(name, numbers)| format!("{name} ({})", numbers.join(", "))).collect();
    Ok(Some(Rushed { why, count, last: teller.when(last)?, from, to, people }))
}

/// Whether the thread's job is short of time and not yet done.
pub(super) fn is_rushed(teller: &Teller<'_, '_>, dossier: &Dossier) -> bool {
    let open = dossier.thread.agreements.iter().any(|agreement| agreement.state.is_open());
    open && outlook::rush(dossier, &dossier.thread.agreements, teller.office, teller.customs).is_some()
}

/// A call that would do more than a further mail, with the facts to say in it.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    thread: String,
    number: String,
    debtor: String,
    action: String,
    due: String,
    /// Who said yes to it, and when.
    by: String,
    day: String,
    /// Days since its date, and rounds of mail since.
    days: i64,
    rounds: usize,
    /// What was agreed to happen otherwise; what is open behind it, where nothing was.
    otherwise: Option<Otherwise>,
    behind: Vec<String>,
}

/// The calls to suggest to the member whose list this is.
pub(super) fn calls(
    teller: &Teller<'_, '_>,
    dossiers: &[Dossier],
    agenda: &Agenda<'_>,
) -> Result<Vec<Call>, CannotWrite> {
    let listed = |dossier: &&Dossier| agenda.entries.iter().any(|entry| entry.thread.id == dossier.thread.id);
    let mut calls = Vec::new();
    for dossier in dossiers.iter().filter(listed) {
        let Some(stand) = outlook::standstill(dossier, teller.office, teller.customs, teller.now) else { continue };
        let agreement = stand.agreement;
        let item = teller.item(dossier, agreement)?;
        let behind = dossier.thread.agreements.iter().filter(|other| {
            let own = teller.office.side(&agreement.debtor.address) == teller.office.side(&other.debtor.address);
            !own && other.state == State::Agreed && other.due.is_some()
        });
        let number = |other: &Agreement| {
            let number = teller.sheets.tongue.number(i64::from(other.number.0));
            format!("{number}. {}", clean(&other.action, 80))
        };
        calls.push(Call {
            thread: clean(&dossier.thread.subject, 80),
            number: item.number,
            debtor: item.debtor,
            action: item.action,
            due: item.due.unwrap_or_default(),
            by: item.quote.by,
            day: item.quote.day,
            days: stand.days,
            rounds: stand.rounds,
            otherwise: item.otherwise.filter(|otherwise| otherwise.agreed_by.is_some()),
            behind: behind.map(number).collect(),
        });
    }
    Ok(calls)
}

/// How it went, as a client says.
#[derive(Debug, Serialize)]
pub(super) struct Rated {
    thread: String,
    number: String,
    by: String,
    day: String,
    words: String,
    /// The Message-ID of the answer.
    id: String,
}

impl Rated {
    pub(super) fn of(teller: &Teller<'_, '_>, thread: &str, rating: &Rating) -> Self {
        let here = rating.at.to_zoned(teller.office.zone.clone());
        Self {
            thread: clean(thread, 80),
            number: teller.sheets.tongue.number(i64::from(rating.number)),
            by: clean(rating.by.called(), 140),
            day: teller.sheets.tongue.date(here.date()),
            words: clean(&rating.words, 400),
            id: clean(rating.mail.as_str(), 100),
        }
    }
}

/// What clients have said since the member's last working morning.
pub(super) fn ratings(teller: &Teller<'_, '_>, dossiers: &[Dossier], member: &Member) -> Vec<Rated> {
    let new = schedule::new_ratings(member, dossiers, teller.office, teller.now);
    new.into_iter().map(|(dossier, rating)| Rated::of(teller, &dossier.thread.subject, rating)).collect()
}

/// Dates that cannot be kept together.
#[derive(Debug, Default, Serialize)]
pub(super) struct Misfitting {
    thread: String,
    /// Those that wait for each other; empty where one is only too early.
    numbers: String,
    number: String,
    due: String,
    on: String,
    counted: String,
}

/// What has come not to go together on the member's threads since the last working morning; all that does not, where the list was `asked_for`.
pub(super) fn misfits(
    teller: &Teller<'_, '_>,
    dossiers: &[Dossier],
    member: &Member,
    asked_for: bool,
) -> Result<Vec<Misfitting>, CannotWrite> {
    if !asked_for {
        let new = schedule::new_misfits(member, dossiers, teller.office, teller.now).into_iter();
        return new.map(|(dossier, misfit, _)| Misfitting::of(teller, dossier, misfit)).collect();
    }
    let theirs = dossiers.iter().filter(|dossier| dossier.is_with(&member.party.address));
    let all = theirs.flat_map(|dossier| {
        schedule::misfits(&dossier.thread, teller.office).into_iter().map(move |misfit| (dossier, misfit))
    });
    all.map(|(dossier, misfit)| Misfitting::of(teller, dossier, misfit)).collect()
}

impl Misfitting {
    fn of(teller: &Teller<'_, '_>, dossier: &Dossier, misfit: Misfit) -> Result<Self, CannotWrite> {
        let number = |number: AgreementNumber| teller.sheets.tongue.number(i64::from(number.0));
        let thread = clean(&dossier.thread.subject, 80);
        Ok(match misfit {
            Misfit::Ring(numbers) => {
                Self { thread, numbers: teller.sheets.tongue.agreements(numbers), ..Self::default() }
            }
            Misfit::Early { agreement, on, counted } => {
                let due = dossier.thread.agreement(agreement).and_then(|agreement| agreement.due.as_ref());
                Self {
                    thread,
                    numbers: String::new(),
                    number: number(agreement),
                    due: due.map(|due| teller.when(due)).transpose()?.unwrap_or_default(),
                    on: number(on),
                    counted: teller.sheets.tongue.date(counted),
                }
            }
        })
    }
}
