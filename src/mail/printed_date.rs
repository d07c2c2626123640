//! In charge of: the date in a printed header block, as figures and the names of months in any language that we know some of tell it.
//!
//! Promises: a date only where day, month and year are all there; without a zone it is on the clock of who forwarded it.
//! Leaves to: `reading` the dates in sentences.

use jiff::{Zoned, civil};

use super::passages::About;
use crate::language::{Sense, Token, TokenKind, fold, tokens};

/// Reads `written`.
pub(super) fn read(written: &str, about: &About<'_>) -> Option<Zoned> {
    let folded = fold(written.get(..written.floor_char_boundary(120))?).text;
    let tokens = tokens(&folded);
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut evening = None;
    for token in &tokens {
        if let Some(number) = token.number() {
            numbers.push((number, token.start));
        } else if token.kind == TokenKind::Word {
            evening = evening.or(match token.text {
                "pm" => Some(true),
                "am" => Some(false),
                _ => None,
            });
        }
    }
    let year = numbers.iter().position(|&(number, _)| (1990..=2200).contains(&number))?;
    let day_numbers: Vec<u32> = numbers.iter().map(|&(number, _)| number).collect();
    let (month, day) = match (month(&tokens, about), year) {
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

/// The month named: of several words that may be one ("mar. 9 juin"), that with numbers closest on both sides, the last of equals.
fn month(tokens: &[Token<'_>], about: &About<'_>) -> Option<i8> {
    let number = |token: Option<&Token<'_>>| token.is_some_and(|token| token.kind == TokenKind::Number);
    let named = tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word);
    let candidates = named.filter_map(|(at, _)| {
        let month = month_at(tokens.get(at..)?, about)?;
        let left = tokens.get(..at)?.iter().rev().take(2).any(|token| number(Some(token)));
        let right = tokens.get(at + 1..)?.iter().take(2).any(|token| number(Some(token)));
        Some((u8::from(left) + u8::from(right), month))
    });
    candidates.max_by_key(|(company, _)| *company).map(|(_, month)| month)
}

/// The month that the first of `tokens` names in one of the languages.
fn month_at(tokens: &[Token<'_>], about: &About<'_>) -> Option<i8> {
    let own = about.packs.iter().find_map(|pack| {
        let entry = pack.words.lexicon.look_up(tokens)?;
        entry.senses.iter().find_map(|sense| if let Sense::Month(month) = sense { Some(*month) } else { None })
    });
    let word = tokens.first()?.text;
    own.or_else(|| about.packs.marks().find_map(|marks| marks.months.get(word).copied()))
}
