//! In charge of: deadlines counted from another agreement: "two working days after we have the texts".

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::AgreementNumber;

/// What a stretch is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Calendar days.
    Days,
    /// Monday to Friday: the reading knows no holidays.
    WorkingDays,
    /// Weeks of seven days.
    Weeks,
    /// Calendar months.
    Months,
}

/// How far from another agreement's day, and on which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stretch {
    /// How many; 0 is the same day.
    pub amount: u32,
    /// Of what.
    pub of: Counted,
    /// Before that day, not after.
    #[serde(default)]
    pub before: bool,
}

/// An agreement whose deadline counts from another one's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// The other agreement of the thread.
    pub on: AgreementNumber,
    /// How far from its day.
    pub stretch: Stretch,
    /// The words: "two working days after".
    pub said: String,
}

/// The most steps that are counted: nobody promises further.
const MOST: u32 = 1_000;

impl Stretch {
    /// The day so far from `day`; `None` past the ends of time.
    #[must_use]
    pub fn from(self, day: Date) -> Option<Date> {
        let amount = i64::from(self.amount.min(MOST)) * if self.before { -1 } else { 1 };
        let span = match self.of {
            Counted::WorkingDays => return working_days(day, amount),
            Counted::Days => Span::new().try_days(amount),
            Counted::Weeks => Span::new().try_weeks(amount),
            Counted::Months => Span::new().try_months(amount),
        };
        day.checked_add(span.ok()?).ok()
    }
}

fn working_days(day: Date, amount: i64) -> Option<Date> {
    let mut day = day;
    let mut left = amount.abs();
    while left > 0 {
        day = if amount < 0 { day.yesterday().ok()? } else { day.tomorrow().ok()? };
        if day.weekday().to_monday_zero_offset() < 5 {
            left -= 1;
        }
    }
    Some(day)
}
