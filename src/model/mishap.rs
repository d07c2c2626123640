//! In charge of: what went wrong around the mail, as the team is told of it in the morning.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Address, Party};

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mishap {
    /// When.
    pub at: Timestamp,
    /// When it was over; `None`: it is not, or it was over at once.
    pub over: Option<Timestamp>,
    /// The team members who may be told; nobody named: all of them.
    pub people: Vec<Address>,
    /// What.
    pub wrong: Wrong,
}

/// What may go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// A folder cannot be read.
    Folder {
        /// The account's name in the configuration.
        account: String,
        /// The folder's name.
        folder: String,
    },
    /// A mail was too large to be read: only its headers are on file.
    TooLarge {
        /// Its subject, where those who are told were on it.
        subject: Option<String>,
        /// Its writer, likewise.
        from: Option<String>,
        /// Its size in bytes.
        size: u64,
    },
    /// No mail could be made of what came, or the server could not hand it over.
    Unreadable {
        /// The account's name in the configuration.
        account: String,
        /// The folder's name.
        folder: String,
    },
    /// A letter came back.
    Returned {
        /// Whom it did not reach.
        address: Address,
        /// Nothing reaches that address any more.
        dead: bool,
    },
    /// Somebody who owes something is away: a program has answered for them.
    Absent {
        /// Who.
        who: String,
        /// The conversation on which something is open.
        subject: String,
        /// The day that the answer names.
        day: Option<jiff::civil::Date>,
        /// The address that it names: who stands in.
        deputy: Option<Address>,
        /// Its own words, cut short.
        words: String,
    },
    /// A letter to a client has waited for a word of the team for long.
    Waits {
        /// The conversation.
        subject: String,
    },
    /// A letter was refused, or given up after days of trying.
    Refused {
        /// Whom it did not reach.
        address: Address,
    },
}

/// What the answer of a program tells of somebody who is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub who: Party,
    /// The day that the answer names.
    pub day: Option<jiff::civil::Date>,
    /// The address that it names: who stands in.
    pub deputy: Option<Address>,
    /// Its own words, cut short.
    pub words: String,
}

impl Mishap {
    /// Whether it goes on: a folder that still cannot be read, a letter that still waits.
    #[must_use]
    pub fn lasts(&self) -> bool {
        matches!(self.wrong, Wrong::Folder { .. } | Wrong::Waits { .. }) && self.over.is_none()
    }

    /// Whether `address` may be told of it.
    #[must_use]
    pub fn concerns(&self, address: &Address) -> bool {
        self.people.is_empty() || self.people.contains(address)
    }
}
