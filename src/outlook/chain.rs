//! In charge of: what hangs on an agreement whose date has passed: the dates that those behind it would get.
//!
//! Promises: a view, by the working days and holidays of the house: nothing moves before the thing that others hang on is done, or its own date
//! is moved; a ring is followed once.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::HORIZON_DAYS;
use crate::model::{Agreement, Dependency, Office, State, Thread};

/// A date that would move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projected<'a> {
    /// Whose.
    pub agreement: &'a Agreement,
    /// From this day.
    pub was: Date,
    /// To this one.
    pub now: Date,
    /// It moves by itself, for it counts from the other one's day; where it was given a date of its own since, it is a proposal.
    pub follows: bool,
}

/// What the date of `agreement` counts from, as it stands; `None` where it counts from nothing, or was given a date of its own since.
#[must_use]
pub fn counted<'a>(thread: &Thread, agreement: &'a Agreement, office: &Office) -> Option<&'a Dependency> {
    let (dependency, due) = (agreement.depends.as_ref()?, agreement.due.as_ref()?);
    let anchor = thread.agreement(dependency.on)?;
    let done = anchor.latest.at.to_zoned(due.zone.clone()).date();
    let done = (anchor.state == State::Fulfilled).then_some(done);
    let days = anchor.due.as_ref().map(|due| due.moment.date()).into_iter().chain(done);
    let mut days = days.filter_map(|day| dependency.stretch.from(day, &office.working));
    days.any(|day| day == due.moment.date()).then_some(dependency)
}

/// What would move, were `agreement`, which is past its date, done at the next opportunity: the day from which that is counted, and the dates
/// behind it, nearest first.
#[must_use]
pub fn behind<'a>(
    thread: &'a Thread,
    agreement: &Agreement,
    office: &Office,
    now: Timestamp,
) -> Option<(Date, Vec<Projected<'a>>)> {
    let due =
        agreement.due.as_ref().filter(|due| agreement.state.is_open() && due.instant(office.working.ends) <= now)?;
    let today = now.to_zoned(due.zone.clone()).date();
    let next = today.series(1.day()).take(HORIZON_DAYS).find(|day| office.working.is_working_day(*day))?;
    let day = next.max(due.moment.date());
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([agreement.number]);
    let mut moved = vec![(agreement.number, due.moment.date(), day, true)];
    while let Some((on, was, now, follows)) = moved.pop() {
        for other in &thread.agreements {
            let Some(dependency) = other.depends.as_ref().filter(|dependency| dependency.on == on) else { continue };
            if !other.state.is_open() || !seen.insert(other.number) {
                continue;
            }
            let stands = other.due.as_ref().map(|due| due.moment.date());
            let counted = |from| dependency.stretch.from(from, &office.working);
            let follows = follows && (stands.is_none() || stands == counted(was));
            let (Some(was), Some(now)) = (stands.or_else(|| counted(was)), counted(now)) else { continue };
            if now > was {
                found.push(Projected { agreement: other, was, now, follows });
                moved.push((other.number, was, now, follows));
            }
        }
    }
    found.sort_by_key(|projected| (projected.now, projected.agreement.number));
    (!found.is_empty()).then_some((day, found))
}
