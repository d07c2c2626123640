//! In charge of: the notice that somebody who still owes something is away: to the team members to whom it is owed.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::answering::{Answered, choose};
use crate::model::{Address, Agreement, AgreementNumber, Audience, Dossier, Notice, NoticeKind, Office};

/// An absence of which no day is known is over after so long: the next such answer tells of another one.
const OVER: SignedDuration = SignedDuration::from_hours(24 * 14);

/// What is to be told at once of an absence of `who` until `day`: for each team member to whom `who` owes something open, a notice and the
/// agreements it is about. Where what is open is owed to nobody of the team, a team member of the thread is told. Each absence is told once.
///
/// The notices speak of no version of an agreement: nothing of it has been told to whom it binds.
#[must_use]
pub fn absences(
    dossier: &Dossier,
    who: &Address,
    day: Option<Date>,
    office: &Office,
    now: Timestamp,
) -> Vec<(Notice, Vec<AgreementNumber>)> {
    if !dossier.thread.live || dossier.thread.settings.is_silent() || is_told(dossier, who, day, now) {
        return Vec::new();
    }
    let mut told: Vec<(Address, Vec<&Agreement>)> = Vec::new();
    let owed = dossier.thread.agreements.iter().filter(|one| one.state.is_open() && one.debtor.address == *who);
    for agreement in owed {
        let Some(member) = member(dossier, agreement, who, office) else { continue };
        match told.iter_mut().find(|(known, _)| *known == member) {
            Some((_, agreements)) => agreements.push(agreement),
            None => told.push((member, vec![agreement])),
        }
    }
    let notice = |(member, agreements): (Address, Vec<&Agreement>)| {
        let Answered { head, member: only } = choose(dossier, &agreements, Some(&member), office)?;
        let member = only.unwrap_or(member);
        let numbers = agreements.iter().map(|agreement| agreement.number).collect();
        let notice = Notice {
            thread: Some(dossier.thread.id),
            answers: Some(head.id.clone()),
            ..Notice::new(
                NoticeKind::Absent,
                format!("{}{}/{member}", key(dossier, who), mark(day, now)),
                Audience::Member(member),
                now,
            )
        };
        Some((notice, numbers))
    };
    told.into_iter().filter_map(notice).collect()
}

/// Whether the thread has been told of this absence.
fn is_told(dossier: &Dossier, who: &Address, day: Option<Date>, now: Timestamp) -> bool {
    let key = key(dossier, who);
    let mark = mark(day, now);
    let mut known = dossier.told.iter().filter_map(|told| Some((told, told.key.strip_prefix(&key)?)));
    known.any(|(told, rest)| match day {
        Some(_) => rest.starts_with(&mark),
        None => now.duration_since(told.at) < OVER,
    })
}

fn key(dossier: &Dossier, who: &Address) -> String {
    format!("{}/{}/{}/", NoticeKind::Absent.as_str(), dossier.thread.id, who.to_string().to_lowercase())
}

/// What tells one absence from another.
fn mark(day: Option<Date>, now: Timestamp) -> String {
    day.map_or_else(|| format!("since {now}"), |day| day.to_string())
}

/// Whose news it is: the creditor's, else that of a team member on the thread; never of who is away.
fn member(dossier: &Dossier, agreement: &Agreement, who: &Address, office: &Office) -> Option<Address> {
    let people = dossier.thread.participants.iter().map(|party| &party.address);
    let mut asked = std::iter::once(&agreement.creditor.address).chain(people);
    asked.find(|address| office.is_team(address) && *address != who && !dossier.stopped.contains(address)).cloned()
}
