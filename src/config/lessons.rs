//! In charge of: the table `[lessons]`: what the house does when time is short, when nothing moves, and after a job is done.

use serde::Deserialize;

use super::words::Domain;
use crate::model::{Customs, Policy, Standard};

/// `[lessons]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LessonsTable {
    pub rushed_days: u32,
    pub rushed_hours: u32,
    pub call_after: u32,
    pub feedback_days: u32,
    pub look_back_days: LookBackDays,
    pub look_back_at_close: bool,
    pub otherwise: Vec<StandardTable>,
}

impl Default for LessonsTable {
    fn default() -> Self {
        let customs = Customs::default();
        Self {
            rushed_days: customs.rushed_days,
            rushed_hours: customs.rushed_hours,
            call_after: customs.call_after,
            feedback_days: Policy::default().feedback_days.unwrap_or(0),
            look_back_days: LookBackDays(Policy::default().look_back_days),
            look_back_at_close: Policy::default().look_back_at_close,
            otherwise: Vec::new(),
        }
    }
}

/// How long both sides have to look back.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
pub(super) struct LookBackDays(pub u32);

impl TryFrom<u32> for LookBackDays {
    type Error = String;
    fn try_from(days: u32) -> Result<Self, String> {
        let sound = (1..=60).contains(&days);
        sound.then_some(Self(days)).ok_or_else(|| format!("{days} days are not from 1 to 60: write, say, 7"))
    }
}

/// `[[lessons.otherwise]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardTable {
    pub words: String,
    #[serde(default)]
    pub owed_by: OwedBy,
    pub client: Option<Domain>,
    #[serde(default)]
    pub about: Vec<String>,
}

/// Who owes what a standard consequence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OwedBy {
    #[default]
    Client,
    Team,
    Anybody,
}

impl LessonsTable {
    pub(super) fn customs(&self) -> Customs {
        let standard = |table: &StandardTable| Standard {
            words: table.words.clone(),
            team: match table.owed_by {
                OwedBy::Client => Some(false),
                OwedBy::Team => Some(true),
                OwedBy::Anybody => None,
            },
            client: table.client.as_ref().map(|domain| domain.0.clone()),
            about: table.about.clone(),
        };
        Customs {
            rushed_days: self.rushed_days,
            rushed_hours: self.rushed_hours,
            call_after: self.call_after,
            look_back_days: self.look_back_days.0,
            standards: self.otherwise.iter().map(standard).collect(),
        }
    }

    /// How many days lie between two requests for feedback on a thread, at least; `None`: none is ever sent.
    pub(super) fn feedback_days(&self) -> Option<u32> {
        Some(self.feedback_days).filter(|days| *days > 0)
    }
}
