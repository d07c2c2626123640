//! In charge of: until when. What was said, what it resolves to, in which zone, and which parts were assumed.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// How fine a time was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// To the minute: "Friday 17:00".
    Minute,
    /// To the hour: "within 48 hours".
    Hour,
    /// A part of a day: "Friday morning".
    DayPart,
    /// A day.
    Day,
    /// A week: "next week".
    Week,
    /// A month: "by the end of March".
    Month,
}

/// A part of a date that nobody said and the reading filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumed {
    /// "12 June": the year.
    Year,
    /// "the 12th": the month.
    Month,
    /// "next week", "end of the month": which day of it.
    Day,
    /// "at 5": morning or afternoon.
    HalfOfDay,
    /// "12/06": which is the day and which the month.
    Order,
    /// "by noon": that today is meant.
    Today,
}

/// A day, or a day with a clock time, on the clock of the person who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// A day without a clock time.
    Day(civil::Date),
    /// A day with a clock time.
    Clock(civil::DateTime),
}

impl Moment {
    /// The day of it.
    #[must_use]
    pub fn date(self) -> civil::Date {
        match self {
            Self::Day(date) => date,
            Self::Clock(at) => at.date(),
        }
    }

    /// The clock time, where one was said.
    #[must_use]
    pub fn time(self) -> Option<civil::Time> {
        match self {
            Self::Day(_) => None,
            Self::Clock(at) => Some(at.time()),
        }
    }
}

/// Until when something is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The words, as in the mail: "by Friday noon".
    pub said: String,
    /// What they resolve to on the clock of `zone`.
    pub moment: Moment,
    /// The zone it was said in: the configured zone of the writer's side, or the offset of the mail's Date.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// How fine it was said.
    pub grain: Grain,
    /// What was filled in.
    #[serde(default)]
    pub assumed: Vec<Assumed>,
}

impl Due {
    /// The instant at which it falls due, where a day without a clock time ends at `end_of_day` in its zone.
    #[must_use]
    pub fn instant(&self, end_of_day: civil::Time) -> Timestamp {
        let at = match self.moment {
            Moment::Day(date) => date.to_datetime(end_of_day),
            Moment::Clock(at) => at,
        };
        // A civil time always has an instant in a zone ("compatible" takes a gap forwards), except at the ends of time.
        self.zone.to_ambiguous_timestamp(at).compatible().unwrap_or(Timestamp::MAX)
    }
}
