//! In charge of: the date in a printed header block, as far as figures and the names of months tell it.
//!
//! Promises: a date only where day, month and year are all there; without a zone it is on the clock of who forwarded it.
//! Leaves to: `reading` the dates in sentences.

use jiff::{Zoned, civil};

use super::passages::About;
use crate::language::{TokenKind, fold, tokens};

/// Reads `written`.
pub(super) fn read(written: &str, about: &About<'_>) -> Option<Zoned> {
    let folded = fold(written.get(..written.floor_char_boundary(120))?).text;
    let tokens = tokens(&folded);
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut month = None;
    let mut evening = None;
    for token in &tokens {
        if let Some(number) = token.number() {
            numbers.push((number, token.start));
        } else if token.kind == TokenKind::Word {
            month = month.or_else(|| month_named(token.text, about));
            evening = evening.or(match token.text {
                "pm" => Some(true),
                "am" => Some(false),
                _ => None,
            });
        }
    }
    let year = numbers.iter().position(|&(number, _)| (1990..=2200).contains(&number))?;
    let day_numbers: Vec<u32> = numbers.iter().map(|&(number, _)| number).collect();
    let (month, day) = match (month, year) {
        (Some(month), _) => (month, *day_numbers.iter().find(|number| (1..=31).contains(*number))?),
        (None, 0) => (i8::try_from(*day_numbers.get(1)?).ok()?, *day_numbers.get(2)?),
        (None, _) => (i8::try_from(*day_numbers.get(1)?).ok()?, *day_numbers.first()?),
    };
    let date = civil::Date::new(i16::try_from(*day_numbers.get(year)?).ok()?, month, i8::try_from(day).ok()?).ok()?;
    let time = clock(&folded, &numbers, evening).unwrap_or(civil::Time::midnight());
    date.to_datetime(time).to_zoned(about.date.time_zone().clone()).ok()
}

/// The first two numbers around a colon.
fn clock(folded: &str, numbers: &[(u32, usize)], evening: Option<bool>) -> Option<civil::Time> {
    let (hour, minute) = numbers.windows(2).find_map(|pair| match pair {
        [(hour, at), (minute, next)] => {
            let between = folded.get(*at..*next)?.trim_start_matches(char::is_numeric);
            (between == ":").then_some((*hour, *minute))
        }
        _ => None,
    })?;
    let hour = match evening {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    civil::Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// The month that `word` (folded) names in one of the languages, in full or cut.
fn month_named(word: &str, about: &About<'_>) -> Option<i8> {
    let _ = about;
    const ENGLISH: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let at = ENGLISH.iter().position(|name| word.starts_with(name))?;
    i8::try_from(at + 1).ok()
}
