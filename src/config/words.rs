//! In charge of: the kinds of values that a configuration is written in: zones, clock times, pauses, sizes, days.
//!
//! Promises: a wrong value is refused where it stands, and the message says how it is written.

use std::str::FromStr;

use jiff::{SignedDuration, civil, tz::TimeZone};
use serde::Deserialize;

use super::fault::nearest;

/// A time zone by its IANA name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Zone(pub TimeZone);

impl TryFrom<String> for Zone {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        TimeZone::get(&name).map(Self).map_err(|_| {
            let known: Vec<String> = jiff::tz::db().available().map(|known| known.to_string()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = nearest(&name, &known).map(|known| format!("did you mean `{known}`?\n")).unwrap_or_default();
            format!("`{name}` is no time zone\n{hint}write its IANA name, like \"Europe/Berlin\"")
        })
    }
}

/// A time of day, `"09:30"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct ClockTime(pub civil::Time);

impl TryFrom<String> for ClockTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            let (hour, minute) = text.split_once(':')?;
            let sound = (1..=2).contains(&hour.len()) && minute.len() == 2;
            sound.then(|| civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()).flatten()
        };
        read()
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no time of day\nwrite hours and minutes, like \"09:30\" or \"17:00\""))
    }
}

/// A time of day, or `"never"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct MaybeClockTime(pub Option<civil::Time>);

impl TryFrom<String> for MaybeClockTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if text == "never" {
            return Ok(Self(None));
        }
        ClockTime::try_from(text).map(|time| Self(Some(time.0))).map_err(|error| format!("{error}, or \"never\""))
    }
}

/// A span of time in hours, minutes and seconds: `"10 min"`, `"1 h 30 min"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pause(pub SignedDuration);

impl TryFrom<String> for Pause {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match SignedDuration::from_str(&text) {
            Ok(pause) if !pause.is_negative() => Ok(Self(pause)),
            _ => Err(format!(
                "`{text}` is no span of time\nwrite hours, minutes or seconds, like \"10 min\", \"2 h\" or \"1 h 30 min\""
            )),
        }
    }
}

/// A size in bytes: `"25 MB"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Size(pub u64);

impl TryFrom<String> for Size {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = text.get(..text.len() - digits.len()).and_then(|number| number.parse::<u64>().ok());
        let unit = match digits.trim() {
            "B" => Some(1),
            "kB" => Some(1_000),
            "MB" => Some(1_000_000),
            "GB" => Some(1_000_000_000),
            _ => None,
        };
        let bytes = number.zip(unit).and_then(|(number, unit): (u64, u64)| number.checked_mul(unit));
        bytes
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no size\nwrite a number with B, kB, MB or GB, like \"25 MB\""))
    }
}

/// A domain: `"studio.example"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Domain(pub String);

impl TryFrom<String> for Domain {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        // A domain is what can stand behind the @: one rule for both.
        let somebody = crate::model::Address::parse(&format!("somebody@{text}"));
        match somebody {
            Ok(somebody) if !text.contains('@') => Ok(Self(somebody.domain().to_owned())),
            _ => Err(format!(
                "`{text}` is no mail domain\nwrite what stands behind the @, like \"studio.example\"; a person goes to [[office.members]]"
            )),
        }
    }
}

/// A language there is a pack for, by its code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Language(pub String);

impl TryFrom<String> for Language {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        let packs = crate::language::Packs::embedded().map_err(|error| error.to_string())?;
        if packs.get(&code).is_some() {
            return Ok(Self(code));
        }
        let known: Vec<String> =
            packs.iter().map(|pack| format!("\"{}\" ({})", pack.code(), pack.facts.name)).collect();
        Err(format!("`{code}` is no language that letters are written in\nallowed: {}", known.join(", ")))
    }
}

/// A colour: `"#1f5f8b"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Colour(pub String);

impl TryFrom<String> for Colour {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let hex = |hex: &str| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit());
        if text.strip_prefix('#').is_some_and(hex) {
            return Ok(Self(text));
        }
        Err(format!("`{text}` is no colour\nwrite red, green and blue in hexadecimal, like \"#1f5f8b\""))
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Weekday> for civil::Weekday {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
            Weekday::Sunday => Self::Sunday,
        }
    }
}

/// What to do with the mails that lie in a folder at the very first start: `"now"`, `"everything"`, or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum First {
    #[default]
    Now,
    Everything,
    Since(civil::Date),
}

impl TryFrom<String> for First {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "now" => Ok(Self::Now),
            "everything" => Ok(Self::Everything),
            day => day.parse().map(Self::Since).map_err(|_| {
                format!("`{day}` says not where to begin\nwrite \"now\", \"everything\" or a day like \"2026-06-01\"")
            }),
        }
    }
}

impl First {
    /// The same, where a day begins in `zone`.
    pub(super) fn at(self, zone: &TimeZone) -> crate::mailbox::First {
        match self {
            Self::Now => crate::mailbox::First::Now,
            Self::Everything => crate::mailbox::First::Everything,
            Self::Since(day) => day.to_zoned(zone.clone()).map_or(crate::mailbox::First::Everything, |midnight| {
                crate::mailbox::First::Since(midnight.timestamp())
            }),
        }
    }
}
