//! In charge of: deadlines counted from another agreement: "two working days after we have the texts".

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::{AgreementNumber, WorkingTime};

/// What a stretch is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Calendar days.
    Days,
    /// Days on which the house works.
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
    /// The day so far from `day`, by the working days of `working`; `None` past the ends of time.
    #[must_use]
    pub fn from(self, day: Date, working: &WorkingTime) -> Option<Date> {
        let amount = i64::from(self.amount.min(MOST)) * if self.before { -1 } else { 1 };
        let span = match self.of {
            Counted::WorkingDays => return working.count(day, amount),
            Counted::Days => Span::new().try_days(amount),
            Counted::Weeks => Span::new().try_weeks(amount),
            Counted::Months => Span::new().try_months(amount),
        };
        day.checked_add(span.ok()?).ok()
    }
}
