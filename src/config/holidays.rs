//! In charge of: holidays: days of the file, and an iCalendar file (RFC 5545) as calendars export them.
//!
//! Promises: every event of the calendar is a holiday, a whole day or several; what is not understood (a time of day, a rule other
//! than "every year") is refused by name, never left out in silence.

use std::path::Path;

use icalendar::parser::{Component, read_calendar, unfold};
use jiff::{ToSpan, civil};

/// A rule "every year" gives this many days.
const YEARS: i16 = 50;

/// The holidays in the calendar file at `path`.
///
/// # Errors
/// What is wrong, for people.
pub(super) fn read_file(path: &Path) -> Result<Vec<civil::Date>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).map_err(|_| format!("{} is no iCalendar file", path.display()))?;
    let events: Vec<&Component<'_>> = calendar.components.iter().filter(|part| part.name == "VEVENT").collect();
    if events.is_empty() {
        return Err(format!("{} holds no events", path.display()));
    }
    let days: Result<Vec<Vec<civil::Date>>, String> = events.into_iter().map(days_of).collect();
    let mut days: Vec<civil::Date> = days.map_err(|why| format!("{}: {why}", path.display()))?.concat();
    days.sort();
    days.dedup();
    Ok(days)
}

/// The days of one event: DTEND is the day after the last one (RFC 5545, section 3.6.1).
fn days_of(event: &Component<'_>) -> Result<Vec<civil::Date>, String> {
    let name = event.find_prop("SUMMARY").map_or("an event", |summary| summary.val.as_str());
    let day = |key: &str| event.find_prop(key).map(|property| read_day(property.val.as_str()));
    let start = match day("DTSTART") {
        Some(Some(start)) => start,
        _ => return Err(format!("`{name}` has no DTSTART that is a whole day, like DTSTART;VALUE=DATE:20261225")),
    };
    let end = match day("DTEND") {
        None => start.saturating_add(1.day()),
        Some(Some(end)) if end > start => end,
        Some(_) => return Err(format!("`{name}` has no DTEND that is a day after its DTSTART")),
    };
    let length = (end - start).get_days().min(366);
    let rule = event.find_prop("RRULE").map(|rule| rule.val.as_str().trim_end_matches(";INTERVAL=1"));
    let years = match rule {
        None => 1,
        Some("FREQ=YEARLY") => YEARS,
        Some(rule) => return Err(format!("`{name}` repeats by a rule that is not understood ({rule}): list its days")),
    };
    Ok((0..years)
        .filter_map(|year| civil::Date::new(start.year().checked_add(year)?, start.month(), start.day()).ok())
        .flat_map(|first| (0..length).map(move |day| first.saturating_add(day.days())))
        .collect())
}

fn read_day(text: &str) -> Option<civil::Date> {
    (text.len() == 8).then(|| civil::Date::strptime("%Y%m%d", text).ok()).flatten()
}
