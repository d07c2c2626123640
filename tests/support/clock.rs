//! In charge of: stated hours. The story takes place on the clock of Berlin; 11 June 2026 is a Thursday.

use jiff::{Zoned, civil, tz::TimeZone};

/// The zone of the office and of its clients, unless a story says otherwise.
pub const ZONE: &str = "Europe/Berlin";

pub fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap()
}

/// `2026-06-11 10:12`, on the clock of Berlin.
pub fn at(text: &str) -> Zoned {
    let civil: civil::DateTime = text.replace(' ', "T").parse().unwrap();
    civil.to_zoned(zone()).unwrap()
}
