//! In charge of: what follows from the dates as they stand: whether a job is short of time, what moves when a date has passed, whether a call would
//! do more than a further mail. Pure.
//!
//! Promises: both sides by the same rules; nothing here changes an agreement: it is a view that people are shown.
//! Leaves to: `schedule` what is told when; `letters` the words.

mod chain;
mod offers;
mod rush;
mod standstill;

pub use chain::{Projected, behind, counted};
pub use offers::{accepted, offers};
pub use rush::{Rush, Why, rush};
pub use standstill::{Standstill, standstill};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::model::WorkingTime;

/// As far as anybody counts; a calendar without a working day in that time has none.
const HORIZON_DAYS: usize = 400;

/// The working days after `since`, up to `until` and with it.
fn working_days_between(since: Date, until: Date, working: &WorkingTime) -> usize {
    let days = since.series(1.day()).skip(1).take(HORIZON_DAYS).take_while(|day| *day <= until);
    days.filter(|day| working.is_working_day(*day)).count()
}

/// The working minutes from `since` to `until`, on the clock of `zone`.
fn working_minutes_between(since: Timestamp, until: Timestamp, working: &WorkingTime, zone: &TimeZone) -> i64 {
    let (since, until) = (since.to_zoned(zone.clone()).datetime(), until.to_zoned(zone.clone()).datetime());
    let days = since.date().series(1.day()).take(HORIZON_DAYS).take_while(|day| *day <= until.date());
    let open = days.filter(|day| working.is_working_day(*day)).map(|day| {
        let begin = day.to_datetime(working.starts).max(since);
        let end = day.to_datetime(working.ends).min(until);
        if end > begin { begin.duration_until(end).as_mins() } else { 0 }
    });
    open.sum()
}
