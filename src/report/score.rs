//! In charge of: how each side kept its dates, counted. For the team alone: a client's letter never holds it.
//!
//! Promises: only what was agreed and had a date is counted; the sides by the same rules.

use super::{Account, Ending};
use crate::model::Side;

/// How one side kept its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Whose.
    pub side: Side,
    /// Done at the last agreed date or before it.
    pub kept: usize,
    /// Done after it, or past it and not recorded as done.
    pub late: usize,
    /// Agreements whose date this side wanted moved to a later day, whoever owed them.
    pub moved: usize,
    /// The median of the days between the date first agreed and the day done (negative: before it), of those that are done.
    pub median_days: Option<i64>,
}

/// The scores of all sides in these accounts, the team first, then in the order in which they come.
#[must_use]
pub fn scores(accounts: &[Account]) -> Vec<Score> {
    let mut sides: Vec<&Side> = Vec::new();
    for side in accounts.iter().flat_map(|account| &account.sides) {
        if !sides.contains(&side) {
            sides.push(side);
        }
    }
    sides.sort_by_key(|side| **side != Side::Team);
    sides.into_iter().map(|side| score(side, accounts)).collect()
}

fn score(side: &Side, accounts: &[Account]) -> Score {
    let all = || accounts.iter().flat_map(|account| &account.courses).filter(|course| course.agreed);
    let own = || all().filter(|course| course.side == *side && course.due().is_some());
    let late = |ending: &Ending| match ending {
        Ending::Past { .. } => true,
        Ending::Done { days, past_the_hour, .. } => *days > 0 || *past_the_hour,
        _ => false,
    };
    let kept = |ending: &Ending| matches!(ending, Ending::Done { .. }) && !late(ending);
    let moved = |course: &&super::Course| course.losses.iter().any(|loss| loss.moved && loss.side == *side);
    let mut spans: Vec<i64> = own()
        .filter_map(|course| match course.ending {
            Ending::Done { days, .. } => Some(days + course.steps.iter().map(|step| step.days).sum::<i64>()),
            _ => None,
        })
        .collect();
    spans.sort_unstable();
    Score {
        side: side.clone(),
        kept: own().filter(|course| kept(&course.ending)).count(),
        late: own().filter(|course| late(&course.ending)).count(),
        moved: all().filter(moved).count(),
        // Of an even number, the lower one: a day that is on record, not one in between.
        median_days: spans.get(spans.len().saturating_sub(1) / 2).copied(),
    }
}
