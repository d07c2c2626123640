//! In charge of: whether a job is short of time, and by which dates.
//!
//! Promises: a job is one only where both sides owe something by a date: a single favour with a near date is no rushed job.

use jiff::Timestamp;

use super::{working_days_between, working_minutes_between};
use crate::model::{Agreement, AgreementNumber, Customs, Dossier, Office, Side, State};

/// Why time is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The last date is so many working days from the first mail.
    Near {
        /// How many.
        working_days: usize,
    },
    /// After one date the other side has so many working hours until its own.
    Step {
        /// The earlier date.
        from: AgreementNumber,
        /// The later one, of the other side.
        to: AgreementNumber,
        /// How many whole hours.
        hours: i64,
    },
}

/// A job that is short of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rush {
    /// Why: the nearness of the last date before the narrowness of a step.
    pub why: Why,
    /// The agreement with the last date.
    pub last: AgreementNumber,
    /// The dates that the result depends on: the agreements of the team, then those of the others, each in the order of their dates.
    pub dates: Vec<AgreementNumber>,
}

/// Whether the job on this thread is short of time, by the agreements as they stand in `agreements` (those of the thread, or as people were
/// last told of them).
#[must_use]
pub fn rush(dossier: &Dossier, agreements: &[Agreement], office: &Office, customs: &Customs) -> Option<Rush> {
    let first = dossier.heads.iter().map(|head| &head.date).min_by_key(|date| date.timestamp())?;
    let ends = office.working.ends;
    let counts = |agreement: &&Agreement| !matches!(agreement.state, State::Declined | State::Cancelled);
    let mut dated: Vec<(Timestamp, &Agreement)> = agreements
        .iter()
        .filter(counts)
        .filter_map(|agreement| Some((agreement.due.as_ref()?.instant(ends), agreement)))
        .collect();
    dated.sort_by_key(|(due, agreement)| (*due, agreement.number));
    let side = |agreement: &Agreement| office.side(&agreement.debtor.address);
    let team = |agreement: &Agreement| side(agreement) == Side::Team;
    let (last_due, last) = dated.last().copied()?;
    if dated.iter().all(|(_, agreement)| team(agreement)) || !dated.iter().any(|(_, agreement)| team(agreement)) {
        return None;
    }
    let last_day = last_due.to_zoned(office.zone.clone()).date();
    let begun = first.timestamp().to_zoned(office.zone.clone()).date();
    let working_days = working_days_between(begun, last_day, &office.working);
    let near = (working_days < customs.rushed_days as usize).then_some(Why::Near { working_days });
    let step = || {
        let pairs = dated.iter().zip(dated.iter().skip(1));
        let narrow =
            pairs.filter(|((_, one), (_, other))| side(one) != side(other)).map(|((from, one), (to, other))| {
                let minutes = working_minutes_between(*from, *to, &office.working, &office.zone);
                (minutes / 60, one.number, other.number)
            });
        let (hours, from, to) = narrow.min_by_key(|(hours, ..)| *hours)?;
        (hours < i64::from(customs.rushed_hours)).then_some(Why::Step { from, to, hours })
    };
    let why = near.or_else(step)?;
    let (ours, theirs): (Vec<&Agreement>, Vec<&Agreement>) =
        dated.iter().map(|(_, agreement)| *agreement).partition(|agreement| team(agreement));
    let dates = ours.into_iter().chain(theirs).map(|agreement| agreement.number).collect();
    Some(Rush { why, last: last.number, dates })
}
