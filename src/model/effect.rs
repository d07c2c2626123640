//! In charge of: what a consequence does, as data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When a consequence takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The thing is not done by its date.
    NotDone,
    /// Nobody answers by its date.
    NoAnswer,
}

/// What it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// Another date moves by so many days; `None`: as many as the thing is late.
    Later {
        /// How many.
        days: Option<u32>,
        /// Working days.
        working: bool,
    },
    /// Another date moves to this day.
    Until {
        /// The day.
        day: Date,
    },
    /// A slot, a booking, a place is lost.
    SlotLost,
    /// The result is less than it would have been.
    Less,
    /// It costs more.
    Fee,
    /// What nobody answers counts as given.
    CountsAsGiven,
    /// Work pauses.
    Pause,
}

impl Effect {
    /// When it takes effect.
    #[must_use]
    pub fn condition(self) -> Condition {
        match self {
            Self::CountsAsGiven => Condition::NoAnswer,
            _ => Condition::NotDone,
        }
    }
}
