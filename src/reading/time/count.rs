//! In charge of: counting days, working days, weeks and months.
//!
//! Promises: saturates at the ends of the calendar, never panics; weeks start on Monday, working days are Monday to Friday.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

use crate::language::Unit;

/// The day `days` after `date`.
pub(super) fn add_days(date: Date, days: i64) -> Date {
    date.saturating_add(Span::new().days(days.clamp(-200_000, 200_000)))
}

/// The day `amount` of `unit` after `date` (before, where negative). Minutes and hours stay on the day.
#[must_use]
pub fn count(date: Date, amount: i64, unit: Unit) -> Date {
    let months = |months: i64| date.saturating_add(Span::new().months(months.clamp(-12_000, 12_000)));
    match unit {
        Unit::Minute | Unit::Hour => date,
        Unit::Day => add_days(date, amount),
        Unit::WorkingDay => working_days(date, amount),
        Unit::Week | Unit::Weekend => add_days(date, amount.saturating_mul(7)),
        Unit::Fortnight => add_days(date, amount.saturating_mul(14)),
        Unit::Month => months(amount),
        Unit::Quarter => months(amount.saturating_mul(3)),
        Unit::Year => months(amount.saturating_mul(12)),
    }
}

/// The day `amount` working days after `date`.
fn working_days(date: Date, amount: i64) -> Date {
    let step = if amount < 0 { -1 } else { 1 };
    let mut day = date;
    let mut left = amount.unsigned_abs().min(2000);
    while left > 0 {
        let next = add_days(day, step);
        if next == day {
            break;
        }
        day = next;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}

/// The Monday of the week of `date`.
pub(super) fn monday(date: Date) -> Date {
    add_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

/// The first day of the week `weekday` (Monday is 1) after `date`.
pub(super) fn next_weekday(date: Date, weekday: i8) -> Date {
    let ahead = (i64::from(weekday) - i64::from(date.weekday().to_monday_one_offset())).rem_euclid(7);
    add_days(date, if ahead == 0 { 7 } else { ahead })
}

/// The first day `day` of a month, of `month` where given, on or after `date`; `None` where there is no such day in 8 years.
pub(super) fn next_day(date: Date, day: i8, month: Option<i8>) -> Option<Date> {
    let mut first = date.first_of_month();
    for _ in 0..=97 {
        if month.is_none_or(|month| month == first.month())
            && let Ok(found) = Date::new(first.year(), first.month(), day)
            && found >= date
        {
            return Some(found);
        }
        first = count(first, 1, Unit::Month);
    }
    None
}
