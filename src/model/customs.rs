//! In charge of: how a house works with its clients: when it calls a job rushed, when it rings up, what it proposes to happen otherwise.

use super::{Agreement, Office, Side};

/// The customs of a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customs {
    /// A job whose last date is fewer working days than this from its first mail is short of time; 0: none is.
    pub rushed_days: u32,
    /// So is one in which a date leaves the other side fewer working hours than this until its own; 0: none is.
    pub rushed_hours: u32,
    /// After so many rounds of mail that have not moved an agreement past its date, a call is suggested to the team; 0: never.
    pub call_after: u32,
    /// How many days both sides have to look back at a project.
    pub look_back_days: u32,
    /// What it proposes to happen otherwise, where a thread says nothing.
    pub standards: Vec<Standard>,
}

impl Default for Customs {
    /// Four working days, sixteen working hours, three rounds, seven days; nothing is proposed.
    fn default() -> Self {
        Self { rushed_days: 4, rushed_hours: 16, call_after: 3, look_back_days: 7, standards: Vec::new() }
    }
}

impl Customs {
    /// What it proposes to happen otherwise with `agreement`: the nearest that fits, one for this client before one for all.
    #[must_use]
    pub fn standard(&self, agreement: &Agreement, office: &Office) -> Option<&Standard> {
        let fitting = self.standards.iter().filter(|standard| standard.fits(agreement, office));
        fitting.rev().max_by_key(|standard| (standard.client.is_some(), !standard.about.is_empty()))
    }
}

/// A consequence that the house proposes. It binds nobody until the side that owes the thing has said yes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// In the words of a letter.
    pub words: String,
    /// For what the team owes (`true`), what the client owes (`false`), or both.
    pub team: Option<bool>,
    /// For this client alone: a mail domain, or an address at a free mail provider.
    pub client: Option<String>,
    /// For agreements that have one of these words in them; for all where there are none.
    pub about: Vec<String>,
}

impl Standard {
    fn fits(&self, agreement: &Agreement, office: &Office) -> bool {
        let sides = [office.side(&agreement.debtor.address), office.side(&agreement.creditor.address)];
        let owed_by_team = sides.first().is_some_and(|side| *side == Side::Team);
        let client = |name: &String| {
            sides.iter().any(|side| matches!(side, Side::Client(known) if known.eq_ignore_ascii_case(name)))
        };
        let action = agreement.action.to_lowercase();
        self.team.is_none_or(|team| team == owed_by_team)
            && self.client.as_ref().is_none_or(client)
            && (self.about.is_empty() || self.about.iter().any(|word| action.contains(&word.to_lowercase())))
    }
}
